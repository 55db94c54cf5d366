import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ChangeRouter } from '#libs/contacts';
import { ManualClock } from '#libs/kernel';
import { SegmentRefresh } from '#libs/segments';
import { createTestApi, type TestApi } from '../testing/create-test-api.js';

/** 23:30 UTC on Sunday 28 February 2027: Monday 1 March in Berlin. */
const NOW = new Date('2027-02-28T23:30:00Z');
const ago = (ms: number) => new Date(NOW.getTime() - ms).toISOString();
const MIN = 60_000;
const DAY = 24 * 60 * MIN;

/** What stands on whom: written by hand from the contract, with nothing of the product's own evaluators. */
const PEOPLE: Record<string, { contact: object; events?: object[] }> = {
  none: { contact: {} },
  ada: {
    contact: {
      first_name: 'ADA',
      city: 'İstanbul',
      country: 'GB',
      birth_date: '2000-02-29',
      time_zone: 'UTC',
      tags: ['vip', 'new'],
      fields: { n: 10, d: '2027-02-28', t: '2027-02-21T23:30:00Z', b: true, s: ['red', 'blue'], x: 'ada' },
    },
    events: [
      { name: 'buy', value: 10, occurred_at: ago(90 * DAY), properties: { cat: 'Shoes', qty: 2 } },
      { name: 'buy', value: 5.5, occurred_at: ago(MIN), properties: { cat: 'shoes', qty: '2' } },
      { name: 'cart', occurred_at: ago(5 * 60 * MIN) },
    ],
  },
  ber: {
    contact: {
      first_name: 'ΟΔΟΣ',
      city: 'Straße',
      country: 'FR',
      birth_date: '1999-03-01',
      time_zone: 'Europe/Berlin',
      tags: ['vip'],
      fields: { n: 20, d: '2027-03-01', t: '2027-02-28T23:15:00Z', b: false, s: ['red'], x: 'y' },
    },
    events: [
      { name: 'buy', value: 0, occurred_at: ago(90 * DAY + 1), properties: { qty: 3, cat: 'hats' } },
      { name: 'cart', occurred_at: ago(5 * 60 * MIN) },
      { name: 'buy', value: 3, occurred_at: ago(60 * MIN), properties: {} },
    ],
  },
  // '' is missing, from whatever source.
  gap: {
    contact: { first_name: '', city: 'e\u0301a', country: 'DE', tags: [], fields: { n: 0, x: '' } },
    events: [{ name: 'cart', occurred_at: ago(3 * 60 * MIN) }],
  },
};

const f = (field: string, op: string, value?: unknown) => ({
  type: 'field',
  field,
  op,
  ...(value === undefined ? {} : { value }),
});
const ev = (rest: object) => ({ type: 'event', event: 'buy', ...rest });
const buys = (op: string, value: number, rest: object = {}) => ev({ measure: 'count', op, value, ...rest });

