import type { SmtpPhase } from '../mail-transport.js';
import { authenticate, type Credentials } from './authenticate.js';
import { refusedBy, type Reply } from './reply.js';
import { SmtpFailure } from './smtp-failure.js';
import { SmtpSocket, type SmtpAddress } from './smtp-socket.js';
import type { ServerExtensions } from './wire-envelope.js';

export interface SessionSettings {
  readonly address: SmtpAddress;
  /** TLS from the first byte. */
  readonly implicitTls: boolean;
  readonly tls: 'opportunistic' | 'required' | 'off';
  readonly tlsSessions: Map<string, Buffer>;
  readonly credentials?: Credentials | undefined;
  readonly hostname: string;
  readonly connectMs: number;
  readonly replyMs: number;
  /** Gives up the attempt. */
  readonly signal?: AbortSignal | undefined;
}

/** A connection on which mail can be sent. */
export interface SmtpSession extends ServerExtensions {
  readonly socket: SmtpSocket;
}

/** Greeting, EHLO, STARTTLS and AUTH. Throws {@link SmtpFailure} with the phase in which it ended. */
export async function openSession(settings: SessionSettings): Promise<SmtpSession> {
  try {
    return await new Handshake(settings).run();
  } catch (error) {
    if (!mayFallBack(error, settings)) throw error;
    return await new Handshake({ ...settings, tls: 'off' }).run();
  }
}

/** Opportunistic TLS (RFC 7435): a server whose TLS does not work is spoken to in the clear, but not told a password. */
function mayFallBack(error: unknown, { tls, implicitTls, credentials }: SessionSettings): boolean {
  const failedTls = error instanceof SmtpFailure && error.result.phase === 'starttls';
  return failedTls && tls === 'opportunistic' && !implicitTls && !credentials;
}

class Handshake {
  private socket!: SmtpSocket;
  private phase: SmtpPhase = 'connect';
  private waiting: { resolve(reply: Reply): void; reject(error: Error): void } | undefined;

  constructor(private readonly settings: SessionSettings) {}

  async run(): Promise<SmtpSession> {
    const { signal } = this.settings;
    await this.connect();
    const giveUp = (): void => {
      this.socket.end('The attempt was given up');
    };
    signal?.addEventListener('abort', giveUp);
    try {
      this.phase = 'greeting';
      await this.expect(220);
      let keywords = await this.greet();
      if (await this.upgrade(keywords)) keywords = await this.greet();
      const { credentials } = this.settings;
      if (credentials) {
        this.phase = 'auth';
        await authenticate(keywords.get('AUTH') ?? '', credentials, (line) => this.command(line));
      }
      this.socket.expectNothing();
      return { socket: this.socket, keywords };
    } catch (error) {
      this.waiting = undefined;
      this.socket.end('The session could not be opened');
      throw error;
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
  }

  private async connect(): Promise<void> {
    const { address, implicitTls, connectMs, replyMs, signal } = this.settings;
    try {
      const timeouts = { connectMs, replyMs, signal };
      this.socket = await SmtpSocket.connect(address, timeouts, implicitTls ? this.tls() : undefined);
    } catch (error) {
      throw SmtpFailure.without('connect', messageOf(error));
    }
    this.socket.onReply = (reply) => {
      this.take(reply);
    };
    this.socket.onEnd = (reason) => this.waiting?.reject(SmtpFailure.without(this.phase, reason));
  }

  private async greet(): Promise<Map<string, string>> {
    this.phase = 'ehlo';
    const { hostname } = this.settings;
    // A name without a domain is refused by many servers; the address literal is what RFC 5321, 4.1.4 offers instead.
    const name = hostname.includes('.') ? hostname : this.socket.localLiteral;
    const reply = await this.command(`EHLO ${name}`);
    if (reply.code === 250) return readKeywords(reply.text);
    // 5xx: the server does not know EHLO (RFC 5321, 3.2); without extensions it can still take mail.
    if (reply.code < 500) throw SmtpFailure.atReply(reply, this.phase);
    const helo = await this.command(`HELO ${name}`);
    if (helo.code !== 250) throw SmtpFailure.atReply(helo, this.phase);
    return new Map();
  }

  /** True when the connection is encrypted now and was not before. */
  private async upgrade(keywords: ReadonlyMap<string, string>): Promise<boolean> {
    const { tls, connectMs } = this.settings;
    if (this.socket.secure || tls === 'off') return false;
    this.phase = 'starttls';
    if (!keywords.has('STARTTLS')) {
      if (tls === 'opportunistic') return false;
      throw SmtpFailure.without('starttls', 'The server offers no STARTTLS, which the settings require.');
    }
    const reply = await this.command('STARTTLS');
    if (reply.code !== 220) throw SmtpFailure.atReply(reply, 'starttls');
    try {
      await this.socket.startTls(this.tls(), connectMs);
    } catch (error) {
      throw SmtpFailure.without('starttls', messageOf(error));
    }
    return true;
  }

  private tls(): { verify: boolean; sessions: Map<string, Buffer> } {
    return { verify: this.settings.tls === 'required', sessions: this.settings.tlsSessions };
  }

  private command(line: string): Promise<Reply> {
    const answered = this.reply();
    this.socket.write([`${line}\r\n`]);
    return answered;
  }

  private async expect(code: number): Promise<void> {
    const reply = await this.reply();
    if (reply.code !== code) throw SmtpFailure.atReply(reply, this.phase);
  }

  private reply(): Promise<Reply> {
    const { ended } = this.socket;
    if (ended !== undefined) return Promise.reject(SmtpFailure.without(this.phase, ended));
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.expectReply();
    });
  }

  private take(reply: Reply): void {
    const { waiting } = this;
    this.waiting = undefined;
    if (reply.code === 421) waiting?.reject(new SmtpFailure(refusedBy(reply, this.phase)));
    else if (waiting) waiting.resolve(reply);
    // Nobody asked: what was slipped in behind a reply must not count as the next one's answer.
    else this.socket.end(`Unexpected reply: ${reply.text}`);
  }
}

/** The lines after the first of EHLO's reply: a keyword and its parameters (RFC 5321, 4.1.1.1). */
function readKeywords(text: string): Map<string, string> {
  return new Map(
    text
      .split('\n')
      .slice(1)
      // Old servers write `AUTH=LOGIN PLAIN`.
      // Others end with a line of a code and nothing.
      .flatMap((line) => [...line.slice(4).matchAll(/^([^ =]+)[ =]?(.*)$/g)])
      .map(([, keyword = '', params = '']): [string, string] => [keyword.toUpperCase(), params]),
  );
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
