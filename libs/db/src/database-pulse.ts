import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from '#libs/kernel';
import { Socket } from 'node:net';
import pg from 'pg';

const BEAT_MS = 1_000;
/** So many beats without a byte from the server: with the one that asked, 7 s at most. */
const MISSED_BEATS = 6;

/** The sockets of a pool, which all end when the server is given up. */
export class PoolSockets {
  private readonly open = new Set<Socket>();
  private closedBytes = 0;
  private givenUp = false;

  /** What node-postgres is to make its connections on. */
  readonly make = (): Socket => {
    const socket = new Socket();
    this.open.add(socket);
    socket.once('close', () => {
      this.open.delete(socket);
      this.closedBytes += socket.bytesRead;
    });
    // Not at once: node-postgres listens for errors only when it has the socket.
    if (this.givenUp) setImmediate(() => socket.destroy(noAnswer()));
    return socket;
  };

  /** All that was ever received; it grows as long as somebody gets answers. */
  get bytesReceived(): number {
    return [...this.open].reduce((sum, { bytesRead }) => sum + bytesRead, this.closedBytes);
  }

  /** Ends all connections and refuses new ones, so that whoever waits hears of it. */
  giveUp(): void {
    this.givenUp = true;
    for (const socket of this.open) socket.destroy(noAnswer());
  }

  takeUp(): void {
    this.givenUp = false;
  }
}

/**
 * Notices a server that keeps its connections and answers nobody: a frozen machine, a line that swallows everything. No
 * limit on statements could do so, for some may take as long as they need. A connection of its own asks every second;
 * while the pool's get answers, the server is slow at most.
 */
@Injectable()
export class DatabasePulse implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private client: pg.Client | undefined;
  private socket: Socket | undefined;
  private asking = false;
  private missed = 0;
  private received = 0;
  private lost = false;

  constructor(
    private readonly url: string,
    private readonly sockets: PoolSockets,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.beat();
    }, BEAT_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    if (this.asking) this.socket?.destroy();
    else await this.client?.end();
  }

  private beat(): void {
    const { bytesReceived } = this.sockets;
    if (!this.asking) {
      this.asking = true;
      void this.ask().finally(() => (this.asking = false));
      this.missed = 0;
    } else if (bytesReceived === this.received) {
      this.missed += 1;
      if (this.missed === MISSED_BEATS) this.lose();
    } else {
      this.missed = 0;
    }
    this.received = bytesReceived;
  }

  private async ask(): Promise<void> {
    try {
      this.client ??= await this.connect();
      await this.client.query('SELECT 1');
    } catch {
      // Ended or refused: every statement hears that by itself. The next beat connects anew.
      this.client = undefined;
      return;
    }
    if (!this.lost) return;
    this.lost = false;
    this.sockets.takeUp();
    this.logger.info('the database answers again');
  }

  /** Without a limit of its own: a connection that nobody answers is missed like an answer. */
  private async connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'tidings-pulse',
      stream: () => (this.socket = new Socket()),
    });
    client.on('error', () => {
      if (this.client === client) this.client = undefined;
    });
    await client.connect();
    return client;
  }

  private lose(): void {
    this.socket?.destroy();
    if (this.lost) return;
    this.lost = true;
    this.logger.error('the database keeps its connections and does not answer; whoever waits for it is told so');
    this.sockets.giveUp();
  }
}

function noAnswer(): Error {
  return Object.assign(new Error('The database does not answer'), { code: 'ETIMEDOUT' });
}
