import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database, migrate, startEmbeddedPostgres, type EmbeddedPostgres } from '#libs/db';
import { readConfig } from '#libs/kernel';
import { migrateQueue } from '#libs/queue';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApi } from '../create-api.js';

const KEY = 'a-key-for-this-test-alone-0123456789';

/** The server and all of its children, which are in sessions of their own. */
async function processesOf(server: number): Promise<number[]> {
  const all = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(all.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')));
  const children = all.filter((_, index) => stats[index]?.split(') ')[1]?.split(' ')[1] === String(server));
  return [server, ...children.map(Number)];
}

async function signalAll(server: number, signal: 'SIGSTOP' | 'SIGCONT'): Promise<void> {
  for (const pid of await processesOf(server)) process.kill(pid, signal);
}

describe('a database that is frozen', () => {
  let folder: string;
  let postgres: EmbeddedPostgres;
  let app: NestFastifyApplication;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'tidings-frozen-'));
    postgres = await startEmbeddedPostgres({ dataDir: folder, throwaway: true });
    await migrate(postgres.url);
    await migrateQueue(postgres.url);
    const env = { DATABASE_URL: postgres.url, LOG_LEVEL: 'silent', TIDINGS_API_KEY: KEY };
    app = await createApi(readConfig(env));
  }, 60_000);
  afterAll(async () => {
    await app.close();
    await postgres.stop();
    for (const used of [folder, postgres.dir]) await rm(used, { recursive: true, force: true });
  });

  const call = async (method: 'GET' | 'POST', url: string, payload?: object) => {
    const started = performance.now();
    const headers = { authorization: `Bearer ${KEY}` };
    const answer = await app.inject({ method, url: `/api/v1${url}`, headers, ...(payload ? { payload } : {}) });
    const { statusCode: status } = answer;
    return { status, retryAfter: Number(answer.headers['retry-after']), tookMs: performance.now() - started };
  };
  const ofEachKind = () =>
    Promise.all([
      ...Array.from({ length: 15 }, () => call('GET', '/contacts')),
      ...Array.from({ length: 5 }, (_, n) => call('POST', '/contacts', { email: `f${String(n)}@reader.example` })),
      call('POST', '/segments/preview', { condition: { all: [] } }),
    ]);

  /** Frozen while `work` runs, and for half a minute at most, so that a request that hangs fails the test. */
  async function whileFrozen(work: () => Promise<void>): Promise<void> {
    const server = postgres.pid() ?? 0;
    const thaw = setTimeout(() => void signalAll(server, 'SIGCONT'), 30_000);
    await signalAll(server, 'SIGSTOP');
    try {
      await work();
    } finally {
      clearTimeout(thaw);
      await signalAll(server, 'SIGCONT');
    }
  }

  async function expectRefusals(withinMs: number): Promise<void> {
    const answers = await ofEachKind();
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    expect(Math.min(...answers.map(({ retryAfter }) => retryAfter))).toBeGreaterThan(0);
    expect(Math.max(...answers.map(({ tookMs }) => tookMs))).toBeLessThan(withinMs);
  }

  async function expectAnswers(): Promise<void> {
    const until = Date.now() + 10_000;
    while ((await call('GET', '/contacts')).status !== 200 && Date.now() < until) await sleep(100);
    expect((await ofEachKind()).map(({ status }) => status)).not.toContain(503);
  }

  it('makes all answer 503 within ten seconds and those who come later at once, until it is back', async () => {
    await expectAnswers();
    await whileFrozen(async () => {
      await expectRefusals(10_000);
      await expectRefusals(2_000);
    });
    await expectAnswers();
  }, 90_000);

  it('is waited for when it answers again in time', async () => {
    const server = postgres.pid() ?? 0;
    await signalAll(server, 'SIGSTOP');
    const asked = ofEachKind();
    await sleep(3_000);
    await signalAll(server, 'SIGCONT');
    expect((await asked).map(({ status }) => status)).not.toContain(503);
  }, 30_000);

  it('is told from one that takes its time: a statement of many seconds is waited for', async () => {
    const slow = app.get(Database, { strict: false }).query('SELECT pg_sleep(9)');
    expect(await slow).toHaveLength(1);
    expect((await call('GET', '/contacts')).status).toBe(200);
  }, 30_000);
});
