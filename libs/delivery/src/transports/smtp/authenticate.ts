import type { AccessTokens } from './access-tokens.js';
import type { Reply } from './reply.js';
import { SmtpFailure } from './smtp-failure.js';

/** A user with a password, or with tokens (XOAUTH2). */
export type Credentials =
  | { readonly username: string; readonly password: string }
  | { readonly username: string; readonly tokens: AccessTokens };

type Command = (line: string) => Promise<Reply>;

/**
 * AUTH by XOAUTH2 for tokens; for a password PLAIN (RFC 4616) or, where only that is offered, LOGIN.
 * Throws {@link SmtpFailure} at phase auth.
 */
export async function authenticate(offered: string, credentials: Credentials, command: Command): Promise<void> {
  const mechanisms = new Set(offered.toUpperCase().split(' '));
  if ('tokens' in credentials) {
    if (!mechanisms.has('XOAUTH2')) {
      throw SmtpFailure.without('auth', 'The server does not offer AUTH XOAUTH2 on this connection.');
    }
    await signInByToken(credentials, command);
    return;
  }
  const { username, password } = credentials;
  if (mechanisms.has('PLAIN')) {
    expectCode(await command(`AUTH PLAIN ${base64(`\0${username}\0${password}`)}`), 235);
  } else if (mechanisms.has('LOGIN')) {
    expectCode(await command('AUTH LOGIN'), 334);
    expectCode(await command(base64(username)), 334);
    expectCode(await command(base64(password)), 235);
  } else {
    throw SmtpFailure.without('auth', 'The server offers neither AUTH PLAIN nor AUTH LOGIN on this connection.');
  }
}

interface TokenCredentials {
  readonly username: string;
  readonly tokens: AccessTokens;
}

/** A token may be withdrawn before its time: one new one is tried. */
async function signInByToken({ username, tokens }: TokenCredentials, command: Command): Promise<void> {
  const first = await tokens.get();
  const reply = await sendToken(username, first, command);
  if (reply.code === 235) return;
  // 4xx says nothing about the token.
  const second = reply.code >= 500 ? await tokens.renew(first) : undefined;
  if (second === undefined || second === first) throw SmtpFailure.atReply(reply, 'auth');
  expectCode(await sendToken(username, second, command), 235);
}

/** developers.google.com/workspace/gmail/imap/xoauth2-protocol: a refusal comes as 334, to be answered by an empty line. */
async function sendToken(username: string, token: string, command: Command): Promise<Reply> {
  const reply = await command(`AUTH XOAUTH2 ${base64(`user=${username}\x01auth=Bearer ${token}\x01\x01`)}`);
  return reply.code === 334 ? command('') : reply;
}

function expectCode(reply: Reply, code: number): void {
  if (reply.code !== code) throw SmtpFailure.atReply(reply, 'auth');
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
