import { defineTransport } from '../define-transport.js';
import { HandOverWindow } from '../hand-over-window.js';
import type { MailTransport, OnResult, OutgoingMail, TransportCheck, TransportRuntime } from '../mail-transport.js';
import { smtpParams, tlsPolicy, type SmtpParams } from '../smtp.params.js';
import { SmtpFailure } from './smtp-failure.js';
import { SmtpPool, type PoolSettings } from './smtp-pool.js';

/** How long `close` waits for answers: Ctrl-C has ten seconds for everything. */
const CLOSE_MS = 5_000;
const STALL_MS = 5_000;

export const smtp = defineTransport({
  type: 'smtp',
  label: 'SMTP',
  description: 'Any mail server or provider that speaks SMTP. Fast, and exact about what arrived.',
  params: smtpParams,
  create: (params, runtime) => new SmtpTransport(params, runtime),
});

class SmtpTransport implements MailTransport {
  private readonly pool: SmtpPool;
  private readonly window: HandOverWindow;

  constructor(params: SmtpParams, runtime: TransportRuntime) {
    this.pool = new SmtpPool(toPoolSettings(params, runtime));
    this.window = new HandOverWindow(runtime.limit);
  }

  send(mails: Iterable<OutgoingMail> | AsyncIterable<OutgoingMail>, onResult: OnResult): Promise<void> {
    return this.window.run(mails, (mail) => this.pool.submit(mail), onResult);
  }

  async verify(): Promise<TransportCheck> {
    try {
      const { socket, keywords } = await this.pool.open();
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

function toPoolSettings(params: SmtpParams, { limit, hostname }: TransportRuntime): PoolSettings {
  const { host, port, secure, username, password } = params;
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
      credentials: username === undefined ? undefined : { username, password: password ?? '' },
      hostname,
      connectMs: params.connect_timeout_s * 1000,
      replyMs: params.command_timeout_s * 1000,
    },
  };
}
