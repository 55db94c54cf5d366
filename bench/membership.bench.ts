import type { Database } from '#libs/db';
import { Arrivals } from './arrivals.js';
import { byTheClock } from './by-the-clock.js';
import { percentile, runBench, withProduct, type BenchContext, type Measured } from './harness.js';
import { expectedMembers, makeSegments } from './membership/segments.js';
import { readServerUsage } from './process-usage.js';
import type { Product } from './product.js';
import { seedAudience } from './segment/seed.js';

const PER_SECOND = 500;
/** The same pressure whatever the number of contacts: 40 s of changes, each to another contact. */
const MAX_CHANGES = 20_000;
const PATIENCE_MS = 60_000;

const STORED = `
  SELECT contact_id AS "contactId" FROM segment_members
  WHERE (segment_id, contact_id) IN (SELECT * FROM unnest($1::bigint[], $2::bigint[]))`;

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
  const markers = new Map<number, number>();
  const arrivals = new Arrivals((contacts) =>
    db.query<{ contactId: number }>(STORED, [contacts.map((contact) => markers.get(contact)), contacts]),
  );
  const start = performance.now();
  let answers: number[];
  try {
    answers = await byTheClock(PER_SECOND, changes, (index, counted) => {
      const kind = kinds[index % kinds.length];
      if (!kind) throw new Error('There is no kind of change');
      markers.set(index + 1, kind.marker);
      arrivals.expect(index + 1, counted);
      return timed(kind.change(product, index + 1));
    });
    await arrivals.settle(PATIENCE_MS);
  } finally {
    await arrivals.stop();
  }
  const seconds = (performance.now() - start) / 1000;
  await checkMembers(db, expectedMembers(changes, kinds.length), arrivals.open);
  note(`the API answered within ${percentile(answers, 95).toFixed(0)} ms (p95)`);
  return {
    value: changes / seconds,
    bound: PER_SECOND,
    usage: [...(await product.usage()), await readServerUsage(db)],
    p50_ms: percentile(arrivals.latencies, 50),
    p95_ms: percentile(arrivals.latencies, 95),
    p99_ms: percentile(arrivals.latencies, 99),
  };
}

/** How long it took, in milliseconds. */
async function timed(call: Promise<unknown>): Promise<number> {
  const start = performance.now();
  await call;
  return performance.now() - start;
}

async function checkMembers(db: Database, expected: number, open: number): Promise<void> {
  const [row] = await db.query<{ members: number; moves: number; counted: number }>(`
    SELECT (SELECT count(*) FROM segment_members) AS members, (SELECT count(*) FROM segment_history) AS moves,
      (SELECT sum(members)::bigint FROM segment_counts) AS counted`);
  const wrong = open > 0 || row?.members !== expected || row.moves !== expected || row.counted !== expected;
  if (wrong) throw new Error(`${String(open)} changes open, ${String(expected)} expected: ${JSON.stringify(row)}`);
}
