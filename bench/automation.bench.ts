import type { Database } from '#libs/db';
import { moveByHand } from './automation/hand-written.js';
import {
  checkArrived,
  hasDue,
  type MeasuredJourney,
  prepareJourney,
  resetJourney,
  STEPS_EACH,
} from './automation/journey.js';
import { measureReaction } from './automation/reaction.js';
import { median, runBench, withProduct, type BenchContext, type Measured } from './harness.js';
import { readServerUsage, type ProcessUsage } from './process-usage.js';
import { freePort, type Product } from './product.js';
import { SinkCounter } from './sink-counter.js';

const RUNS = 3;
const POLL_MS = 50;

/**
 * N due enrolments through { branch on a segment, add a tag, wait }, from the call that resumes the automation until
 * nothing is due; steps logged, tags in the change log. The bound is the same journey as one statement written by hand.
 * Then how long it takes from an event to the first mail of the automation that it starts.
 */
await runBench({
  name: 'automation',
  unit: 'steps/s',
  defaultSize: 100_000,
  run: async (context) => {
    const sink = await SinkCounter.start(await freePort());
    try {
      const env = { SMTP_URL: `smtp://127.0.0.1:${String(sink.port)}` };
      return await withProduct(context.databaseUrl, env, (product, db) => measure(context, db, product));
    } finally {
      await sink.stop();
    }
  },
});

async function measure({ size, note }: BenchContext, db: Database, product: Product): Promise<Measured> {
  const journey = await prepareJourney(db, product, size);
  const ours: number[] = [];
  const bounds: number[] = [];
  let usage: ProcessUsage[] = [];
  for (let run = 1; run <= RUNS; run += 1) {
    await resetJourney(db, journey, size);
    ours.push((size * STEPS_EACH) / (await runProduct(db, product, journey)));
    await checkArrived(db, journey, size);
    usage = [...(await product.usage()), await readServerUsage(db)];
    await resetJourney(db, journey, size);
    bounds.push((size * STEPS_EACH) / (await moveByHand(db, journey)));
    await checkArrived(db, journey, size);
    note(`run ${String(run)}: ${ours.at(-1)?.toFixed(0) ?? ''}/s, bound ${bounds.at(-1)?.toFixed(0) ?? ''}/s`);
  }
  const { events, p50, p95, p99 } = await measureReaction(db, product, size);
  note(
    `${String(events)} events, 500 a second, 50 live automations: to the first mail p95 ${p95.toFixed(0)} of 1000 ms`,
  );
  return { value: median(ours), bound: median(bounds), usage, p50_ms: p50, p95_ms: p95, p99_ms: p99 };
}

/** Seconds from resuming until nothing is due. */
async function runProduct(db: Database, product: Product, journey: MeasuredJourney): Promise<number> {
  const start = performance.now();
  await product.call('POST', `/automations/${String(journey.automation)}/resume`);
  while (await hasDue(db, journey)) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  const seconds = (performance.now() - start) / 1000;
  await product.call('POST', `/automations/${String(journey.automation)}/pause`);
  return seconds;
}
