import { SESSION_DAYS } from '#libs/accounts';
import type { Config } from '#libs/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';

const NAME = 'tidings_session';

export function readSessionCookie(request: FastifyRequest): string | undefined {
  return request.cookies[NAME];
}

/** Lax: a link in a mail may open the web app signed in; other sites' forms and scripts never carry the cookie. */
export function setSessionCookie(reply: FastifyReply, token: string, config: Config): void {
  void reply.setCookie(NAME, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: config.publicUrl.startsWith('https:'),
    maxAge: SESSION_DAYS * 86_400,
  });
}

export function clearSessionCookie(reply: FastifyReply): void {
  void reply.clearCookie(NAME, { path: '/' });
}
