import type { Role, SignedIn, User } from '#libs/accounts';
import type { Config } from '#libs/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { setSessionCookie } from '../access/session-cookie.js';

export interface SessionUser {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}

export interface SessionAnswer {
  readonly user: SessionUser;
  /** Goes into the header `X-CSRF-Token` of everything but GET. */
  readonly csrf: string;
}

export function showSession(user: User, csrf: string): SessionAnswer {
  return { user: { id: user.id, name: user.name, email: user.email, role: user.role }, csrf };
}

/** Hands a session that was just opened to the browser. */
export function startSession(reply: FastifyReply, config: Config, { user, session }: SignedIn): SessionAnswer {
  setSessionCookie(reply, session.token, config);
  return showSession(user, session.csrf);
}

/** Where a session comes from, to be recognised in a list. */
export function originOf(request: FastifyRequest): { ip: string; userAgent: string | null } {
  return { ip: request.ip, userAgent: request.headers['user-agent'] ?? null };
}
