import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '#libs/db';
import { percentile, runBench, withProduct, type BenchContext, type Measured } from './harness.js';
import { expectedMembers, makeSegments, type ChangeKind } from './membership/segments.js';
import { MemberWatch } from './membership/watch-members.js';
import { readServerUsage } from './process-usage.js';
import type { Product } from './product.js';
import { seedAudience } from './segment/seed.js';

const PER_SECOND = 500;
/** The same pressure whatever the number of contacts: 40 s of changes, each to another contact. */
const MAX_CHANGES = 20_000;
const TICK_MS = 4;
const WARM_S = 4;
const PATIENCE_MS = 60_000;

/**
 * 500 changes a second by the API, each moving its contact into 24 or more of 100 segments; from the call to the
 * stored membership of the last of them. The bound is the rate that is asked for.
 */
await runBench({
  name: 'membership',
  unit: 'changes/s',
  defaultSize: 20_000,
  run: (context) => withProduct(context.databaseUrl, {}, (product, db) => measure(context, product, db)),
});

async function measure({ size, note }: BenchContext, product: Product, db: Database): Promise<Measured> {
  await seedAudience(db, size);
  const kinds = await makeSegments(product, db);
  const changes = Math.min(size, MAX_CHANGES);
  note(`${String(changes)} changes to ${String(size)} contacts`);
  const watch = new MemberWatch(db);
  const start = performance.now();
  let answers: number[];
  try {
    answers = await makeChanges(product, kinds, changes, watch);
    const patience = performance.now() + PATIENCE_MS;
    while (watch.open > 0 && performance.now() < patience) await pause(TICK_MS);
  } finally {
    await watch.stop();
  }
  const seconds = (performance.now() - start) / 1000;
  await checkMembers(db, expectedMembers(changes, kinds.length), watch.open);
  note(`the API answered within ${percentile(answers, 95).toFixed(0)} ms (p95)`);
  return {
    value: changes / seconds,
    bound: PER_SECOND,
    usage: [...(await product.usage()), await readServerUsage(db)],
    p50_ms: percentile(watch.latencies, 50),
    p95_ms: percentile(watch.latencies, 95),
    p99_ms: percentile(watch.latencies, 99),
  };
}

/** Sends by the clock, whatever the answers do; resolves with how long each took. */
async function makeChanges(
  product: Product,
  kinds: readonly ChangeKind[],
  changes: number,
  watch: MemberWatch,
): Promise<number[]> {
  const calls: Promise<number>[] = [];
  const warm = Math.min(WARM_S * PER_SECOND, Math.floor(changes / 5));
  const start = performance.now();
  while (calls.length < changes) {
    const due = Math.min(changes, Math.ceil(((performance.now() - start) / 1000) * PER_SECOND));
    while (calls.length < due) calls.push(makeChange(product, kinds, calls.length, calls.length >= warm, watch));
    await pause(TICK_MS);
  }
  return Promise.all(calls);
}

async function makeChange(
  product: Product,
  kinds: readonly ChangeKind[],
  index: number,
  counted: boolean,
  watch: MemberWatch,
): Promise<number> {
  const kind = kinds[index % kinds.length];
  if (!kind) throw new Error('There is no kind of change');
  const contact = index + 1;
  watch.expect(contact, kind.marker, counted);
  const start = performance.now();
  await kind.change(product, contact);
  return performance.now() - start;
}

async function checkMembers(db: Database, expected: number, open: number): Promise<void> {
  const [row] = await db.query<{ members: number; moves: number; counted: number }>(`
    SELECT (SELECT count(*) FROM segment_members) AS members, (SELECT count(*) FROM segment_history) AS moves,
      (SELECT sum(members)::bigint FROM segment_counts) AS counted`);
  const wrong = open > 0 || row?.members !== expected || row.moves !== expected || row.counted !== expected;
  if (wrong) throw new Error(`${String(open)} changes open, ${String(expected)} expected: ${JSON.stringify(row)}`);
}
