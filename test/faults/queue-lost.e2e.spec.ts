import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, it } from '@jest/globals';
import { needs } from '../setup/needs.js';
import { Installation } from '../support/installation.js';
import { freePort } from '../support/mail-sink.js';
import { startSlowServer, surviveLostQueue, type SlowServer } from './installed-campaigns.js';

// E5: the queue store is killed and comes back empty. It holds signals; the truth is in rows. With the queue in
// PostgreSQL: processes.e2e.spec.ts.
const AWAY_MS = Number(process.env['TIDINGS_FAULT_AWAY_MS'] ?? 1_500);

needs('redis-server')('E5: a queue in Redis that is killed and comes back empty', () => {
  let installation: Installation;
  let mails: SlowServer;
  let redis: ChildProcess;
  let port: number;
  const folder = mkdtempSync(join(tmpdir(), 'tidings-redis-'));

  async function startRedis(): Promise<void> {
    const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    redis = spawn('redis-server', [...settings, '--dir', folder, '--maxmemory-policy', 'noeviction'], {
      stdio: 'ignore',
    });
    while (!(await answers(port))) await pause(20);
  }

  beforeAll(async () => {
    port = await freePort();
    await startRedis();
    mails = await startSlowServer();
    const env = { SMTP_URL: mails.url, QUEUE_URL: `redis://127.0.0.1:${String(port)}` };
    installation = await Installation.start(env, 1);
    await installation.call('POST', '/senders', { name: 'Shop', email: 'news@shop.example', postal_address: '1 Road' });
  }, 60_000);
  afterAll(async () => {
    await installation.stop();
    redis.kill('SIGKILL');
    await mails.server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('costs nothing: all is rebuilt from rows', async () => {
    await surviveLostQueue(installation, mails, async () => {
      const ended = once(redis, 'exit');
      redis.kill('SIGKILL');
      await ended;
      await pause(AWAY_MS);
      await startRedis();
    });
  }, 120_000);
});

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
