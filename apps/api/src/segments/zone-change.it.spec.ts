import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ChangeRouter } from '#libs/contacts';
import { ManualClock } from '#libs/kernel';
import { SegmentRefresh, ZoneChange } from '#libs/segments';
import { createTestApi, type TestApi } from '../testing/create-test-api.js';

interface Move {
  contact: { id: number };
  entered: boolean;
  cause: string;
  clauses: { path: string }[];
}

/** In Berlin it is the 2nd already, in New York still the 1st, and so it is in UTC. */
const NOW = new Date('2027-03-01T23:30:00Z');
const tagged = { type: 'tag', op: 'has_none_of', value: ['never'] };
const birthday = { type: 'field', field: 'birth_date', op: 'anniversary_on', value: 'today' };
const signedOn = { type: 'field', field: 'signed_at', op: 'on', value: '2027-03-02' };

describe('a change of the time zone of the organisation', () => {
  const clock = new ManualClock(NOW);
  let api: TestApi;
  const ids: Record<string, number> = {};

  beforeAll(async () => {
    api = await createTestApi({ clock });
    await call('POST', '/fields', { key: 'signed_at', type: 'datetime' });
    const contacts: Record<string, object> = {
      first: { birth_date: '1990-03-01' },
      second: { birth_date: '1990-03-02' },
      abroad: { birth_date: '1990-03-01', time_zone: 'America/New_York' },
      signed: { fields: { signed_at: '2027-03-01T23:10:00Z' } },
    };
    for (const [name, contact] of Object.entries(contacts)) {
      ids[name] = (await call<{ id: number }>('POST', '/contacts', { email: `${name}@example.org`, ...contact })).id;
    }
    await route();
  });
  afterAll(() => api.close());

  async function call<T>(method: 'GET' | 'POST' | 'PATCH', path: string, body?: object): Promise<T> {
    const answer = await api.call(method, path, body);
    if (answer.statusCode >= 400) throw new Error(`${method} ${path}: ${answer.statusCode} ${answer.body}`);
    return answer.json<T>();
  }

  const route = () => api.app.get(ChangeRouter, { strict: false }).routeAll();
  const inZone = (time_zone: string) => call('PATCH', '/settings', { time_zone });

  async function make(condition: object): Promise<number> {
    const name = `Zone ${JSON.stringify(condition)}`.slice(0, 200);
    const { id } = await call<{ id: number }>('POST', '/segments', { name, condition });
    await api.app.get(SegmentRefresh, { strict: false }).refresh(id);
    return id;
  }

  /** What the sweeper and the workers do; resolves with the segments that were due. */
  async function settle(): Promise<number[]> {
    const zone = api.app.get(ZoneChange, { strict: false });
    const due = await zone.findDue();
    for (const { segment_id } of due) await zone.apply(segment_id);
    await route();
    return due.map(({ segment_id }) => segment_id);
  }

  async function namesIn(segment: number): Promise<string[]> {
    const { data } = await call<{ data: { id: number }[] }>('GET', `/segments/${segment}/members`);
    const members = new Set(data.map(({ id }) => id));
    return Object.keys(ids).filter((name) => members.has(ids[name]!));
  }

  it('moves those whose day it changes, says so in the history, and moves nobody else', async () => {
    const birthdays = await make({ all: [tagged, birthday] });
    const around = await make({ type: 'segment', op: 'in', segment: birthdays });
    const signed = await make(signedOn);
    expect(await namesIn(birthdays)).toEqual(['first', 'abroad']);
    expect(await namesIn(signed)).toEqual([]);

    await inZone('Europe/Berlin');
    expect(await settle()).toEqual(expect.arrayContaining([birthdays, around, signed]));

    expect(await namesIn(birthdays)).toEqual(['second', 'abroad']);
    expect(await namesIn(around)).toEqual(['second', 'abroad']);
    expect(await namesIn(signed)).toEqual(['signed']);
    const { data } = await call<{ data: Move[] }>('GET', `/segments/${birthdays}/history`);
    const because = { cause: 'zone', clauses: [{ path: 'all[1]' }] };
    expect(data).toHaveLength(2);
    expect(data).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ contact: expect.objectContaining({ id: ids['first'] }), entered: false }),
        expect.objectContaining({ contact: expect.objectContaining({ id: ids['second'] }), entered: true }),
      ]),
    );
    expect(data).toMatchObject([because, because]);
    expect(await settle()).toEqual([]);
  });

  it('is noticed there and back, and costs nothing where no condition asks for the day', async () => {
    const birthdays = await make(birthday);
    const plain = await make({ type: 'field', field: 'country', op: 'is_empty' });
    const before = await namesIn(birthdays);
    await inZone('UTC');
    await inZone('Europe/Berlin');
    const zone = api.app.get(ZoneChange, { strict: false });
    expect(await zone.findDue()).toEqual(expect.arrayContaining([{ segment_id: birthdays }, { segment_id: plain }]));
    expect(await zone.apply(plain)).toBe(0);
    expect(await zone.apply(birthdays)).toBe(0);
    await settle();
    expect(await namesIn(birthdays)).toEqual(before);
    await call('PATCH', '/settings', { name: 'Acme' });
    expect(await zone.findDue()).toEqual([]);
  });

  it('waits for the end of a build, and a segment made afterwards is up to date', async () => {
    const edited = await make(birthday);
    await call('PATCH', `/segments/${edited}`, { condition: { all: [birthday] } });
    await inZone('UTC');
    expect(await settle()).not.toContain(edited);
    await api.app.get(SegmentRefresh, { strict: false }).refresh(edited);
    expect(await settle()).toEqual([edited]);
    await make({ any: [birthday] });
    expect(await settle()).toEqual([]);
  });

  it('leaves to time what time has moved: it is live, what the zone moves is quiet', async () => {
    const recent = await make({
      any: [{ type: 'field', field: 'signed_at', op: 'in_last', value: '1d' }, birthday],
    });
    expect(await namesIn(recent)).toEqual(['first', 'abroad', 'signed']);
    clock.set(new Date('2027-03-02T23:20:00Z'));
    await inZone('Europe/Berlin');
    const zone = api.app.get(ZoneChange, { strict: false });
    await zone.apply(recent);
    const asked = await api.db.query(
      `SELECT contact_id, bool_and(quiet) AS quiet FROM contact_changes WHERE dimension = $1 GROUP BY 1`,
      [`judge:${recent}`],
    );
    expect(asked).toContainEqual({ contact_id: ids['signed'], quiet: false });
  });
});
