import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type Database, type TestDatabase } from '#libs/db';
import { createLogger, SystemClock } from '#libs/kernel';
import { Signals, Sweeper } from '#libs/queue';
import type { ChangeConsumer } from '../ports/change-consumer.port.js';
import { appendChanges, CHANGE_SHARDS } from './append-changes.js';
import { ChangeRouter } from './change-router.js';
import type { ContactChange } from './contact-change.js';

let test: TestDatabase;
let db: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  ({ db } = test);
}, 60_000);
afterAll(() => test.drop());
beforeEach(() => db.execute('TRUNCATE contact_changes, change_failures'));

function routerWith(consume: ChangeConsumer['consume']): ChangeRouter {
  const logger = createLogger('test', 'silent');
  const sweeper = new Sweeper(new Signals(new Map(), logger), logger);
  return new ChangeRouter(db, [{ key: 'witness', consume }], sweeper, new SystemClock(), logger);
}

/** A router whose consumer notes each batch that was committed or not, and can't take the contacts of `broken`. */
function witness(broken: readonly number[] = []): { router: ChangeRouter; batches: ContactChange[][] } {
  const batches: ContactChange[][] = [];
  const router = routerWith((_tx, changes) => {
    const bad = changes.find(({ contactId }) => broken.includes(contactId));
    if (bad) return Promise.reject(new Error(`can't take ${String(bad.contactId)}`));
    batches.push([...changes]);
    return Promise.resolve([]);
  });
  return { router, batches };
}

async function change(contactIds: readonly number[], dimension: `field:${string}` = 'field:city'): Promise<void> {
  await db.transaction((tx) =>
    appendChanges(
      tx,
      contactIds.map((contactId) => ({ contactId, dimension })),
    ),
  );
}

const CONTACTS = Array.from({ length: 4 * CHANGE_SHARDS }, (_none, index) => index + 1);

const left = async (): Promise<number[]> =>
  (await db.query<{ id: number }>('SELECT DISTINCT contact_id AS id FROM contact_changes ORDER BY id')).map(
    ({ id }) => id,
  );

describe('the change router', () => {
  it('takes the few changes of all shards in one transaction, in their order', async () => {
    await change(CONTACTS, 'field:city');
    await change(CONTACTS, 'field:country');
    const { router, batches } = witness();
    expect(await router.routeAll()).toBe(2 * CONTACTS.length);
    expect(batches.map((batch) => batch.map(({ contactId, dimension }) => [contactId, dimension]))).toEqual([
      [...CONTACTS.map((id) => [id, 'field:city']), ...CONTACTS.map((id) => [id, 'field:country'])],
    ]);
  });

  it('gives a shard with a batch of its own a transaction of its own', async () => {
    await change(Array.from({ length: 2_000 }, (_none, index) => (index + 1) * CHANGE_SHARDS));
    await change([1, 2, 3]);
    const { router, batches } = witness();
    expect(await router.routeAll()).toBe(2_003);
    const shards = batches.map((batch) => [...new Set(batch.map(({ contactId }) => contactId % CHANGE_SHARDS))].sort());
    expect(shards.sort()).toEqual([[0], [1, 2, 3]]);
  });

  it('takes everything of a shard that has more than a batch, in order', async () => {
    const contacts = Array.from({ length: 5_000 }, (_none, index) => (index + 1) * CHANGE_SHARDS);
    await change(contacts);
    const { router, batches } = witness();
    expect(await router.routeAll()).toBe(5_000);
    expect(batches.flat().map(({ contactId }) => contactId)).toEqual(contacts);
    expect(Math.max(...batches.map((batch) => batch.length))).toBe(2_000);
  });

  it('parks the changes of a contact that can not be taken, and nobody else’s, whatever shards share its batch', async () => {
    await change(CONTACTS);
    const broken = [5, 5 + CHANGE_SHARDS, 40];
    const { router, batches } = witness(broken);
    await router.routeAll();
    const taken = batches.flat().map(({ contactId }) => contactId);
    expect(taken.sort((a, b) => a - b)).toEqual(CONTACTS.filter((id) => !broken.includes(id)));
    const parked = await db.query('SELECT contact_id AS id, consumer FROM change_failures ORDER BY contact_id');
    expect(parked).toEqual(broken.map((id) => ({ id, consumer: 'witness' })));
    expect(await left()).toEqual([]);
  });

  it('leaves a shard to the router that has it, and takes the others', async () => {
    await change(CONTACTS);
    const { router } = witness();
    await db.transaction(async (tx) => {
      await tx.query('SELECT FROM change_shards WHERE shard = 3 FOR UPDATE');
      await router.routeAll();
    });
    expect(await left()).toEqual(CONTACTS.filter((id) => id % CHANGE_SHARDS === 3));
    await router.routeAll();
    expect(await left()).toEqual([]);
  });

  it('takes each change once when two routers work at a time', async () => {
    const one = witness();
    const other = witness();
    for (let round = 0; round < 20; round += 1) {
      await change(CONTACTS);
      await Promise.all([one.router.routeAll(), other.router.routeAll(), change(CONTACTS)]);
    }
    await one.router.routeAll();
    const counts = new Map<number, number>();
    for (const { contactId } of [...one.batches, ...other.batches].flat()) {
      counts.set(contactId, (counts.get(contactId) ?? 0) + 1);
    }
    expect(counts).toEqual(new Map(CONTACTS.map((id) => [id, 40])));
  });
});
