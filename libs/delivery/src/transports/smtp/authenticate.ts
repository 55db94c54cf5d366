import type { Reply } from './reply.js';
import { SmtpFailure } from './smtp-failure.js';

interface Credentials {
  readonly username: string;
  readonly password: string;
}

type Command = (line: string) => Promise<Reply>;

/** AUTH by PLAIN (RFC 4616) or, where only that is offered, LOGIN. Throws {@link SmtpFailure} at phase auth. */
export async function authenticate(
  offered: string,
  { username, password }: Credentials,
  command: Command,
): Promise<void> {
  const mechanisms = new Set(offered.toUpperCase().split(' '));
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

function expectCode(reply: Reply, code: number): void {
  if (reply.code !== code) throw SmtpFailure.atReply(reply, 'auth');
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
