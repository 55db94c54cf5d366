import { connect as connectTcp, isIP, type OnReadOpts, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { ProtocolError, ReplyReader, type Reply } from './reply.js';

export interface SmtpAddress {
  readonly host: string;
  readonly port: number;
}

export interface TlsSettings {
  /** Refuse a certificate that is not valid for the host. */
  readonly verify: boolean;
  /** Sessions of earlier connections, resumed to save the key exchange. */
  readonly sessions: Map<string, Buffer>;
}

/** Replies are short; longer ones come in pieces. */
const READ_BYTES = 4096;

/** Where bytes go that come in the clear: for each mail there are some, and they need no stream and no memory of their own. */
interface Inlet {
  take: (chunk: Buffer) => void;
}

type OnReply = (reply: Reply) => void;
type OnEnd = (reason: string) => void;

/**
 * A connection that speaks in replies. Whatever ends it (error, timeout, the server, nonsense from the server) is told
 * once to `onEnd`. A reply must come within the timeout while one is awaited.
 */
export class SmtpSocket {
  onReply: OnReply = () => undefined;
  onEnd: OnEnd = () => undefined;
  private readonly timer: NodeJS.Timeout;
  private awaiting = false;
  private endReason: string | undefined;
  private reader = this.newReader();

  private constructor(
    private socket: Socket,
    private readonly address: SmtpAddress,
    private readonly timeoutMs: number,
    private readonly inlet: Inlet | null,
  ) {
    this.timer = setTimeout(() => {
      if (this.awaiting) this.end(`No answer within ${String(timeoutMs / 1000)} s`);
    }, timeoutMs);
    if (inlet) inlet.take = this.onData;
    this.listen();
  }

  /** Rejects when there is no connection (with TLS: no secure one) within `connectTimeoutMs`. */
  static async connect(
    address: SmtpAddress,
    timeouts: { readonly connectMs: number; readonly replyMs: number; readonly signal?: AbortSignal | undefined },
    tls?: TlsSettings,
  ): Promise<SmtpSocket> {
    const { host, port } = address;
    const inlet: Inlet = { take: () => undefined };
    const socket = tls
      ? connectTls({ host, port, ...tlsOptions(address, tls) })
      : connectTcp({ host, port, onread: readInto(inlet) });
    await opened(socket, tls ? 'secureConnect' : 'connect', timeouts.connectMs, timeouts.signal);
    if (tls) keepSession(socket, address, tls);
    socket.setNoDelay(true);
    return new SmtpSocket(socket, address, timeouts.replyMs, tls ? null : inlet);
  }

  get secure(): boolean {
    return 'encrypted' in this.socket;
  }

  /** This end's address as RFC 5321, 4.1.3 writes it. */
  get localLiteral(): string {
    const { localAddress = '127.0.0.1' } = this.socket;
    return isIP(localAddress) === 6 ? `[IPv6:${localAddress}]` : `[${localAddress}]`;
  }

  /** Why the connection ended; undefined while it has not. */
  get ended(): string | undefined {
    return this.endReason;
  }

  /** Starts the clock for the next reply; it starts anew at each reply, and stops with `expectNothing`. */
  expectReply(): void {
    this.awaiting = true;
    this.timer.refresh();
  }

  expectNothing(): void {
    this.awaiting = false;
  }

  /** All chunks in one system call where possible. `written`: the system took them all. */
  write(chunks: readonly (Buffer | string)[], written?: () => void): void {
    if (this.endReason !== undefined) return;
    this.socket.cork();
    chunks.forEach((chunk, index) => {
      const last = index === chunks.length - 1;
      this.socket.write(
        chunk,
        last && written
          ? (error) => {
              if (!error) written();
            }
          : undefined,
      );
    });
    this.socket.uncork();
  }

  /** Goes on with TLS on the same connection. What the server sent in the clear behind its reply is dropped (CVE-2011-0411). */
  async startTls(tls: TlsSettings, timeoutMs: number): Promise<void> {
    const plain = this.socket;
    plain.off('end', this.onEnded);
    if (this.inlet) this.inlet.take = () => undefined;
    const secured = connectTls({ socket: plain, ...tlsOptions(this.address, tls) });
    await opened(secured, 'secureConnect', timeoutMs);
    keepSession(secured, this.address, tls);
    this.socket = secured;
    this.reader = this.newReader();
    this.listen();
  }

  /** Ends the connection at once; `onEnd` is told unless it was before. */
  end(reason: string): void {
    if (this.endReason !== undefined) return;
    this.endReason = reason;
    clearTimeout(this.timer);
    this.socket.destroy();
    this.onEnd(reason);
  }

  private listen(): void {
    if (!this.inlet || this.secure) this.socket.on('data', this.onData);
    this.socket
      .on('end', this.onEnded)
      .on('error', (error) => {
        this.end(error.message);
      })
      .on('close', () => {
        this.end('The connection was closed');
      });
  }

  private readonly onEnded = (): void => {
    this.end('The server closed the connection');
  };

  private readonly onData = (chunk: Buffer): void => {
    try {
      this.reader.read(chunk);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.end(error.message);
    }
  };

  private newReader(): ReplyReader {
    return new ReplyReader((reply) => {
      if (this.endReason !== undefined) return;
      this.timer.refresh();
      this.onReply(reply);
    });
  }
}

function readInto(inlet: Inlet): OnReadOpts {
  const buffer = Buffer.allocUnsafe(READ_BYTES);
  return {
    buffer,
    callback: (bytes) => {
      inlet.take(buffer.subarray(0, bytes));
      return true;
    },
  };
}

function tlsOptions({ host, port }: SmtpAddress, { verify, sessions }: TlsSettings): ConnectionOptions {
  const session = sessions.get(`${host}:${String(port)}`);
  return {
    rejectUnauthorized: verify,
    // SNI carries names only (RFC 6066).
    ...(isIP(host) ? {} : { servername: host }),
    ...(session ? { session } : {}),
  };
}

function keepSession(socket: Socket, { host, port }: SmtpAddress, { sessions }: TlsSettings): void {
  socket.on('session', (session: Buffer) => sessions.set(`${host}:${String(port)}`, session));
}

function opened(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      stop();
      socket.on('error', () => undefined);
      socket.destroy();
      reject(error);
    };
    const failWith = (reason: string) => (): void => {
      fail(new Error(reason));
    };
    const timer = setTimeout(failWith(`No connection within ${String(timeoutMs / 1000)} s`), timeoutMs);
    const closed = failWith('The server closed the connection');
    const givenUp = failWith('The attempt was given up');
    const done = (): void => {
      stop();
      resolve();
    };
    const stop = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', givenUp);
      socket.off(event, done).off('error', fail).off('close', closed);
    };
    socket.once(event, done).once('error', fail).once('close', closed);
    signal?.addEventListener('abort', givenUp);
  });
}
