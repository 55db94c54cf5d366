import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CampaignRunner } from '#libs/campaigns';
import { ChangeRouter } from '#libs/contacts';
import { Database } from '#libs/db';
import { ManualClock } from '#libs/kernel';
import { Housekeeping } from '#libs/queue';
import { SegmentRefresh, SegmentSizes } from '#libs/segments';
import { createTestApi, type TestApi } from '../testing/create-test-api.js';

interface Segment {
  id: number;
  name: string;
  status: string;
  count: number;
  version: number;
  revision: number;
  condition: object | null;
  archived_at: string | null;
}

interface Move {
  contact: { id: number };
  entered: boolean;
  revision: number | null;
  cause: string;
  changes: { dimension: string; old: unknown; new: unknown }[];
  clauses: { path: string; clause: object }[];
  by: { id: number } | null;
}

const HOUR_MS = 3_600_000;
const START = new Date('2027-03-27T10:00:00Z');
const tagged = (...value: string[]) => ({ type: 'tag', op: 'has_any_of', value });
const inCountry = (value: string) => ({ type: 'field', field: 'country', op: 'is', value });

describe('the life of a segment', () => {
  const clock = new ManualClock(START);
  let api: TestApi;
  const ids: Record<string, number> = {};

  beforeAll(async () => {
    api = await createTestApi({ clock });
    for (const name of ['ann', 'bob', 'cem', 'dee']) ids[name] = await addContact({ email: `${name}@example.com` });
    await call('PATCH', '/settings', { time_zone: 'Europe/Berlin' });
    await settle();
  });
  afterAll(() => api.close());

  async function call<T>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<T> {
    const answer = await api.call(method, path, body);
    if (answer.statusCode >= 400) throw new Error(`${method} ${path}: ${answer.statusCode} ${answer.body}`);
    return answer.json<T>();
  }

  const statusOf = async (method: 'GET' | 'POST' | 'PATCH', path: string, body?: object): Promise<unknown> => {
    const answer = await api.call(method, path, body);
    return [answer.statusCode, answer.json<{ code?: string }>().code];
  };

  async function addContact(contact: object): Promise<number> {
    return (await call<{ id: number }>('POST', '/contacts', contact)).id;
  }

  const update = (name: string, change: object) =>
    call('POST', '/contacts', { email: `${name}@example.com`, ...change });

  /** What the worker does. */
  async function settle(...segments: number[]): Promise<void> {
    for (const id of segments) await api.app.get(SegmentRefresh, { strict: false }).refresh(id);
    await api.app.get(ChangeRouter, { strict: false }).routeAll();
  }

  async function make(body: object): Promise<Segment> {
    const { id } = await call<Segment>('POST', '/segments', body);
    await settle(id);
    return get(id);
  }

  const get = (id: number) => call<Segment>('GET', `/segments/${id}`);

  async function movesOf(id: number, query = ''): Promise<Move[]> {
    return (await call<{ data: Move[] }>('GET', `/segments/${id}/history${query}`)).data;
  }

  async function membersOf(id: number): Promise<number[]> {
    const { data } = await call<{ data: { id: number }[] }>('GET', `/segments/${id}/members`);
    return data.map((member) => member.id);
  }

  it('keeps each condition as a version, which can be restored', async () => {
    const segment = await make({ name: 'Versions', condition: tagged('one') });
    await call('PATCH', `/segments/${segment.id}`, { condition: tagged('two') });
    await call('PATCH', `/segments/${segment.id}`, { name: 'Renamed' });
    await call('PATCH', `/segments/${segment.id}`, { condition: tagged('two') });
    const { data } = await call<{ data: object[] }>('GET', `/segments/${segment.id}/versions`);
    expect(data).toMatchObject([
      { revision: 2, condition: tagged('two'), is_current: true },
      { revision: 1, condition: tagged('one'), is_current: false },
    ]);
    await call('POST', `/segments/${segment.id}/versions/1/restore`);
    expect(await get(segment.id)).toMatchObject({ revision: 3, condition: tagged('one'), name: 'Renamed' });
    expect(await statusOf('POST', `/segments/${segment.id}/versions/9/restore`)).toEqual([
      404,
      'segment.version_not_found',
    ]);
  });

  it('stays in the report of a campaign as it was when that was sent', async () => {
    await update('ann', { tags: ['mailed'], consents: { newsletter: 'subscribed' } });
    const segment = await make({ name: 'Mailed', condition: tagged('mailed') });
    await call('POST', '/senders', { name: 'S', email: 's@example.com', postal_address: '1 Main Street' });
    const html = '<html><body><p>Hello</p></body></html>';
    const template = await call<{ id: number }>('POST', '/templates', { name: 'T', subject: 'T', html });
    const audience = { include: [segment.id] };
    const body = { name: 'C', template_id: template.id, topic: 'newsletter', audience };
    const campaign = await call<{ id: number }>('POST', '/campaigns', body);
    await call('POST', `/campaigns/${campaign.id}/start`);
    await api.app.get(CampaignRunner, { strict: false }).advance();
    await call('PATCH', `/segments/${segment.id}`, { condition: tagged('other') });
    await settle(segment.id);
    expect(await call('GET', `/campaigns/${campaign.id}/report`)).toMatchObject({
      audience: 1,
      segments: [{ round: 1, segment_id: segment.id, name: 'Mailed', revision: 1, condition: tagged('mailed') }],
    });
    expect(await statusOf('POST', `/segments/${segment.id}/archive`)).toEqual([409, 'segment.in_use']);
  });

  it('tells before an edit who would enter and leave, and what uses it', async () => {
    await update('ann', { tags: ['differs'], country: 'GB' });
    await update('bob', { tags: ['differs'] });
    await update('cem', { country: 'GB' });
    const segment = await make({ name: 'Difference', condition: tagged('differs') });
    const nested = await make({ name: 'Nested', condition: { type: 'segment', op: 'in', segment: segment.id } });
    const difference = await call('POST', `/segments/${segment.id}/changes`, { condition: inCountry('gb') });
    expect(difference).toMatchObject({
      members: 2,
      stay: 1,
      enter: 1,
      leave: 1,
      entering: [{ id: ids['cem'], email: 'cem@example.com' }],
      leaving: [{ id: ids['bob'] }],
      used_by: [{ kind: 'segment', id: nested.id, name: 'Nested' }],
      warnings: [],
    });
    expect(await membersOf(segment.id)).toEqual([ids['bob'], ids['ann']]);
    const refused = { condition: { type: 'field', field: 'nothing', op: 'is', value: 'x' } };
    expect(await statusOf('POST', `/segments/${segment.id}/changes`, refused)).toEqual([422, 'condition.invalid']);
    expect(await get(segment.id)).toMatchObject({ used_by: [{ kind: 'segment', id: nested.id, name: 'Nested' }] });
  });

  describe('its history', () => {
    it('names the clause that turned, and the change behind it', async () => {
      const segment = await make({ name: 'Why', condition: { all: [inCountry('PT'), { not: tagged('left') }] } });
      await update('dee', { country: 'PT' });
      await settle();
      await update('dee', { tags: ['left'] });
      await settle();
      expect(await movesOf(segment.id)).toMatchObject([
        {
          contact: { id: ids['dee'], email: 'dee@example.com' },
          entered: false,
          revision: 1,
          cause: 'change',
          changes: [{ dimension: 'tags', old: null, new: 'left' }],
          clauses: [{ path: 'all[1].not', clause: tagged('left') }],
        },
        {
          entered: true,
          changes: [{ dimension: 'field:country', old: null, new: 'PT' }],
          clauses: [{ path: 'all[0]', clause: inCountry('PT') }],
        },
      ]);
      expect(await movesOf(segment.id, '?entered=true')).toHaveLength(1);
      expect(await movesOf(segment.id, `?contact=${ids['ann']!}`)).toEqual([]);
    });

    it('tells apart clauses that read the same data', async () => {
      const bought = (measure: string, value: number) => {
        return { type: 'event', event: 'bought', measure, op: 'gte', value, ...(measure === 'sum' && { of: 'value' }) };
      };
      const segment = await make({ name: 'Same data', condition: { any: [bought('count', 2), bought('sum', 100)] } });
      await call('POST', '/events', { contact: { email: 'ann@example.com' }, name: 'bought', value: 150 });
      await settle();
      const [move] = await movesOf(segment.id);
      expect(move).toMatchObject({ entered: true, clauses: [{ path: 'any[1]' }] });
      expect(move!.changes[0]).toMatchObject({ dimension: 'event:bought' });
    });

    it('says that time passed, an edit or a new contact was the cause', async () => {
      const recent = { type: 'event', event: 'visited', measure: 'count', op: 'gte', value: 1, within: '30d' };
      const segment = await make({ name: 'Causes', condition: { all: [recent, { not: tagged('never') }] } });
      await call('POST', '/events', { contact: { email: 'bob@example.com' }, name: 'visited' });
      await settle();
      clock.advance(30 * 24 * HOUR_MS + 60_000);
      await settle(segment.id);
      expect(await movesOf(segment.id)).toMatchObject([
        { entered: false, cause: 'time', clauses: [{ path: 'all[0]' }] },
        { entered: true, cause: 'change' },
      ]);
      await call('PATCH', `/segments/${segment.id}`, { condition: { not: tagged('never') } });
      await settle(segment.id);
      expect((await movesOf(segment.id)).slice(0, 4)).toMatchObject(
        Array.from({ length: 4 }, () => ({ entered: true, cause: 'edit', revision: 2 })),
      );
      ids['eve'] = await addContact({ email: 'eve@example.com' });
      await settle();
      const [first] = await movesOf(segment.id);
      expect(first).toMatchObject({ contact: { id: ids['eve'] }, entered: true, cause: 'new', clauses: [] });
    });

    it('says who put a contact into a list by hand', async () => {
      const user = await api.signIn('marketer');
      const list = await make({ name: 'By hand', kind: 'static' });
      const url = `/api/v1/segments/${list.id}/members/${ids['ann']!}`;
      expect((await api.inject({ method: 'PUT', url, headers: user.headers })).statusCode).toBe(200);
      expect(await movesOf(list.id)).toMatchObject([{ cause: 'hand', by: { id: user.id }, revision: null }]);
      expect(await get(list.id)).toMatchObject({ count: 1, status: 'ready' });
    });
  });

  describe('its sizes', () => {
    it('are told by day in the zone of the organisation, also over days without a change and a change of the clock', async () => {
      clock.set(new Date('2027-10-29T10:00:00Z'));
      await update('ann', { tags: ['sized'] });
      const segment = await make({ name: 'Sized', condition: tagged('sized') });
      // 23:30 on the 29th in Berlin, then 00:30 on the 30th: the same day in UTC.
      clock.set(new Date('2027-10-29T21:30:00Z'));
      await update('bob', { tags: ['sized'] });
      await settle();
      clock.set(new Date('2027-10-29T22:30:00Z'));
      await update('cem', { tags: ['sized'] });
      await settle();
      // The 31st has 25 hours there; nothing happens on it.
      clock.set(new Date('2027-11-01T12:00:00Z'));
      await call('DELETE', `/contacts/${ids['ann']!}/tags/sized`);
      await settle();
      const expected = [
        { day: '2027-10-29', members: 2, entered: 1, left: 0 },
        { day: '2027-10-30', members: 3, entered: 1, left: 0 },
        { day: '2027-10-31', members: 3, entered: 0, left: 0 },
        { day: '2027-11-01', members: 2, entered: 0, left: 1 },
      ];
      const sizes = async (days = 90) =>
        (await call<{ data: object[] }>('GET', `/segments/${segment.id}/sizes?days=${days}`)).data;
      expect(await sizes()).toEqual(expected);
      const keeper = api.app.get(SegmentSizes, { strict: false });
      await keeper.close();
      await keeper.close();
      const closed = await api.db.query('SELECT day::text FROM segment_sizes WHERE segment_id = $1 ORDER BY day', [
        segment.id,
      ]);
      expect(closed).toEqual(expected.slice(0, 3).map(({ day }) => ({ day })));
      expect(await sizes()).toEqual(expected);
      expect(await sizes(2)).toEqual(expected.slice(2));
      clock.set(new Date('2027-11-02T23:05:00Z'));
      await keeper.close();
      expect(await sizes(3)).toEqual([
        { day: '2027-11-01', members: 2, entered: 0, left: 1 },
        { day: '2027-11-02', members: 2, entered: 0, left: 0 },
        { day: '2027-11-03', members: 2, entered: 0, left: 0 },
      ]);
    });

    it('come with the list of segments when they are asked for, of all by one statement', async () => {
      const [first, second] = [
        await make({ name: 'Listed', folder: 'Trends', condition: tagged('sized') }),
        await make({ name: 'Empty', folder: 'Trends', condition: tagged('nobody') }),
      ];
      await call<Segment>('POST', '/segments', { name: 'Never built', folder: 'Trends', condition: tagged('x') });
      const statements = jest.spyOn(api.app.get(Database, { strict: false }), 'query');
      const { data } = await call<{ data: { id: number; trend: object[] }[] }>(
        'GET',
        '/segments?folder=Trends&trend_days=30',
      );
      const ofSizes = statements.mock.calls.filter(([sql]) => JSON.stringify(sql).includes('FROM segment_sizes'));
      statements.mockRestore();
      expect(ofSizes).toHaveLength(1);
      expect(data.map(({ trend }) => trend.length)).toEqual([0, 1, 1]);
      for (const { id } of [first, second]) {
        const own = await call<{ data: object[] }>('GET', `/segments/${id}/sizes?days=30`);
        expect(data.find((segment) => segment.id === id)?.trend).toEqual(own.data);
      }
      const [plain] = (await call<{ data: object[] }>('GET', '/segments?folder=Trends')).data;
      expect(plain).not.toHaveProperty('trend');
      expect(await statusOf('GET', '/segments?trend_days=0')).toEqual([422, 'request.invalid']);
    });

    it('are none before the first build', async () => {
      const { id } = await call<Segment>('POST', '/segments', { name: 'Unbuilt', condition: tagged('x') });
      expect(await call('GET', `/segments/${id}/sizes`)).toEqual({ data: [], next_cursor: null });
    });
  });

  describe('archived', () => {
    it('leaves the list, is not kept up to date, and is built again when restored', async () => {
      await update('ann', { tags: ['kept'] });
      const segment = await make({ name: 'Archived', folder: 'Old', condition: tagged('kept') });
      expect(await call('POST', `/segments/${segment.id}/archive`)).toMatchObject({ archived_at: expect.any(String) });
      await call('POST', `/segments/${segment.id}/archive`);
      await update('bob', { tags: ['kept'] });
      await settle(segment.id);
      const listed = async (query: string) =>
        (await call<{ data: Segment[] }>('GET', `/segments?${query}`)).data.map(({ id }) => id);
      expect(await listed('folder=Old')).toEqual([]);
      expect(await listed('folder=Old&archived=true')).toEqual([segment.id]);
      expect(await statusOf('PATCH', `/segments/${segment.id}`, { name: 'x' })).toEqual([409, 'segment.archived']);
      const nested = { name: 'n', condition: { type: 'segment', op: 'in', segment: segment.id } };
      expect(await statusOf('POST', '/segments', nested)).toEqual([422, 'condition.invalid']);
      expect(await call('POST', `/segments/${segment.id}/restore`)).toMatchObject({ status: 'building', count: 1 });
      await settle(segment.id);
      expect(await membersOf(segment.id)).toEqual([ids['bob'], ids['ann']]);
      expect((await movesOf(segment.id))[0]).toMatchObject({ contact: { id: ids['bob'] }, cause: 'rebuild' });
    });

    it('is refused while something uses it', async () => {
      const segment = await make({ name: 'Used', condition: tagged('x') });
      await make({ name: 'User', condition: { type: 'segment', op: 'in', segment: segment.id } });
      expect(await statusOf('POST', `/segments/${segment.id}/archive`)).toEqual([409, 'segment.in_use']);
      const deleted = await api.call('DELETE', `/segments/${segment.id}`);
      expect(deleted.json()).toMatchObject({ status: 409, detail: expect.stringContaining('segment “User”') });
    });
  });

  it('is copied with its condition; a list with its members', async () => {
    const segment = await make({ name: 'First', color: '#123456', folder: 'F', condition: tagged('copied') });
    const copy = await call<Segment>('POST', `/segments/${segment.id}/duplicate`, {});
    const same = { color: '#123456', folder: 'F', condition: tagged('copied') };
    expect(copy).toMatchObject({ ...same, name: 'First (copy)', slug: 'first-copy' });
    const list = await make({ name: 'List', kind: 'static' });
    await call('PUT', `/segments/${list.id}/members/${ids['ann']!}`);
    const second = await call<Segment>('POST', `/segments/${list.id}/duplicate`, { name: 'Second list' });
    expect(second).toMatchObject({ name: 'Second list', kind: 'static', count: 1 });
    expect(await membersOf(second.id)).toEqual([ids['ann']]);
  });

  it('is copied with its members or not at all', async () => {
    const list = await make({ name: 'All or nothing', kind: 'static' });
    await call('PUT', `/segments/${list.id}/members/${ids['ann']!}`);
    // As when the process ends, or the connection, while members are copied.
    await api.db.query(`
      CREATE FUNCTION refuse_members() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'cut off'; END $$`);
    await api.db.query(`
      CREATE TRIGGER refuse_members BEFORE INSERT ON segment_members EXECUTE FUNCTION refuse_members()`);
    const answer = await api.call('POST', `/segments/${list.id}/duplicate`, { name: 'Half a copy' });
    await api.db.query('DROP TRIGGER refuse_members ON segment_members');
    expect(answer.statusCode).toBe(500);
    expect(await api.db.query(`SELECT id FROM segments WHERE name = 'Half a copy'`)).toEqual([]);
  });

  it('leaves nothing behind for good when a deletion is cut off half-way', async () => {
    const list = await make({ name: 'Half deleted', kind: 'static' });
    const kept = await make({ name: 'Not deleted', kind: 'static' });
    for (const { id } of [list, kept]) await call('PUT', `/segments/${id}/members/${ids['ann']!}`);
    await api.db.execute(
      `INSERT INTO segment_sizes (segment_id, day, members, entered, gone) VALUES ($1, '2027-01-01', 1, 1, 0)`,
      [list.id],
    );
    // What is committed first.
    await api.db.execute('DELETE FROM segments WHERE id = $1', [list.id]);
    await api.app.get(Housekeeping, { strict: false }).run();
    const rowsOf = async (id: number) => {
      const counts = ['members', 'counts', 'history', 'sizes'].map(async (table) => {
        const [found] = await api.db.query<{ n: number }>(
          `SELECT count(*)::int AS n FROM segment_${table} WHERE segment_id = $1`,
          [id],
        );
        return found!.n;
      });
      return Promise.all(counts);
    };
    expect(await rowsOf(list.id)).toEqual([0, 0, 0, 0]);
    expect((await rowsOf(kept.id)).slice(0, 3)).toEqual([1, 1, 1]);
  });

  it('goes back to the condition before when a build is stopped', async () => {
    await update('ann', { tags: ['before'] });
    const segment = await make({ name: 'Stopped', condition: tagged('before') });
    expect(await statusOf('POST', `/segments/${segment.id}/cancel`)).toEqual([409, 'segment.not_building']);
    await call('PATCH', `/segments/${segment.id}`, { condition: { all: [] } });
    expect(await call('POST', `/segments/${segment.id}/cancel`)).toMatchObject({
      status: 'ready',
      revision: 3,
      condition: tagged('before'),
      count: 1,
    });
    await settle(segment.id);
    await update('bob', { tags: ['before'] });
    await settle();
    expect(await membersOf(segment.id)).toEqual([ids['bob'], ids['ann']]);
    const { id } = await call<Segment>('POST', '/segments', { name: 'First build', condition: tagged('x') });
    expect(await statusOf('POST', `/segments/${id}/cancel`)).toEqual([409, 'segment.never_built']);
  });

  it('closes no circle by going back, and shows no difference that can not be saved', async () => {
    const within = (segment: number) => ({ type: 'segment', op: 'in', segment });
    const inner = await make({ name: 'Inner', condition: inCountry('GB') });
    const outer = await make({ name: 'Outer', condition: within(inner.id) });
    expect(await statusOf('POST', `/segments/${inner.id}/changes`, { condition: within(outer.id) })).toEqual([
      422,
      'condition.invalid',
    ]);
    await call('PATCH', `/segments/${outer.id}`, { condition: inCountry('FR') });
    await call('PATCH', `/segments/${inner.id}`, { condition: within(outer.id) });
    const stopped = await api.call('POST', `/segments/${outer.id}/cancel`);
    const message = `segment ${inner.id} depends on this one: a circle`;
    expect(stopped.json()).toMatchObject({ status: 422, errors: [{ path: 'condition.segment', message }] });
    await settle(outer.id, inner.id);
    expect(await get(outer.id)).toMatchObject({ status: 'ready', condition: inCountry('FR') });
    await call('PATCH', `/segments/${inner.id}`, { condition: inCountry('DE') });
    await call('POST', `/segments/${outer.id}/archive`);
    expect(await statusOf('POST', `/segments/${inner.id}/cancel`)).toEqual([422, 'condition.invalid']);
  });

  it('has folders and an owner, and stands in the guide', async () => {
    const user = await api.signIn('marketer');
    const made = await make({
      name: '=Formula|pipe',
      description: 'For *who*',
      folder: 'Guide',
      owner: user.id,
      kind: 'static',
    });
    expect(made).toMatchObject({ folder: 'Guide', owner: { id: user.id, name: 'marketer' } });
    const folders = await call<{ data: object[] }>('GET', '/segments/folders');
    expect(folders.data).toContainEqual({ folder: 'Guide', segments: 1 });
    expect(await statusOf('PATCH', `/segments/${made.id}`, { owner: 999_999 })).toEqual([422, 'request.invalid']);
    const csv = await api.call('GET', '/segments/guide?format=csv');
    expect(csv.headers['content-type']).toContain('text/csv');
    expect(csv.body).toContain(`'=Formula|pipe,Guide,For *who*,marketer,kept by hand,0,,formula-pipe\r\n`);
    const markdown = await api.call('GET', '/segments/guide?format=md');
    expect(markdown.body).toContain('| =Formula\\|pipe | Guide | For \\*who\\* | marketer |');
  });

  it('may be altered by administrators alone when the organisation says so', async () => {
    const list = await make({ name: 'Restricted', kind: 'static' });
    await call('PATCH', '/settings', { segment_editors: 'administrators' });
    const headers = { authorization: `Bearer ${await api.keyOf('marketer')}` };
    const base = `/api/v1/segments/${list.id}`;
    const tries = [
      ['PUT', `${base}/members/${ids['ann']!}`],
      ['DELETE', `${base}/members/${ids['ann']!}`],
      ['POST', `${base}/archive`],
      ['POST', `${base}/restore`],
      ['POST', `${base}/duplicate`],
      ['POST', `${base}/cancel`],
      ['POST', `${base}/versions/1/restore`],
      ['PATCH', base],
      ['DELETE', base],
    ] as const;
    for (const [method, url] of tries) {
      const answer = await api.inject({ method, url, headers, ...(method === 'DELETE' ? {} : { payload: {} }) });
      expect([method, url, answer.statusCode]).toEqual([method, url, 403]);
    }
    expect((await api.inject({ method: 'GET', url: `${base}/members`, headers })).statusCode).toBe(200);
    await call('PATCH', '/settings', { segment_editors: 'marketers' });
  });

  it('is explained with the days of the organisation', async () => {
    clock.set(new Date('2028-08-01T12:00:00Z'));
    // 00:30 on the next day in Berlin.
    const at = '2028-07-14T22:30:00Z';
    await call('POST', '/events', { contact: { id: ids['cem'] }, name: 'visited', occurred_at: at });
    await call('POST', '/events', { contact: { id: ids['cem'] }, name: 'left', occurred_at: at });
    await api.db.execute(
      `INSERT INTO messages (contact_id, source_kind, source_id, occurrence, class, state, sent_at)
       VALUES ($1, 'campaign', 1, 'days', 'marketing', 'sent', $2)`,
      [ids['cem'], at],
    );
    const ever = { measure: 'count', op: 'gte', value: 1 };
    const condition = {
      all: [
        { type: 'event', event: 'visited', ...ever },
        { type: 'event', event: 'visited', measure: 'last', op: 'before', value: at },
        { type: 'event', event: 'visited', ...ever, between: [at, '2028-07-31'] },
        { type: 'email', action: 'sent', ...ever },
        { type: 'email', action: 'sent', measure: 'first', op: 'after', value: '2028-07-14' },
        { type: 'sequence', first: { event: 'visited' }, then: { event: 'left' }, window: '1d' },
        { type: 'field', field: 'created_at', op: 'before', value: at },
      ],
    };
    const { id } = await make({ name: 'Days', condition });
    const { explanation } = await call<{ explanation: { clauses: { text: string }[] } }>(
      'GET',
      `/segments/${id}/explain?contact=${ids['cem']!}`,
    );
    const texts = explanation.clauses.map(({ text }) => text);
    expect(texts.filter((text) => !text.includes('15 Jul 2028'))).toEqual([]);
    expect(texts.filter((text) => / on 14 Jul|is 14 Jul|before 14 Jul|between 14 Jul/.test(text))).toEqual([]);
  });

  it('of a contact says why, and when it will change by itself', async () => {
    clock.set(new Date('2028-09-04T13:05:00Z'));
    const ordered = { type: 'event', event: 'ordered', measure: 'count', op: 'gte', value: 1, within: '90d' };
    await call('POST', '/events', { contact: { id: ids['dee'] }, name: 'ordered' });
    await call('PATCH', `/contacts/${ids['dee']!}`, { birth_date: '1980-02-29' });
    await settle();
    const recent = await make({ name: 'Z recent', condition: { all: [ordered, { not: tagged('nobody') }] } });
    const birthday = { type: 'field', field: 'birth_date', op: 'anniversary_in_next', value: '7d' };
    const later = await make({ name: 'Z not birthday', condition: { not: birthday } });
    const still = await make({ name: 'Z still', condition: { any: [ordered, { not: tagged('nobody') }] } });
    const within = await make({
      name: 'Z nested',
      condition: { any: [{ type: 'segment', op: 'in', segment: recent.id }, tagged('nobody')] },
    });
    await settle();
    clock.set(new Date('2028-09-10T08:00:00Z'));
    const { data } = await call<{ data: { id: number }[] }>('GET', `/contacts/${ids['dee']!}/segments`);
    const of = (id: number) => data.find((segment) => segment.id === id);
    expect(of(recent.id)).toMatchObject({
      why: { verdict: true, clauses: [{ text: expect.stringContaining('ordered in the last 90 days') }, {}] },
      next_change: {
        at: '2028-12-03T13:05:01.000Z',
        member: false,
        because: [expect.stringContaining('is 0')],
      },
    });
    // The clock moves it by way of the segment that it names.
    expect(of(within.id)).toMatchObject({
      why: { clauses: [{ text: expect.stringContaining('In Z recent') }, {}] },
      next_change: { at: '2028-12-03T13:05:01.000Z', member: false, because: [expect.stringContaining('is 0')] },
    });
    // 28 February in years that are no leap years, in Berlin, from seven days before.
    expect(of(later.id)).toMatchObject({ next_change: { at: '2029-02-20T23:00:00.000Z', member: false } });
    expect(of(still.id)).toMatchObject({ why: { verdict: true }, next_change: null });
    const soon = await make({ name: 'Z birthday', condition: birthday });
    const explained = await call('GET', `/segments/${soon.id}/explain?contact=${ids['dee']!}`);
    expect(explained).toMatchObject({ verdict: false, next_change: { at: '2029-02-20T23:00:00.000Z', member: true } });
    const brief = await call<{ data: object[] }>('GET', `/contacts/${ids['dee']!}/segments?explain=false`);
    expect(brief.data[0]).toMatchObject({ why: null, next_change: null });
  });
});