const CASES: [string, object, string][] = [
  ['empty all', { all: [] }, 'none ada ber gap'],
  ['empty any', { any: [] }, ''],
  ['not of empty any', { not: { any: [] } }, 'none ada ber gap'],
  ['is folds', f('first_name', 'is', 'ada'), 'ada'],
  ['final sigma', f('first_name', 'is', 'οδος'), 'ber'],
  ['dotted capital I', f('city', 'is', 'i\u0307stanbul'), 'ada'],
  ['not ss for ß', f('city', 'is', 'STRASSE'), ''],
  ['NFC', f('city', 'is', 'ÉA'), 'gap'],
  ['is_not on missing', f('first_name', 'is_not', 'ada'), 'none ber gap'],
  ['not of is', { not: f('first_name', 'is', 'ada') }, 'none ber gap'],
  ['not of is_not', { not: f('first_name', 'is_not', 'ada') }, 'ada'],
  ['is_none_of on missing', f('first_name', 'is_none_of', ['ADA']), 'none ber gap'],
  ['is_empty of the empty text', f('first_name', 'is_empty'), 'none gap'],
  ['is_not_empty', f('first_name', 'is_not_empty'), 'ada ber'],
  ['not_contains on missing', f('first_name', 'not_contains', 'd'), 'none ber gap'],
  ['not_starts_with', f('first_name', 'not_starts_with', 'a'), 'none ber gap'],
  ['not_ends_with', f('first_name', 'not_ends_with', 'a'), 'none ber gap'],
  ['contains percent', f('first_name', 'contains', '%'), ''],
  ['contains underscore', f('first_name', 'contains', '_'), ''],
  ['matches', f('first_name', 'matches', '^a.a$'), 'ada'],
  ['matches missing', f('first_name', 'matches', '.*'), 'ada ber'],
  ['eq', f('n', 'eq', 10), 'ada'],
  ['ne on missing', f('n', 'ne', 10), 'none ber gap'],
  ['between inclusive', f('n', 'between', [10, 20]), 'ada ber'],
  ['lte has no part in missing', f('n', 'lte', 0), 'gap'],
  ['number is_empty', f('n', 'is_empty'), 'none'],
  ['huge', f('n', 'lt', 1e300), 'ada ber gap'],
  ['boolean true', f('b', 'is_true'), 'ada'],
  ['boolean false', f('b', 'is_false'), 'ber'],
  ['boolean empty', f('b', 'is_empty'), 'none gap'],
  ['set any', f('s', 'has_any_of', ['RED']), 'ada ber'],
  ['set all', f('s', 'has_all_of', ['red', 'blue']), 'ada'],
  ['set none on missing', f('s', 'has_none_of', ['blue']), 'none ber gap'],
  ['set size', f('s', 'size_gte', 2), 'ada'],
  ['set size on missing', f('s', 'size_lte', 1), 'ber'],
  ['set empty', f('s', 'is_empty'), 'none gap'],
  ['tag any', { type: 'tag', op: 'has_any_of', value: ['vip'] }, 'ada ber'],
  ['tag all', { type: 'tag', op: 'has_all_of', value: ['vip', 'new'] }, 'ada'],
  ['tag none', { type: 'tag', op: 'has_none_of', value: ['new'] }, 'none ber gap'],
  ['29 February on the 28th', f('birth_date', 'anniversary_on', 'today'), 'ada ber'],
  ['anniversary_in_next', f('birth_date', 'anniversary_in_next', '1d'), 'ada ber'],
  ['date on', f('d', 'on', '2027-03-01'), 'ber'],
  ['date before', f('d', 'before', '2027-03-01'), 'ada'],
  ['date between inclusive', f('d', 'between', ['2027-02-28', '2027-03-01']), 'ada ber'],
  ['datetime on a day in own zone', f('t', 'on', '2027-03-01'), 'ber'],
  ['datetime not_in_last on missing', f('t', 'not_in_last', '1d'), 'none ada gap'],
  ['datetime in_last at its edge', f('t', 'in_last', '7d'), 'ada ber'],
  ['datetime before the last of all years', f('t', 'before', '9999-12-31T23:59:59-12:00'), 'ada ber'],
  ['weekday', f('d', 'weekday_is', [7]), 'ada'],
  ['month', f('birth_date', 'month_is', [2]), 'ada'],
  ['field against field', f('x', 'is', { ref: 'field:first_name' }), 'ada'],
  ['count over none', buys('eq', 0), 'none gap'],
  ['count', buys('gte', 2), 'ada ber'],
  ['count within, at the edge', buys('eq', 2, { within: '90d' }), 'ada'],
  ['sum over none', ev({ measure: 'sum', of: 'value', op: 'eq', value: 0 }), 'none gap'],
  ['sum', ev({ measure: 'sum', of: 'value', op: 'eq', value: 15.5 }), 'ada'],
  ['min missing', ev({ measure: 'min', of: 'value', op: 'lte', value: 0 }), 'ber'],
  ['avg', ev({ measure: 'avg', of: 'value', op: 'eq', value: 7.75 }), 'ada'],
  ['max ne on missing', ev({ measure: 'max', of: 'value', op: 'ne', value: 10 }), 'none ber gap'],
  ['distinct folds', ev({ measure: 'distinct', of: 'cat', op: 'eq', value: 1 }), 'ada ber'],
  ['distinct over none', ev({ measure: 'distinct', of: 'cat', op: 'eq', value: 0 }), 'none gap'],
  ['where of another type is missing', buys('eq', 1, { where: { property: 'qty', op: 'eq', value: 2 } }), 'ada'],
  ['where tree with not', buys('gte', 1, { where: { not: { property: 'cat', op: 'is', value: 'shoes' } } }), 'ber'],
  ['where is_empty', buys('gte', 1, { where: { property: 'cat', op: 'is_empty' } }), 'ber'],
  ['event between inclusive', buys('eq', 1, { between: [ago(MIN), ago(MIN)] }), 'ada'],
  ['event between ends in two zones', buys('eq', 1, { between: ['2027-03-01T00:29:00+01:00', ago(MIN)] }), 'ada'],
  ['event on a day of all years', buys('gte', 2, { between: ['0001-01-01', '9999-12-31'] }), 'ada ber'],
  ['sequence', { type: 'sequence', first: { event: 'cart' }, then: { event: 'buy' }, window: '4h' }, 'ber'],
  [
    'sequence at its edge',
    { type: 'sequence', first: { event: 'cart' }, then: { event: 'buy' }, window: '299min' },
    'ada ber',
  ],
  [
    'sequence absent waits for the window',
    { type: 'sequence', first: { event: 'cart' }, then: { event: 'buy', absent: true }, window: '4h' },
    'ada',
  ],
  ['consent without a row', { type: 'consent', topic: 'newsletter', status: 'unsubscribed' }, ''],
];

