import type { Database } from '#libs/db';
import {
  interleave,
  runBench,
  secondsOf,
  withProduct,
  type BenchContext,
  type Measured,
  type Pair,
} from './harness.js';
import { readServerUsage } from './process-usage.js';
import type { Product } from './product.js';
import { ByHand } from './segment/by-hand.js';
import { seedAudience } from './segment/seed.js';
import { AFTER_EDIT, BEFORE_EDIT, benchTrees, FREQUENT, type BenchTree } from './segment/trees.js';

const RUNS = 3;
/** Below what a refresh of a few thousand contacts takes, so that asking adds nothing to see. */
const ASK_MS = 5;

interface Place {
  readonly product: Product;
  readonly db: Database;
  readonly byHand: ByHand;
  readonly note: BenchContext['note'];
}

/**
 * Full refreshes over N contacts and 10 N events, from the call that makes or edits a segment to the stored membership,
 * over several trees. The bound are hand-written statements that write the same membership, interleaved.
 */
await runBench({
  name: 'segment',
  unit: 'contacts/s',
  defaultSize: 100_000,
  run: (context) =>
    withProduct(context.databaseUrl, {}, (product, db) =>
      measure(context, { product, db, byHand: new ByHand(db), note: context.note }),
    ),
});

async function measure({ size, note }: BenchContext, place: Place): Promise<Measured> {
  const { product, db, byHand } = place;
  const { events } = await seedAudience(db, size);
  note(`${String(size)} contacts, ${String(events)} events`);
  await byHand.open();
  const other = await makeSegment(place, FREQUENT);
  const refreshes: Pair[] = [];
  const previews: Pair[] = [];
  for (const tree of benchTrees(other)) {
    refreshes.push(
      await compare(
        place,
        `build, ${tree.name}`,
        () => build(place, tree),
        () => buildByHand(place, tree),
      ),
    );
    previews.push(
      await compare(
        place,
        `preview, ${tree.name}`,
        () => preview(place, tree),
        () => count(place, tree),
      ),
    );
  }
  refreshes.push(
    await compare(
      place,
      `edit, ${AFTER_EDIT.name}`,
      () => edit(place),
      () => editByHand(place),
    ),
  );
  note(`estimates: the slowest took ${(await slowestEstimate(place, other)).toFixed(0)} ms`);
  note(`previews together: ratio ${ratioOf(sum(previews)).toFixed(3)}`);
  const { ours, bound } = sum(refreshes);
  const judged = size * refreshes.length;
  return {
    value: judged / ours,
    bound: judged / bound,
    usage: [...(await product.usage()), await readServerUsage(db)],
  };
}

/** Until the API has said ≈ how many match, over all trees; the contract of the builder is 100 ms. */
async function slowestEstimate({ product }: Place, other: number): Promise<number> {
  const times: number[] = [];
  for (const { condition } of benchTrees(other).flatMap((tree) => Array.from({ length: RUNS }, () => tree))) {
    const seconds = await secondsOf(() => product.call('POST', '/segments/preview', { condition, estimate: true }));
    times.push(seconds * 1000);
  }
  return Math.max(...times);
}

async function compare(
  { note }: Place,
  what: string,
  ours: () => Promise<number>,
  bound: () => Promise<number>,
): Promise<Pair> {
  const pair = await interleave(RUNS, ours, bound);
  note(`${what}: ${pair.ours.toFixed(3)} s, bound ${pair.bound.toFixed(3)} s, ratio ${ratioOf(pair).toFixed(3)}`);
  return pair;
}

/** Of seconds: less is better. */
function ratioOf({ ours, bound }: Pair): number {
  return bound / ours;
}

function sum(pairs: readonly Pair[]): Pair {
  return pairs.reduce((all, { ours, bound }) => ({ ours: all.ours + ours, bound: all.bound + bound }));
}

async function makeSegment({ product, db }: Place, { condition }: BenchTree): Promise<number> {
  const { id } = await product.call('POST', '/segments', { name: 'Bench', condition });
  await untilReady(db, id);
  return id;
}

async function untilReady(db: Database, id: number): Promise<void> {
  for (;;) {
    const [row] = await db.query<{ ready: boolean }>(
      `SELECT status = 'ready' AND NOT refreshing AS ready FROM segments WHERE id = $1`,
      [id],
    );
    if (row?.ready) return;
    await new Promise((resolve) => setTimeout(resolve, ASK_MS));
  }
}

async function build(place: Place, tree: BenchTree): Promise<number> {
  let id = 0;
  const seconds = await secondsOf(async () => {
    id = await makeSegment(place, tree);
  });
  await sameMembers(place, id, tree);
  await place.product.call('DELETE', `/segments/${String(id)}`);
  await settle(place.db);
  return seconds;
}

async function buildByHand({ byHand, db }: Place, tree: BenchTree): Promise<number> {
  await byHand.clear();
  await settle(db);
  return secondsOf(() => byHand.build(tree, new Date()));
}

/** A bench that compares different memberships would compare nothing. */
async function sameMembers({ db, byHand }: Place, segment: number, tree: BenchTree): Promise<void> {
  const expected = await byHand.count(tree, new Date());
  const [row] = await db.query<{ count: number }>(
    'SELECT count(*) AS count FROM segment_members WHERE segment_id = $1',
    [segment],
  );
  // Windows move on while the bench runs: a contact or two may leave one meanwhile.
  const allowed = 5 + expected / 1000;
  if (Math.abs((row?.count ?? 0) - expected) > allowed) {
    throw new Error(`${tree.name}: ${String(row?.count)} members, by hand ${String(expected)}`);
  }
}

async function preview({ product }: Place, { condition }: BenchTree): Promise<number> {
  return secondsOf(() => product.call('POST', '/segments/preview', { condition }));
}

async function count({ byHand }: Place, tree: BenchTree): Promise<number> {
  return secondsOf(() => byHand.count(tree, new Date()));
}

async function edit(place: Place): Promise<number> {
  const id = await makeSegment(place, BEFORE_EDIT);
  await settle(place.db);
  const seconds = await secondsOf(async () => {
    await place.product.call('PATCH', `/segments/${String(id)}`, { condition: AFTER_EDIT.condition });
    await untilReady(place.db, id);
  });
  await place.product.call('DELETE', `/segments/${String(id)}`);
  await settle(place.db);
  return seconds;
}

async function editByHand({ byHand, db }: Place): Promise<number> {
  await byHand.clear();
  await byHand.build(BEFORE_EDIT, new Date());
  await settle(db);
  return secondsOf(() => byHand.rebuild(AFTER_EDIT, new Date()));
}

/** What a run leaves behind is not for the next to pay: changes are routed, dead rows are gone. */
async function settle(db: Database): Promise<void> {
  for (let open = 1; open > 0;) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    [{ open }] = (await db.query<{ open: number }>('SELECT count(*) AS open FROM contact_changes')) as [
      { open: number },
    ];
  }
  await db.execute('VACUUM (ANALYZE) segment_members, bound_members');
}
