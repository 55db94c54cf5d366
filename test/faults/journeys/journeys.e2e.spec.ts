import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { has } from '../../setup/needs.js';
import { emptyQueueIn, RedisServer } from '../queue-stores.js';
import { randomFrom } from '../random.js';
import { makeJourney, type Journey } from './journey.js';
import { makePerson, tracesExpectedOf, type Person } from './people.js';
import { accountFor, type Account } from './traces.js';
import { Troubles } from './troubles.js';
import { Visits } from './visits.js';
import { SENDING_LIMIT, WORKERS, World } from './world.js';

// E4, E5, E14 and E16 for journeys: everything that can end ends, at random, while people go through an automation with
// waits, branches, webhooks, mails and tasks. Whatever happened, everybody's end is the one of an undisturbed journey.
// Ground truth is what the mail server and the receiver of webhooks were given.
const PEOPLE = Number(process.env['TIDINGS_FAULT_JOURNEYS'] ?? 400);
const seed = Number(process.env['TIDINGS_FAULT_SEED'] ?? Date.now() % 1_000_000);
/** The full run has leases end by themselves; a short one can't wait for that. */
const IN_FULL = PEOPLE > 1_000;
const LENGTHS = IN_FULL
  ? { gapMs: 5_000, databaseAwayMs: 30_000, stillMs: 70_000 }
  : { gapMs: 700, databaseAwayMs: 2_000, stillMs: 1_500 };
const PACE = IN_FULL ? { batch: 50, everyMs: 1_500 } : { batch: 10, everyMs: 500 };
/** Two leases, and what is left to do. */
const REST_WITHIN_MS = IN_FULL ? 240_000 : 45_000;
const LIMIT_MS = IN_FULL ? 3_600_000 : 180_000;
const UNDISTURBED = 60;
/** Webhooks of one process that are under way to one host. */
const CALLS_AT_ONCE = 10;

const toPeople = (from: number, count: number): Person[] =>
  Array.from({ length: count }, (_, n) => makePerson(from + n));

/** Who left something else behind than they must have; a handful is enough to see what is wrong. */
function strayed(people: readonly Person[], account: Account): unknown[] {
  return people
    .map((person) => ({ person, found: account.of(person), expected: tracesExpectedOf(person) }))
    .filter(({ found, expected }) => !isDeepStrictEqual(found, expected))
    .slice(0, 5);
}

/** Waits for all of them, whatever becomes of one: nothing may outlive its test. */
async function together(...works: readonly Promise<void>[]): Promise<void> {
  for (const work of await Promise.allSettled(works)) if (work.status === 'rejected') throw work.reason;
}

interface Queue {
  /** Where it is; undefined in the database. */
  readonly url?: string;
  lose(world: World): Promise<void>;
  stop(): Promise<void>;
}

/** Chance decides between the two stores, where both can be had. */
const store = seed % 2 === 1 && has('redis-server') ? 'Redis' : 'PostgreSQL';

async function openQueue(): Promise<Queue> {
  if (store === 'PostgreSQL') {
    return { lose: ({ database }) => emptyQueueIn(database.db), stop: () => Promise.resolve() };
  }
  const redis = await RedisServer.start();
  return { url: redis.url, lose: () => redis.lose(LENGTHS.gapMs), stop: () => redis.stop() };
}

describe(`journeys with the queue in ${store}`, () => {
  const [first, others] = [toPeople(0, UNDISTURBED), toPeople(UNDISTURBED, PEOPLE)];
  let queue: Queue;
  let world: World;
  let journey: Journey;
  beforeAll(async () => {
    queue = await openQueue();
    world = await World.start(queue.url);
    journey = await makeJourney(world.installation, world.receiver.url, [...first, ...others]);
  }, 120_000);
  afterAll(async () => {
    await world.stop();
    await queue.stop();
  }, 60_000);

  const account = (): Promise<Account> =>
    accountFor(world.database.db, journey, { mails: world.sink.mails, calls: world.receiver.calls });

  // What is expected of journeys is what they do: without this the other test could be right about nothing.
  it('nothing disturbs: everybody ends as the document says', async () => {
    await new Visits(world.installation, first).run({ batch: 20, everyMs: 50 });
    await world.comesToRest(REST_WITHIN_MS);
    const found = await account();
    expect(strayed(first, found)).toEqual([]);
    expect(found).toMatchObject({ lost: [], denied: [], unknown: 0, repeatedCalls: 0 });
  }, 60_000);

  it(
    `everything disturbs: everybody ends as if nothing had happened (${String(PEOPLE)} people, seed ${String(seed)})`,
    async () => {
      const visits = new Visits(world.installation, others);
      const { installation, database } = world;
      const loseQueue = (): Promise<void> => queue.lose(world);
      const somethingOnItsWay = (withinMs: number): Promise<void> => world.somethingOnItsWay(withinMs);
      const parts = { installation, database, loseQueue, somethingOnItsWay };
      const troubles = new Troubles(parts, randomFrom(seed), LENGTHS);
      await together(
        visits.run(PACE),
        troubles
          .happenUntil(() => visits.isOver)
          .finally(() => {
            visits.stop();
          }),
      );
      await world.comesToRest(REST_WITHIN_MS);

      const found = await account();
      expect(strayed([...first, ...others], found)).toEqual([]);
      expect(found).toMatchObject({ lost: [], denied: [] });
      expect(found.unknown).toBeLessThanOrEqual(SENDING_LIMIT * troubles.cuts);
      expect(found.repeatedCalls).toBeLessThanOrEqual(CALLS_AT_ONCE * troubles.cuts);
      expect(await database.db.query('SELECT * FROM change_failures')).toEqual([]);
      // Nobody but those that were killed has ended.
      expect(installation.workers.size).toBe(WORKERS);
    },
    LIMIT_MS,
  );
});
