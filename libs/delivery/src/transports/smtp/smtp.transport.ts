import { defineTransport } from '../define-transport.js';
import { HandOverWindow } from '../hand-over-window.js';
import {
  CHECK_REPLY_MS,
  type HandOver,
  type MailTransport,
  type OnResult,
  type OutgoingMail,
  type TransportCheck,
  type TransportRuntime,
} from '../mail-transport.js';
import { tlsPolicy } from '../smtp.params.js';
import { fixedToken, RefreshedTokens } from './access-tokens.js';
import type { Credentials } from './authenticate.js';
import { smtpClientParams, type SmtpClientParams } from './smtp-client.params.js';
import { SmtpFailure } from './smtp-failure.js';
import { SmtpPool, type PoolSettings } from './smtp-pool.js';

/** How long `close` waits for answers: Ctrl-C has ten seconds for everything. */
const CLOSE_MS = 5_000;
const STALL_MS = 5_000;

export const smtp = defineTransport({
  type: 'smtp',
  label: 'SMTP',
  description: 'Any mail server or provider that speaks SMTP. Fast, and exact about what arrived.',
  params: smtpClientParams,
  create: (params, runtime) => new SmtpTransport(params, runtime),
});

class SmtpTransport implements MailTransport {
  private readonly pool: SmtpPool;
  private readonly window: HandOverWindow;

  constructor(params: SmtpClientParams, runtime: TransportRuntime) {
    this.pool = new SmtpPool(toPoolSettings(params, runtime));
    this.window = new HandOverWindow(runtime.limit);
  }

  send(mails: Iterable<OutgoingMail> | AsyncIterable<OutgoingMail>, onResult: OnResult): Promise<void> {
    const submit = (mail: OutgoingMail, answered: (result: HandOver) => void): void => {
      this.pool.submit(mail, answered);
    };
    return this.window.run(mails, submit, onResult);
  }

  async verify(): Promise<TransportCheck> {
    try {
      const { socket, keywords } = await this.pool.open(CHECK_REPLY_MS);
      const { secure } = socket;
      socket.write(['QUIT\r\n'], () => {
        socket.end('Goodbye');
      });
      return { ok: true, response: 'The server takes mail.', secure, extensions: [...keywords.keys()] };
    } catch (error) {
      if (!(error instanceof SmtpFailure)) throw error;
      const { phase, response } = error.result;
      return { ok: false, phase, response, secure: false, extensions: [] };
    }
  }

  async close(): Promise<void> {
    this.pool.stopTaking();
    const cut = setTimeout(() => {
      this.pool.abort();
    }, CLOSE_MS);
    await this.window.close();
    clearTimeout(cut);
    await this.pool.close();
  }
}

function toPoolSettings(params: SmtpClientParams, runtime: TransportRuntime): PoolSettings {
  const { host, port, secure } = params;
  const { limit, hostname } = runtime;
  return {
    size: Math.min(params.pool, limit),
    pipelining: params.pipelining,
    maxMessages: params.max_messages,
    stallMs: STALL_MS,
    session: {
      address: { host, port },
      implicitTls: secure,
      tls: tlsPolicy(params),
      tlsSessions: new Map(),
      credentials: credentialsOf(params, runtime),
      hostname,
      connectMs: params.connect_timeout_s * 1000,
      replyMs: params.command_timeout_s * 1000,
    },
  };
}

/** Tokens count before a password; without a user there is nobody to sign in. */
function credentialsOf(params: SmtpClientParams, { http }: TransportRuntime): Credentials | undefined {
  const { username, password = '', access_token: accessToken, refresh_token: refreshToken } = params;
  const { client_id: clientId, client_secret: clientSecret, token_url: url } = params;
  if (username === undefined) return undefined;
  if (refreshToken !== undefined && clientId !== undefined && url !== undefined) {
    const settings = { url, refreshToken, clientId, clientSecret, accessToken };
    return { username, tokens: new RefreshedTokens(settings, http) };
  }
  return accessToken === undefined ? { username, password } : { username, tokens: fixedToken(accessToken) };
}
