import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Database } from '#libs/db';
import { percentile, runBench, withProduct, type BenchContext, type Measured } from './harness.js';
import { readServerUsage, readUsage } from './process-usage.js';
import { freePort, type Product } from './product.js';
import { prepareCampaign, seedReaders } from './send/seed.js';
import { LoadDriver } from './track/load-driver.js';
import { TrackedMails } from './track/mails.js';

const SECRET = 'bench-secret-0123456789-0123456789-0123456789';
const CONNECTIONS = 64;
/** Opens and clicks of a mail: half of all mails are looked at again, and scanners follow more links than people. */
const HITS_PER_MAIL = 4;
/** What a request per CPU-second must reach. */
const BOUND = 10_000;
/** Until the code that answers is compiled. */
const WARM_UP = 20_000;
/** Of /proc: less than this cannot be told from nothing. */
const TICK_S = 0.01;

/**
 * N opens and clicks (7 : 3) of a campaign's mails over 64 connections, from the first request until the last hit is
 * stored; at the end every mail must have exactly its hits. Costs are user and system time of the api process alone.
 */
await runBench({
  name: 'track',
  unit: 'requests per CPU-second of the api',
  defaultSize: 200_000,
  run: async (context) => {
    const driver = new LoadDriver();
    try {
      await askTrivialServer(context, driver);
      const env = { TIDINGS_SECRET: SECRET };
      return await withProduct(context.databaseUrl, env, (product, db) => measure(context, db, product, driver));
    } finally {
      driver.stop();
    }
  },
});

async function measure(
  { size, note }: BenchContext,
  db: Database,
  product: Product,
  driver: LoadDriver,
): Promise<Measured> {
  await seedReaders(db, Math.ceil(size / HITS_PER_MAIL));
  const mails = await TrackedMails.write(db, await prepareCampaign(product), SECRET);
  const ask = async (count: number): Promise<Awaited<ReturnType<LoadDriver['drive']>>> =>
    driver.drive({ port: product.port, paths: mails.paths(count), connections: CONNECTIONS });
  await ask(WARM_UP);
  await stored(db, WARM_UP);
  const before = await cpuOfApi(product);
  const { seconds, answers, ms } = await ask(size);
  await stored(db, WARM_UP + size);
  const cpuS = Math.max(TICK_S, (await cpuOfApi(product)) - before);
  await mails.check(db);
  note(`${String(Math.round(size / seconds))} requests/s, answered ${JSON.stringify(answers)}; every hit is stored`);
  const usage = [...(await product.usage()), await readServerUsage(db)];
  const [p50_ms, p95_ms, p99_ms] = [50, 95, 99].map((p) => percentile(ms, p)) as [number, number, number];
  return { value: size / cpuS, bound: BOUND, usage, p50_ms, p95_ms, p99_ms };
}

async function cpuOfApi(product: Product): Promise<number> {
  const [api] = await product.usage();
  return api?.cpuS ?? 0;
}

async function stored(db: Database, hits: number): Promise<void> {
  for (let n = 0; n < hits;) {
    const [row] = await db.query<{ n: number }>(`SELECT count(*) AS n FROM message_events`);
    n = row?.n ?? 0;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What as many requests cost where nothing is done with them. */
async function askTrivialServer({ size, note }: BenchContext, driver: LoadDriver): Promise<void> {
  const port = await freePort();
  const server = fork(path.join(import.meta.dirname, 'track/trivial-server.js'), [String(port)]);
  await once(server, 'message');
  const ask = (count: number): Promise<unknown> =>
    driver.drive({ port, paths: Array.from({ length: count }, () => '/t/o/token'), connections: CONNECTIONS });
  await ask(WARM_UP);
  const before = await readUsage('trivial', server.pid ?? 0);
  await ask(size);
  const { cpuS } = await readUsage('trivial', server.pid ?? 0);
  server.kill('SIGKILL');
  const perSecond = size / Math.max(TICK_S, cpuS - before.cpuS);
  note(`a trivial GET of Fastify: ${String(Math.round(perSecond))} requests per CPU-second`);
}
