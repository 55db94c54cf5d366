import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ChangeRouter } from '#libs/contacts';
import { SegmentRefresh } from '#libs/segments';
import { createTestApi, type TestApi } from '../testing/create-test-api.js';

interface Segment {
  id: number;
  slug: string;
  status: string;
  count: number;
  version: number;
}

const country = (value: string) => ({ type: 'field', field: 'country', op: 'is', value });
const latitude = (op: string, value: number) => ({ type: 'field', field: 'latitude', op, value });

describe('segments', () => {
  let api: TestApi;
  const ids: Record<string, number> = {};

  beforeAll(async () => {
    api = await createTestApi();
    ids['ann'] = await addContact({ email: 'ann@example.com', country: 'GB', tags: ['vip'] });
    ids['bob'] = await addContact({ email: 'bob@example.com', country: 'FR' });
    ids['cem'] = await addContact({ email: 'cem@example.com' });
    await settle();
  });
  afterAll(() => api.close());

  async function addContact(contact: object): Promise<number> {
    return (await api.call('POST', '/contacts', contact)).json<{ id: number }>().id;
  }

  /** What the worker does. */
  async function settle(...segments: number[]): Promise<void> {
    for (const id of segments) await api.app.get(SegmentRefresh, { strict: false }).refresh(id);
    await api.app.get(ChangeRouter, { strict: false }).routeAll();
  }

  async function make(body: object): Promise<Segment> {
    const answer = await api.call('POST', '/segments', body);
    expect(answer.statusCode).toBe(201);
    const segment = answer.json<Segment>();
    await settle(segment.id);
    return (await api.call('GET', `/segments/${segment.id}`)).json<Segment>();
  }

  async function membersOf(id: number): Promise<number[]> {
    const answer = await api.call('GET', `/segments/${id}/members`);
    return answer.json<{ data: { id: number }[] }>().data.map((member) => member.id);
  }

  it('is building until its members are known, and then ready', async () => {
    const answer = await api.call('POST', '/segments', {
      name: 'In Britain',
      condition: { type: 'field', field: 'country', op: 'is', value: 'gb' },
    });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({ slug: 'in-britain', status: 'building', count: 0, version: 1 });
    const { id } = answer.json<Segment>();
    await settle(id);
    expect((await api.call('GET', `/segments/${id}`)).json()).toMatchObject({ status: 'ready', count: 1, version: 1 });
    const members = await api.call('GET', `/segments/${id}/members`);
    expect(members.json()).toMatchObject({
      data: [{ id: ids['ann'], email: 'ann@example.com', entered_at: expect.any(String) }],
      next_cursor: null,
    });
  });

  it('follows changes of contacts, tags, consents and events', async () => {
    const anybody = await make({
      name: 'Anybody of these',
      condition: {
        any: [
          { type: 'tag', op: 'has_any_of', value: ['followed'] },
          { type: 'consent', topic: 'newsletter', status: 'subscribed' },
          { type: 'event', event: 'order_completed', measure: 'sum', op: 'gte', value: 100, within: '30d' },
        ],
      },
    });
    expect(await membersOf(anybody.id)).toEqual([]);
    await api.call('POST', '/contacts', { email: 'ann@example.com', tags: ['Followed'] });
    await api.call('POST', '/contacts', { email: 'bob@example.com', consents: { newsletter: 'subscribed' } });
    await api.call('POST', '/events', { contact: { email: 'cem@example.com' }, name: 'order_completed', value: 60 });
    await settle();
    expect(await membersOf(anybody.id)).toEqual([ids['bob'], ids['ann']]);
    await api.call('POST', '/events', { contact: { email: 'cem@example.com' }, name: 'order_completed', value: 40 });
    await settle();
    expect(await membersOf(anybody.id)).toEqual([ids['cem'], ids['bob'], ids['ann']]);
    const { data } = (await api.call('GET', `/contacts/${ids['cem']!}/segments`)).json<{ data: Segment[] }>();
    expect(data).toEqual([expect.objectContaining({ slug: 'anybody-of-these', entered_at: expect.any(String) })]);
  });

  it('previews the exact count, a sample and what is suspicious', async () => {
    const answer = await api.call('POST', '/segments/preview', {
      condition: { not: { type: 'tag', op: 'has_any_of', value: ['never seen'] } },
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({
      count: 3,
      exact: true,
      sample: [{ id: ids['cem'] }, { id: ids['bob'] }, { id: ids['ann'] }],
      took_ms: expect.any(Number),
      warnings: [{ path: 'condition.not.value[0]', message: expect.stringContaining('never seen') }],
    });
  });

  it.each([
    [{ all: [country('GB'), country('fr')] }, 'condition.all[1]', /nobody matches/],
    [{ all: [country('GB'), { not: { any: [country('GB')] } }] }, 'condition.all[1]', /nobody matches/],
    [{ any: [country('GB'), { not: country('GB') }] }, 'condition.any[1]', /everybody matches/],
    [{ all: [latitude('gt', 50), latitude('lt', 10)] }, 'condition.all[1]', /nobody matches/],
    [{ all: [country('GB'), country('gb')] }, null, null],
    [{ all: [latitude('gte', 50), latitude('lte', 50)] }, null, null],
    [{ any: [country('GB'), country('FR')] }, null, null],
  ])('warns of a contradiction in %j', async (condition, path, message) => {
    const { warnings } = (await api.call('POST', '/segments/preview', { condition })).json<{ warnings: object[] }>();
    expect(warnings).toEqual(path === null ? [] : [{ path, message: expect.stringMatching(message) }]);
  });

  it.each([
    [{ type: 'field', field: 'nothing', op: 'is', value: 'x' }, 'condition.field'],
    [{ all: [{ type: 'field', field: 'country', op: 'gte', value: 3 }] }, 'condition.all[0].op'],
    [{ all: [{ type: 'field', field: 'country', op: 'is', value: '' }] }, 'condition.all[0].value'],
    [{ any: [{ type: 'segment', op: 'in', segment: 4711 }] }, 'condition.any[0].segment'],
    [{ not: { type: 'consent', topic: 'nothing', status: 'subscribed' } }, 'condition.not.topic'],
    [{ type: 'event', event: 'x', op: 'gte', value: 1, since: 'entry' }, 'condition.since'],
    [
      { type: 'event', event: 'x', op: 'gte', value: 1, where: { property: 'p', op: 'matches', value: '(?=a)' } },
      'condition.where.value',
    ],
    [{ type: 'trigger', property: 'path', op: 'is', value: '/' }, 'condition.type'],
    [{ all: [], any: [] }, 'condition'],
    [{ type: 'tag', op: 'has_any_of', value: ['a'], colour: 'red' }, 'condition.colour'],
  ])('refuses %j and names the place', async (condition, path) => {
    const answer = await api.call('POST', '/segments/preview', { condition });
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({ code: 'condition.invalid', errors: [{ path }] });
    expect((await api.call('POST', '/segments', { name: 'x', condition })).statusCode).toBe(422);
  });

  it('gives segments of one name that are made at once a slug each', async () => {
    const made = await Promise.all(
      Array.from({ length: 8 }, () => api.call('POST', '/segments', { name: 'At once', condition: { all: [] } })),
    );
    expect(made.map(({ statusCode }) => statusCode)).toEqual(Array.from({ length: 8 }, () => 201));
    expect(made.map((answer) => answer.json<{ slug: string }>().slug).sort()).toEqual([
      'at-once',
      ...[2, 3, 4, 5, 6, 7, 8].map((number) => `at-once-${String(number)}`),
    ]);
  });

  it('refuses a tree of more than 500 conditions and one that is nested too deeply', async () => {
    const leaf = { type: 'tag', op: 'has_any_of', value: ['a'] };
    const wide = { any: Array.from({ length: 501 }, () => leaf) };
    let deep: object = leaf;
    for (let level = 0; level < 2001; level += 1) deep = { not: deep };
    for (const condition of [wide, deep]) {
      expect((await api.call('POST', '/segments/preview', { condition })).json()).toMatchObject({ status: 422 });
    }
  });

  it('explains membership in words, clause by clause', async () => {
    const segment = await make({
      name: 'Explained',
      condition: {
        all: [
          { type: 'field', field: 'country', op: 'is_any_of', value: ['GB', 'IE'] },
          { type: 'event', event: 'order_completed', measure: 'count', op: 'gte', value: 2, within: '90d' },
        ],
      },
    });
    const answer = await api.call('GET', `/segments/${segment.id}/explain?contact=${ids['bob']!}`);
    expect(answer.json()).toMatchObject({
      member: false,
      verdict: false,
      explanation: {
        verdict: false,
        kind: 'all',
        clauses: [
          { verdict: false, path: 'all[0]', text: 'Country is any of GB, IE: is FR' },
          { verdict: false, text: 'order_completed in the last 90 days, count ≥ 2: is 0' },
        ],
      },
    });
    expect((await api.call('GET', `/segments/${segment.id}/explain?contact=999999`)).statusCode).toBe(404);
  });

  it('keeps its condition: null takes none away, and a static segment has none', async () => {
    const made = await api.call('POST', '/segments', { name: 'Kept', condition: { all: [] } });
    const { id } = made.json<{ id: number }>();
    const answer = await api.call('PATCH', `/segments/${id}`, { condition: null });
    expect([answer.statusCode, answer.json<{ errors: object[] }>().errors]).toEqual([
      422,
      [{ path: 'condition', message: 'is missing' }],
    ]);
    expect((await api.call('GET', `/segments/${id}`)).json()).toMatchObject({ version: 1, condition: { all: [] } });
    const list = (await api.call('POST', '/segments', { name: 'List', kind: 'static' })).json<{ id: number }>();
    expect((await api.call('PATCH', `/segments/${list.id}`, { name: 'L', condition: null })).statusCode).toBe(200);
  });

  it('guards an edit by If-Match, and rebuilds when the condition changes', async () => {
    const segment = await make({ name: 'Edited', condition: { type: 'tag', op: 'has_any_of', value: ['vip'] } });
    expect(await membersOf(segment.id)).toEqual([ids['ann']]);
    const change = { condition: { not: { type: 'tag', op: 'has_any_of', value: ['vip'] } } };
    const edit = (version: number) =>
      api.inject({
        method: 'PATCH',
        url: `/api/v1/segments/${segment.id}`,
        headers: { authorization: `Bearer ${api.adminKey}`, 'if-match': `"${version}"` },
        payload: change,
      });
    expect((await edit(7)).statusCode).toBe(412);
    expect((await edit(1)).json()).toMatchObject({ status: 'building', version: 2, count: 1 });
    await settle(segment.id);
    expect((await api.call('GET', `/segments/${segment.id}`)).json()).toMatchObject({ status: 'ready', count: 2 });
    expect(await membersOf(segment.id)).toEqual([ids['cem'], ids['bob']]);
    const renamed = await api.call('PATCH', `/segments/${segment.id}`, { name: 'Edited again', color: '#aa00ff' });
    expect(renamed.json()).toMatchObject({ status: 'ready', version: 3, name: 'Edited again', color: '#aa00ff' });
  });

  it('nests segments, keeps them in step, and refuses a circle', async () => {
    const inner = await make({ name: 'Inner', condition: { type: 'tag', op: 'has_any_of', value: ['nested'] } });
    const outer = await make({
      name: 'Outer',
      condition: { all: [{ type: 'segment', op: 'not_in', segment: inner.id }] },
    });
    expect(await membersOf(outer.id)).toHaveLength(3);
    await api.call('PUT', `/contacts/${ids['bob']!}/tags/nested`).then(async (answer) => {
      if (answer.statusCode === 404)
        await api.call('POST', '/contacts', { email: 'bob@example.com', tags: ['nested'] });
    });
    await settle();
    expect(await membersOf(inner.id)).toEqual([ids['bob']]);
    expect(await membersOf(outer.id)).toEqual([ids['cem'], ids['ann']]);
    const circle = await api.call('PATCH', `/segments/${inner.id}`, {
      condition: { any: [{ type: 'segment', op: 'in', segment: outer.id }] },
    });
    expect(circle.json()).toMatchObject({ status: 422, errors: [{ path: 'condition.any[0].segment' }] });
    const used = await api.call('DELETE', `/segments/${inner.id}`);
    expect(used.json()).toMatchObject({
      ...{ status: 409, code: 'segment.in_use' },
      detail: 'This segment is used by: segment “Outer”. Take it out of them first.',
    });
    expect((await api.call('DELETE', `/segments/${outer.id}`)).statusCode).toBe(200);
    expect((await api.call('DELETE', `/segments/${inner.id}`)).statusCode).toBe(200);
    expect((await api.call('GET', `/segments/${inner.id}`)).statusCode).toBe(404);
  });

  it('fills a static segment by hand, and only that', async () => {
    const list = await make({ name: 'By hand', kind: 'static' });
    expect(list).toMatchObject({ status: 'ready', count: 0 });
    expect((await api.call('PUT', `/segments/${list.id}/members/${ids['ann']!}`)).statusCode).toBe(200);
    await api.call('PUT', `/segments/${list.id}/members/${ids['ann']!}`);
    await api.call('PUT', `/segments/${list.id}/members/${ids['bob']!}`);
    await api.call('DELETE', `/segments/${list.id}/members/${ids['bob']!}`);
    expect(await membersOf(list.id)).toEqual([ids['ann']]);
    expect((await api.call('GET', `/segments/${list.id}`)).json()).toMatchObject({ count: 1 });
    expect((await api.call('PUT', `/segments/${list.id}/members/999999`)).statusCode).toBe(404);
    const dynamic = await make({ name: 'Not by hand', condition: { all: [] } });
    const refused = await api.call('PUT', `/segments/${dynamic.id}/members/${ids['ann']!}`);
    expect(refused.json()).toMatchObject({ status: 409, code: 'segment.not_static' });
    expect(
      (await api.call('POST', '/segments', { name: 'x', kind: 'static', condition: { all: [] } })).statusCode,
    ).toBe(422);
  });

  it('gives slugs of its own, and refuses one that is taken', async () => {
    const first = await make({ name: 'Çok iyi müşteri!', condition: { all: [] } });
    const second = await make({ name: 'Çok iyi müşteri!', condition: { all: [] } });
    expect([first.slug, second.slug]).toEqual(['cok-iyi-musteri', 'cok-iyi-musteri-2']);
    const taken = await api.call('POST', '/segments', { name: 'x', slug: first.slug, condition: { all: [] } });
    expect(taken.json()).toMatchObject({ status: 409, code: 'segment.slug_taken' });
  });
});
