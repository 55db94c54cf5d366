import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '#libs/db';
import fc from 'fast-check';
import { LoadedWorld, RUNS, SEED, WORLD_SEEDS, WORLD_TIMEOUT_MS } from './loaded-world.js';
import type { Tree } from './reference-evaluator.js';
import { treeArbitrary } from './trees.js';

describe(`conditions on everybody (seed ${String(SEED)})`, () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  async function checkEverybody(loaded: LoadedWorld, tree: Tree): Promise<void> {
    await loaded.validate(tree, 'audience');
    const subjects = loaded.contacts.map((contactId) => ({ contactId }));
    const expected = loaded.contacts.filter((contactId) => loaded.judge(tree, { contactId }));
    expect({ by: 'set', ids: await loaded.matching(tree) }).toEqual({ by: 'set', ids: expected });
    await loaded.checkSubjects(tree, subjects);
  }

  /** Whoever is judged otherwise after some time is named beforehand by the condition itself. */
  async function checkPassingTime(loaded: LoadedWorld, tree: Tree, passedMs: number): Promise<void> {
    const from = new Date(loaded.world.now.getTime() - passedMs);
    const before = new Set(await loaded.matching(tree, from));
    const after = new Set(await loaded.matching(tree));
    const { contacts: named, relative } = await loaded.moved(tree, from);
    const unnamed = [...before, ...after]
      .filter((id) => before.has(id) !== after.has(id))
      .filter((id) => !named.has(id));
    expect({ from, unnamed }).toEqual({ from, unnamed: [] });
    if (named.size > 0) expect(relative).toBe(true);
  }

  it.each(WORLD_SEEDS)(
    'are judged alike by all, in the world of seed %i',
    async (seed) => {
      const loaded = await LoadedWorld.load(database.db, seed);
      const trees = treeArbitrary(loaded.world.now, { automation: false });
      await fc.assert(
        fc.asyncProperty(trees, (tree) => checkEverybody(loaded, tree)),
        { numRuns: RUNS, seed, endOnFailure: false },
      );
      // After 23 h the time of day is another: at the end of a month, windows of months go back by an hour then.
      const passed = fc.constantFrom(1, 1000, 60_000, 3_600_000, 82_800_000, 86_400_000, 31 * 86_400_000);
      await fc.assert(
        fc.asyncProperty(trees, passed, (tree, ms) => checkPassingTime(loaded, tree, ms)),
        { numRuns: Math.ceil(RUNS / 3), seed },
      );
    },
    WORLD_TIMEOUT_MS,
  );
});
