import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '#libs/db';
import { freePort } from '../support/mail-sink.js';

/** Workers use the tables in other orders: whoever loses a deadlock tries again. */
const ATTEMPTS = 20;

/** Takes everything out of a queue that lives in PostgreSQL. */
export async function emptyQueueIn(db: Database): Promise<void> {
  const tables = await db.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname = 'bullmq' AND tablename NOT LIKE '%migration%'`,
  );
  if (tables.length === 0) throw new Error('There is no queue in this database');
  const truncate = `TRUNCATE ${tables.map(({ name }) => name).join(', ')} CASCADE`;
  await db.transaction((tx) => tx.execute(truncate), { attempts: ATTEMPTS });
}

/** A Redis server that keeps nothing on disk: killed, it comes back empty. */
export class RedisServer {
  private readonly folder = mkdtempSync(join(tmpdir(), 'tidings-redis-'));
  private process: ChildProcess | undefined;

  private constructor(private readonly port: number) {}

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort());
    await server.launch();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${String(this.port)}`;
  }

  /** SIGKILL, nobody there for so long, and an empty one afterwards. */
  async lose(awayMs: number): Promise<void> {
    await this.kill();
    await pause(awayMs);
    await this.launch();
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async kill(): Promise<void> {
    if (!this.process) return;
    const ended = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await ended;
    this.process = undefined;
  }

  private async launch(): Promise<void> {
    const settings = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    this.process = spawn('redis-server', [...settings, '--dir', this.folder, '--maxmemory-policy', 'noeviction'], {
      stdio: 'ignore',
    });
    while (!(await answers(this.port))) await pause(20);
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => {
      resolve(false);
    });
  });
}
