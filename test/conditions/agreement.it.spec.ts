import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { event, sequence } from '#libs/activity';
import { type ClauseVerdict, sample, SqlConditionEvaluator, type Subject, trigger } from '#libs/conditions';
import { consent, field, geo, tag } from '#libs/contacts';
import { createTestDatabase, type TestDatabase } from '#libs/db';
import { email } from '#libs/ledger';
import { segment } from '#libs/segments';
import fc from 'fast-check';
import { loadWorld } from './load-world.js';
import { judgeByReference, type Tree } from './reference-evaluator.js';
import { treeArbitrary } from './trees.js';
import { edgesOf, makeWorld, PROPERTIES, type World } from './world.js';

/*
 * Whatever the tree and the data: everybody at once, a batch, one contact with reasons, and a slow evaluator in memory
 * agree. CONDITION_CASES sets how many trees (2,000 unless set), CONDITION_SEED repeats a run.
 */
const CASES = Number(process.env['CONDITION_CASES'] ?? 2000);
const SEED = Number(process.env['CONDITION_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const WORLDS = Math.max(4, Math.ceil(CASES / 500));
const CONTACTS = 60;
/** Explanations are read one contact at a time. */
const EXPLAINED = 2;
const TIMEOUT_MS = 60_000 + CASES * 120;

interface Loaded {
  readonly world: World;
  readonly evaluator: SqlConditionEvaluator;
  readonly contacts: readonly number[];
  readonly segments: readonly number[];
}

describe(`conditions (seed ${String(SEED)})`, () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  async function load(seed: number): Promise<Loaded> {
    const world = makeWorld(seed, CONTACTS);
    const place = { read: () => Promise.resolve({ time_zone: world.zone, currency: 'USD' }) };
    const leaves = [field, tag, segment, event, email, consent, sequence, geo, trigger, sample];
    return {
      world,
      evaluator: new SqlConditionEvaluator(database.db, place, leaves),
      ...(await loadWorld(database.db, world)),
    };
  }

  /** Trees name static segments by number; the database knows them by id. */
  function withIds(tree: unknown, segments: readonly number[]): Tree {
    return JSON.parse(
      JSON.stringify(tree, (key, value: unknown) => (key === 'segment' ? segments[value as number] : value)),
    ) as Tree;
  }

  async function checkEverybody(loaded: Loaded, tree: Tree): Promise<void> {
    const { world, evaluator, contacts, segments } = loaded;
    const stored = withIds(tree, segments);
    await evaluator.validate(stored, 'audience', 'condition');
    const expected = contacts.filter((id, index) =>
      judgeByReference(tree, world, { id, contact: world.contacts[index]! }),
    );
    const set = await evaluator.compileSet(stored, { now: world.now, firstParam: 1 });
    const rows = await database.db.query<{ id: number }>(set.sql, set.params);
    expect({ by: 'set', ids: rows.map(({ id }) => id).sort((a, b) => a - b) }).toEqual({ by: 'set', ids: expected });
    const subjects = contacts.map((contactId) => ({ contactId }));
    await checkSubjects(loaded, tree, subjects, (index) => expected.includes(contacts[index]!));
  }

  async function checkSubjects(
    { world, evaluator, segments, contacts }: Loaded,
    tree: Tree,
    subjects: readonly Subject[],
    expected: (index: number) => boolean,
  ): Promise<void> {
    const stored = withIds(tree, segments);
    const verdicts = await evaluator.judge(database.db, stored, subjects, world.now);
    expect({ by: 'batch', verdicts }).toEqual({ by: 'batch', verdicts: subjects.map((_, index) => expected(index)) });
    for (let number = 0; number < EXPLAINED; number += 1) {
      const index = (number * 7919 + JSON.stringify(tree).length) % subjects.length;
      const subject = subjects[index]!;
      const explained = await evaluator.explain(database.db, stored, subject, world.now);
      const contact = world.contacts[contacts.indexOf(subject.contactId)]!;
      const by = { by: 'explain', contact, subject };
      expect({ ...by, verdict: explained?.verdict }).toEqual({ ...by, verdict: expected(index) });
      checkWords(explained!);
    }
  }

  function checkWords(clause: ClauseVerdict): void {
    expect(clause.text).toMatch(/\S/);
    expect(clause.text).not.toMatch(/undefined|\[object/);
    clause.clauses.forEach(checkWords);
  }

  /** Whoever is judged otherwise after some time is named beforehand by the condition itself. */
  async function checkPassingTime({ world, evaluator, segments }: Loaded, tree: Tree, passedMs: number): Promise<void> {
    const stored = withIds(tree, segments);
    const from = new Date(world.now.getTime() - passedMs);
    const matching = async (now: Date): Promise<Set<number>> => {
      const set = await evaluator.compileSet(stored, { now });
      return new Set((await database.db.query<{ id: number }>(set.sql, set.params)).map(({ id }) => id));
    };
    const [before, after] = [await matching(from), await matching(world.now)];
    const moves = await evaluator.compileMoves(stored, from, world.now);
    const rows = moves ? await database.db.query<{ contact_id: number }>(moves.sql, moves.params) : [];
    const named = new Set(rows.map((row) => row.contact_id));
    const unnamed = [...before, ...after]
      .filter((id) => before.has(id) !== after.has(id))
      .filter((id) => !named.has(id));
    expect({ from, unnamed }).toEqual({ from, unnamed: [] });
    const { relative } = await evaluator.summarise(stored);
    if (named.size > 0) expect(relative).toBe(true);
  }

  for (let number = 0; number < WORLDS; number += 1) {
    const seed = SEED + number;
    const numRuns = Math.ceil(CASES / WORLDS / 2);

    it(
      `agree on everybody, world ${String(number)}`,
      async () => {
        const loaded = await load(seed);
        const trees = treeArbitrary(loaded.world.now, { automation: false });
        await fc.assert(
          fc.asyncProperty(trees, (tree) => checkEverybody(loaded, tree)),
          { numRuns, seed, endOnFailure: false },
        );
      },
      TIMEOUT_MS,
    );

    it(
      `name everybody whom passing time can move, world ${String(number)}`,
      async () => {
        const loaded = await load(seed);
        const trees = treeArbitrary(loaded.world.now, { automation: false });
        const passed = fc.constantFrom(1, 1000, 60_000, 3_600_000, 86_400_000, 31 * 86_400_000);
        await fc.assert(
          fc.asyncProperty(trees, passed, (tree, ms) => checkPassingTime(loaded, tree, ms)),
          { numRuns: Math.ceil(numRuns / 3), seed },
        );
      },
      TIMEOUT_MS,
    );

    it(
      `agree on the runs of an automation, world ${String(number)}`,
      async () => {
        const loaded = await load(seed);
        const { world, contacts } = loaded;
        const moments = edgesOf(world.now).moments;
        const subjects = fc.array(
          fc.record(
            {
              contactId: fc.constantFrom(...contacts),
              enteredAt: fc.constantFrom(...moments),
              stepAt: fc.constantFrom(...moments),
              event: fc.option(
                fc.dictionary(
                  fc.constantFrom(...PROPERTIES),
                  fc.constantFrom<unknown>('abc', '', 2, true, null, 'ΑΣ', ['a'], '2024-02-29'),
                ),
              ),
            },
            { requiredKeys: ['contactId'] },
          ),
          { minLength: 1, maxLength: 20 },
        );
        const trees = treeArbitrary(world.now, { automation: true });
        await fc.assert(
          fc.asyncProperty(trees, subjects, async (tree, given) => {
            await loaded.evaluator.validate(withIds(tree, loaded.segments), 'automation', 'condition');
            await checkSubjects(loaded, tree, given, (index) => {
              const { contactId, ...run } = given[index]!;
              const contact = world.contacts[contacts.indexOf(contactId)]!;
              return judgeByReference(tree, world, { id: contactId, contact, ...run });
            });
          }),
          { numRuns, seed },
        );
      },
      TIMEOUT_MS,
    );
  }
});
