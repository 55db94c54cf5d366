import { afterAll, beforeAll, describe, it } from '@jest/globals';
import type { Subject } from '#libs/conditions';
import { createTestDatabase, type TestDatabase } from '#libs/db';
import fc from 'fast-check';
import { LoadedWorld, RUNS, SEED, WORLD_SEEDS, WORLD_TIMEOUT_MS } from './loaded-world.js';
import { treeArbitrary } from './trees.js';
import { edgesOf, PROPERTIES } from './world.js';

/** Runs of an automation: whom they are about, when they began and reached their step, and the event that enrolled. */
function runsOf({ world, contacts }: LoadedWorld): fc.Arbitrary<Subject[]> {
  const { moments } = edgesOf(world.now);
  const values = fc.constantFrom<unknown>('abc', '', 2, true, null, 'ΑΣ', ['a'], '2024-02-29');
  const run = fc.record(
    {
      contactId: fc.constantFrom(...contacts),
      enteredAt: fc.constantFrom(...moments),
      stepAt: fc.constantFrom(...moments),
      event: fc.option(fc.dictionary(fc.constantFrom(...PROPERTIES), values)),
    },
    { requiredKeys: ['contactId'] },
  );
  return fc.array(run, { minLength: 1, maxLength: 20 });
}

describe(`conditions on the runs of automations (seed ${String(SEED)})`, () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it.each(WORLD_SEEDS)(
    'are judged alike by all, in the world of seed %i',
    async (seed) => {
      const loaded = await LoadedWorld.load(database.db, seed);
      const trees = treeArbitrary(loaded.world.now, { automation: true });
      await fc.assert(
        fc.asyncProperty(trees, runsOf(loaded), async (tree, subjects) => {
          await loaded.validate(tree, 'automation');
          await loaded.checkSubjects(tree, subjects);
        }),
        { numRuns: RUNS, seed },
      );
    },
    WORLD_TIMEOUT_MS,
  );
});