describe('the contract, case by case', () => {
  const clock = new ManualClock(NOW);
  let api: TestApi;
  const ids: Record<string, number> = {};

  beforeAll(async () => {
    api = await createTestApi({ clock });
    const types = { n: 'number', d: 'date', t: 'datetime', b: 'boolean', x: 'text' };
    for (const [key, type] of Object.entries(types)) await call('POST', '/fields', { key, type });
    await call('POST', '/fields', { key: 's', type: 'set', options: ['red', 'blue'] });
    for (const [name, { contact, events = [] }] of Object.entries(PEOPLE)) {
      ids[name] = (await call<{ id: number }>('POST', '/contacts', { email: `${name}@example.org`, ...contact })).id;
      for (const event of events) await call('POST', '/events', { contact: { id: ids[name] }, ...event });
    }
    await api.app.get(ChangeRouter, { strict: false }).routeAll();
  });
  afterAll(() => api.close());

  async function call<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
    const answer = await api.call(method, path, body);
    if (answer.statusCode >= 400) throw new Error(`${method} ${path}: ${answer.statusCode} ${answer.body}`);
    return answer.json<T>();
  }

  const names = (found: readonly number[]) =>
    Object.keys(ids)
      .filter((name) => found.includes(ids[name]!))
      .join(' ');

  it.each(CASES)('%s', async (name, condition, expected) => {
    const { sample, count } = await call<{ sample: { id: number }[]; count: number }>('POST', '/segments/preview', {
      condition,
    });
    expect([names(sample.map(({ id }) => id)), count]).toEqual([expected, expected.split(' ').filter(Boolean).length]);
    const { id } = await call<{ id: number }>('POST', '/segments', { name, condition });
    await api.app.get(SegmentRefresh, { strict: false }).refresh(id);
    const { data } = await call<{ data: { id: number }[] }>('GET', `/segments/${id}/members`);
    expect(names(data.map((member) => member.id))).toBe(expected);
    for (const [person, contact] of Object.entries(ids)) {
      const explained = await call<{ verdict: boolean }>('GET', `/segments/${id}/explain?contact=${contact}`);
      expect([person, explained.verdict]).toEqual([person, expected.split(' ').includes(person)]);
    }
  });
});
