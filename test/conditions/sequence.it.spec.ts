import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '#libs/db';
import { JudgedAlike } from './judged-alike.js';

let database: TestDatabase;
let all: JudgedAlike;
let ann: number;
beforeAll(async () => {
  database = await createTestDatabase();
  all = new JudgedAlike(database.db);
});
beforeEach(async () => {
  await database.db.execute('TRUNCATE contacts, events CASCADE');
  ann = await all.contact();
});
afterAll(() => database.drop());

type Tree = Readonly<Record<string, unknown>>;

const sequence = (then: Tree = {}, more: Tree = {}): Tree => ({
  ...{ type: 'sequence', first: { event: 'cart' }, then: { event: 'order', ...then }, window: '4h' },
  ...more,
});
const bought = sequence();
const abandoned = sequence({ absent: true });

const cart = (at: string, properties = {}) => ({ contact: ann, name: 'cart', at, properties });
const order = (at: string, properties = {}) => ({ contact: ann, name: 'order', at, properties });
const LATER = '2026-06-01T00:00:00Z';

describe('the time in which an event may follow', () => {
  it.each([
    ['at the same moment', '2026-03-01T10:00:00.000Z', false],
    ['a moment later', '2026-03-01T10:00:00.001Z', true],
    ['when the time is just over', '2026-03-01T14:00:00.000Z', true],
    ['a moment after that', '2026-03-01T14:00:00.001Z', false],
    ['before', '2026-03-01T09:59:59.999Z', false],
  ])('judges what came %s', async (_when, at, follows) => {
    await all.happened(cart('2026-03-01T10:00:00Z'), order(at));
    expect(await all.matches(bought, ann, LATER)).toBe(follows);
    expect(await all.matches(abandoned, ann, LATER)).toBe(!follows);
  });

  it('is over at its last moment, and not before', async () => {
    await all.happened(cart('2026-03-01T10:00:00Z'));
    expect(await all.matches(abandoned, ann, '2026-03-01T13:59:59.999Z')).toBe(false);
    expect(await all.matches(abandoned, ann, '2026-03-01T14:00:00Z')).toBe(true);
    expect(await all.moved(abandoned, '2026-03-01T13:59:00Z', '2026-03-01T13:59:59.999Z')).toEqual([]);
    expect(await all.moved(abandoned, '2026-03-01T13:59:59.999Z', '2026-03-01T14:00:00Z')).toEqual([ann]);
  });

  it('may be calendar months, which end on the last day of a short one', async () => {
    const lapsed = { ...abandoned, window: '1mo' };
    await all.happened(cart('2026-01-31T10:00:00Z'));
    expect(await all.matches(lapsed, ann, '2026-02-28T09:59:59Z')).toBe(false);
    expect(await all.matches(lapsed, ann, '2026-02-28T10:00:00Z')).toBe(true);
    expect(await all.moved(lapsed, '2026-02-28T09:59:30Z', '2026-02-28T10:00:00Z')).toEqual([ann]);
  });

  it('names only those whose months are over, not the days around them', async () => {
    await all.happened(cart('2026-01-29T10:00:00Z'), cart('2026-01-28T09:00:00Z'), cart('2026-01-26T10:00:00Z'));
    expect(await all.moved({ ...abandoned, window: '1mo' }, '2026-02-28T09:30:00Z', '2026-02-28T09:31:00Z')).toEqual(
      [],
    );
  });
});

describe('several events', () => {
  it('match when one of the first ones does', async () => {
    await all.happened(cart('2026-03-01T10:00:00Z'), order('2026-03-01T11:00:00Z'), cart('2026-03-02T10:00:00Z'));
    expect(await all.matches(bought, ann, LATER)).toBe(true);
    expect(await all.matches(abandoned, ann, LATER)).toBe(true);
    expect(await all.matches(abandoned, ann, '2026-03-02T13:00:00Z')).toBe(false);
  });

  it('may all be followed by the same one', async () => {
    await all.happened(cart('2026-03-01T10:00:00Z'), cart('2026-03-01T10:00:00Z'), cart('2026-03-01T12:00:00Z'));
    await all.happened(order('2026-03-01T14:00:00Z'), order('2026-03-01T14:00:00Z'));
    expect(await all.matches(abandoned, ann, LATER)).toBe(false);
  });

  it('of one name follow each other and not themselves', async () => {
    const again = { ...bought, then: { event: 'cart' } };
    await all.happened(cart('2026-03-01T10:00:00Z'), cart('2026-03-01T10:00:00Z'));
    expect(await all.matches(again, ann, LATER)).toBe(false);
    await all.happened(cart('2026-03-01T12:00:00Z'));
    expect(await all.matches(again, ann, LATER)).toBe(true);
    expect(await all.matches({ ...again, then: { event: 'cart', absent: true } }, ann, LATER)).toBe(true);
  });

  it('of other contacts do not count', async () => {
    const bob = await all.contact();
    await all.happened(cart('2026-03-01T10:00:00Z'), { ...order('2026-03-01T11:00:00Z'), contact: bob });
    expect(await all.matches(bought, ann, LATER)).toBe(false);
    expect(await all.matches(abandoned, bob, LATER)).toBe(false);
  });

  it('of one contact by the ten thousands cost no more than those of many', async () => {
    await database.db.execute(
      `INSERT INTO events (contact_id, name, occurred_at)
       SELECT $1, name, start + n * interval '1 s' FROM generate_series(1, 40000) n,
         (VALUES ('order', '2026-01-01'::timestamptz), ('cart', '2026-02-01')) AS kind (name, start)`,
      [ann],
    );
    const { sql, params } = await all.evaluator.compileSet(abandoned, { now: new Date(LATER) });
    const rows = await database.db.transaction(async (tx) => {
      await tx.execute(`SET LOCAL statement_timeout = '5s'`);
      await tx.execute('SET LOCAL enable_nestloop = off');
      return tx.query(sql, params);
    });
    expect(rows).toEqual([{ id: ann }]);
  });
});

describe('filters', () => {
  const dear = { property: 'total', op: 'gte', value: 100 };
  const tree = { first: { event: 'cart', where: dear } };

  it.each([
    [100, true],
    [99, false],
    ['100', false],
    [null, false],
    [[100], false],
    [{}, false],
  ])('on the first take a total of %j by its type', async (total, counts) => {
    await all.happened(cart('2026-03-01T10:00:00Z', { total }), order('2026-03-01T11:00:00Z'));
    expect(await all.matches({ ...bought, ...tree }, ann, LATER)).toBe(counts);
    expect(await all.matches({ ...abandoned, ...tree }, ann, LATER)).toBe(false);
  });

  it('on what follows pass over those that do not fit', async () => {
    const where = {
      not: {
        any: [
          { property: 'total', op: 'lt', value: 50 },
          { property: 'test', op: 'is_true' },
        ],
      },
    };
    await all.happened(cart('2026-03-01T10:00:00Z'), order('2026-03-01T11:00:00Z', { total: 10 }));
    await all.happened(order('2026-03-01T12:00:00Z', { total: 80, test: true }));
    expect(await all.matches(sequence({ where }), ann, LATER)).toBe(false);
    await all.happened(order('2026-03-01T13:00:00Z', { total: 'dear', test: 1 }));
    expect(await all.matches(sequence({ where }), ann, LATER)).toBe(true);
  });
});

describe('a period', () => {
  const lately = { ...abandoned, within: '30d' };

  it('bounds the first event, its edge included', async () => {
    await all.happened(cart('2026-03-01T10:00:00Z'));
    expect(await all.matches(lately, ann, '2026-03-31T10:00:00.000Z')).toBe(true);
    expect(await all.matches(lately, ann, '2026-03-31T10:00:00.001Z')).toBe(false);
    expect(await all.moved(lately, '2026-03-31T10:00:00Z', '2026-03-31T10:00:01Z')).toEqual([ann]);
    expect(await all.moved(lately, '2026-03-20T10:00:00Z', '2026-03-20T11:00:00Z')).toEqual([]);
  });

  it('shorter than the time to follow is warned of: nobody had it', async () => {
    const warn = async (more: Tree): Promise<unknown> =>
      all.evaluator.validate({ ...abandoned, ...more }, 'audience', 'condition');
    await all.happened(cart('2026-03-01T10:00:00Z'), order('2026-03-01T10:00:00Z'));
    expect(await warn({ within: '4h' })).toMatchObject([{ path: 'condition.within' }]);
    expect(await warn({ within: '1d', window: '1mo' })).toMatchObject([{ path: 'condition.within' }]);
    expect(await warn({ within: '241min' })).toEqual([]);
  });
});

describe('the reasons', () => {
  it('say what came, what followed and what may still follow', async () => {
    expect(await all.why(bought, ann, LATER)).toBe('cart, followed by order within 4 hours: the first never came');
    await all.happened(cart('2026-03-01T10:00:00Z'), order('2026-03-01T11:00:00Z'), cart('2026-03-02T10:00:00Z'));
    expect(await all.why(bought, ann, LATER)).toMatch(/: yes, beginning on 1 Mar 2026$/);
    expect(await all.why(abandoned, ann, '2026-03-02T12:00:00Z')).toMatch(
      /: no, the first came 2 times, last on 2 Mar 2026; 1 was followed, 1 may still be$/,
    );
    expect(await all.why({ ...bought, within: '30d' }, ann, '2026-04-01T09:00:00Z')).toMatch(
      /: no, the first came once, on 2 Mar 2026, and was not followed$/,
    );
  });
});
