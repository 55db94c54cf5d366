import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Condition } from '#libs/conditions';
import { appendChanges, type ContactChange, type NewContactChange } from '#libs/contacts';
import { createTestDatabase, Database, type TestDatabase } from '#libs/db';
import { ManualClock } from '#libs/kernel';
import fc from 'fast-check';
import { noteFailedBuild } from '../refresh/failed-builds.js';
import { openSegments, type OpenSegments } from '../testing/open-segments.js';
import { ConditionCache, loadLiveSegments } from './live-segments.js';

const DAY_MS = 86_400_000;

describe('live membership', () => {
  let database: TestDatabase;
  let db: Database;
  let open: OpenSegments;
  const clock = new ManualClock(new Date());

  beforeEach(async () => {
    database = await createTestDatabase((await import('../index.js')).SEGMENTS_ENTITIES);
    db = database.db;
    clock.set(new Date());
    open = openSegments(db, { clock });
  });
  afterEach(() => database.drop());

  async function addContacts(count: number): Promise<number[]> {
    const rows = await db.query<{ id: number }>(
      `INSERT INTO contacts (email) SELECT 'c' || n || '@example.com' FROM generate_series(1, $1::int) n RETURNING id`,
      [count],
    );
    return rows.map(({ id }) => id);
  }

  async function make(condition: Condition, name = 'S'): Promise<number> {
    const { id } = await open.segments.create({ name, condition }, null);
    await open.refresh.refresh(id);
    return id;
  }

  /** Sets a custom-free field and says so in the log, as the writer of contacts does. */
  async function setCity(contactId: number, city: string | null, quiet = false): Promise<void> {
    await db.transaction(async (tx) => {
      await tx.execute('UPDATE contacts SET city = $2 WHERE id = $1', [contactId, city]);
      await appendChanges(tx, [{ contactId, dimension: 'field:city', new: city, quiet }]);
    });
  }

  async function addEvent(contactId: number, name: string, at: Date): Promise<void> {
    await db.transaction(async (tx) => {
      await tx.execute('INSERT INTO events (contact_id, name, occurred_at) VALUES ($1, $2, $3)', [contactId, name, at]);
      await appendChanges(tx, [{ contactId, dimension: `event:${name}` }]);
    });
  }

  async function membersOf(segmentId: number): Promise<number[]> {
    const rows = await db.query<{ id: number }>(
      'SELECT contact_id AS id FROM segment_members WHERE segment_id = $1 ORDER BY 1',
      [segmentId],
    );
    return rows.map(({ id }) => id);
  }

  async function countOf(segmentId: number): Promise<number> {
    return (await open.segments.get(segmentId)).count;
  }

  function movesOf(segmentId: number, seen: readonly ContactChange[] = open.seen): object[] {
    return seen
      .filter(({ dimension }) => dimension === `segment:${segmentId}`)
      .map(({ contactId, new: entered, quiet }) => ({ contactId, entered, quiet }));
  }

  const inParis: Condition = { type: 'field', field: 'city', op: 'is', value: 'Paris' };

  it('tells of each entry and exit once, and of nothing when nothing changes', async () => {
    const [ann] = (await addContacts(3)) as [number];
    const id = await make(inParis);
    await setCity(ann, 'Paris');
    await setCity(ann, 'PARIS');
    await open.router.routeAll();
    await setCity(ann, 'paris');
    await open.router.routeAll();
    expect(movesOf(id)).toEqual([{ contactId: ann, entered: true, quiet: false }]);
    await setCity(ann, null);
    await open.router.routeAll();
    expect(movesOf(id)).toHaveLength(2);
    expect(movesOf(id)[1]).toEqual({ contactId: ann, entered: false, quiet: false });
    expect(await membersOf(id)).toEqual([]);
    expect(await countOf(id)).toBe(0);
    const history = await db.query('SELECT contact_id, entered FROM segment_history ORDER BY id');
    expect(history).toEqual([
      { contact_id: ann, entered: true },
      { contact_id: ann, entered: false },
    ]);
  });

  it('judges by the condition of the revision that the router read, also when an edit comes in between', async () => {
    const id = await make(inParis);
    const read = await db.transaction(async (tx) => {
      const [level = []] = await loadLiveSegments(tx);
      const edit = { condition: { type: 'field', field: 'city', op: 'is', value: 'Rome' } };
      await open.segments.change(id, edit, null, { kind: 'key', id: 1, role: 'administrator' });
      return new ConditionCache().load(tx, level);
    });
    expect(read).toEqual([inParis]);
  });

  it('is quiet only when all causes are quiet', async () => {
    const [ann, bob, cem] = (await addContacts(3)) as [number, number, number];
    const id = await make(inParis);
    await setCity(ann, 'Paris', true);
    await setCity(bob, 'Paris', true);
    await setCity(bob, 'Paris', false);
    await setCity(cem, 'Paris', false);
    await open.router.routeAll();
    expect(movesOf(id).sort(byContact)).toEqual([
      { contactId: ann, entered: true, quiet: true },
      { contactId: bob, entered: true, quiet: false },
      { contactId: cem, entered: true, quiet: false },
    ]);
  });

  it('judges segments that name others after them, in the same batch', async () => {
    const [ann, bob] = (await addContacts(2)) as [number, number];
    const inner = await make(inParis, 'inner');
    const middle = await make({ not: { type: 'segment', op: 'in', segment: inner } }, 'middle');
    const outer = await make({ all: [{ type: 'segment', op: 'not_in', segment: middle }] }, 'outer');
    expect([await membersOf(middle), await membersOf(outer)]).toEqual([[ann, bob], []]);
    await setCity(bob, 'Paris');
    expect(await open.router.routeAll()).toBe(1);
    expect([await membersOf(inner), await membersOf(middle), await membersOf(outer)]).toEqual([[bob], [ann], [bob]]);
    expect(movesOf(outer)).toEqual([{ contactId: bob, entered: true, quiet: false }]);
  });

  it('judges a new contact for every segment, and leaves alone segments that read nothing of the change', async () => {
    const id = await make({ not: { type: 'tag', op: 'has_any_of', value: ['x'] } });
    const [ann] = (await addContacts(1)) as [number];
    await setCity(ann, 'Rome');
    await open.router.routeAll();
    expect(await membersOf(id)).toEqual([]);
    await db.transaction((tx) => appendChanges(tx, [{ contactId: ann, dimension: 'created' }]));
    await open.router.routeAll();
    expect(await membersOf(id)).toEqual([ann]);
  });

  it('lets the passing of time move exactly those whose moment has come, as live changes', async () => {
    const [ann, bob] = (await addContacts(2)) as [number, number];
    const id = await make({ type: 'event', event: 'opened', op: 'gte', value: 1, within: '30d' });
    await addEvent(ann, 'opened', new Date(clock.now().getTime() - 29 * DAY_MS));
    await addEvent(bob, 'opened', new Date(clock.now().getTime() - 2 * DAY_MS));
    await open.router.routeAll();
    expect(await membersOf(id)).toEqual([ann, bob]);
    clock.advance(DAY_MS - 60_000);
    expect(await open.time.apply(id)).toBe(0);
    clock.advance(120_000);
    expect(await open.time.apply(id)).toBe(1);
    await open.router.routeAll();
    expect(await membersOf(id)).toEqual([bob]);
    expect(movesOf(id).at(-1)).toEqual({ contactId: ann, entered: false, quiet: false });
    expect(await open.time.apply(id)).toBe(0);
  });

  it('has an edit change members quietly, and tells those who listen', async () => {
    const [ann, bob] = (await addContacts(2)) as [number, number];
    await setCity(ann, 'Paris');
    await setCity(bob, 'Rome');
    await open.router.routeAll();
    const id = await make(inParis);
    const outer = await make({ all: [{ type: 'segment', op: 'in', segment: id }] }, 'outer');
    open.seen.length = 0;
    await open.segments.change(id, { condition: { ...inParis, value: 'Rome' } }, null, {
      kind: 'key',
      id: 1,
      role: 'administrator',
    });
    await open.router.routeAll();
    await open.refresh.refresh(id);
    await open.router.routeAll();
    expect(await membersOf(id)).toEqual([bob]);
    expect(await membersOf(outer)).toEqual([bob]);
    expect(movesOf(id).sort(byContact)).toEqual([
      { contactId: ann, entered: false, quiet: true },
      { contactId: bob, entered: true, quiet: true },
    ]);
    expect(await countOf(id)).toBe(1);
  });

  it('keeps an entry live that a live change caused while an edit was being built', async () => {
    const [ann, bob] = (await addContacts(2)) as [number, number];
    const id = await make(inParis);
    await open.segments.change(id, { condition: { ...inParis, value: 'Rome' } }, null, {
      kind: 'key',
      id: 1,
      role: 'administrator',
    });
    await setCity(ann, 'Rome');
    await setCity(bob, 'Rome', true);
    // Routed while the segment waits to be built, or not routed at all before it is: both must come out live.
    await open.router.routeAll();
    await setCity(ann, 'Roma');
    await setCity(ann, 'Rome');
    await open.refresh.refresh(id);
    await open.router.routeAll();
    expect(movesOf(id).sort(byContact)).toEqual([
      { contactId: ann, entered: true, quiet: false },
      { contactId: bob, entered: true, quiet: true },
    ]);
  });

  it('does everything again, and once, when the router is killed in the middle', async () => {
    const [ann] = (await addContacts(1)) as [number];
    const id = await make(inParis);
    let kills = 2;
    const dying = openSegments(db, {
      clock,
      behind: async (tx) => {
        if (kills > 0) {
          kills -= 1;
          await tx.query('SELECT pg_terminate_backend(pg_backend_pid())');
        }
        return [];
      },
    });
    await setCity(ann, 'Paris');
    await expect(dying.router.routeAll()).rejects.toThrow();
    expect(await membersOf(id)).toEqual([]);
    await expect(dying.router.routeAll()).rejects.toThrow();
    await dying.router.routeAll();
    expect(movesOf(id, dying.seen)).toEqual([{ contactId: ann, entered: true, quiet: false }]);
    expect(await membersOf(id)).toEqual([ann]);
    expect(await countOf(id)).toBe(1);
  });

  it('begins a build anew after its process was killed', async () => {
    await addContacts(5);
    const { id } = await open.segments.create({ name: 'S', condition: { all: [] } }, null);
    await db.execute('UPDATE segments SET refreshing = true WHERE id = $1', [id]);
    await db.execute('INSERT INTO segment_touched VALUES ($1, 1, false)', [id]);
    await open.refresh.refresh(id);
    expect(await open.segments.get(id)).toMatchObject({ status: 'ready', count: 5 });
    expect(await db.query('SELECT FROM segment_touched')).toEqual([]);
  });

  it('builds a segment after those that it names', async () => {
    await addContacts(4);
    const inner = await open.segments.create({ name: 'inner', condition: { all: [] } }, null);
    const outer = await open.segments.create(
      { name: 'outer', condition: { all: [{ type: 'segment', op: 'in', segment: inner.id }] } },
      null,
    );
    await open.refresh.refresh(outer.id);
    expect(await open.segments.get(outer.id)).toMatchObject({ status: 'building', count: 0 });
    await open.refresh.refresh(inner.id);
    await open.refresh.refresh(outer.id);
    expect(await open.segments.get(outer.id)).toMatchObject({ status: 'ready', count: 4 });
  });

  it('loses and doubles nothing while two routers, writers, edits and builds run at once', async () => {
    const seed = Number(process.env['SEGMENTS_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
    const contacts = await addContacts(60);
    const cities = ['Paris', 'Rome', 'Oslo', null];
    const watched = await make({ type: 'field', field: 'city', op: 'is_any_of', value: ['Paris', 'Rome'] }, 'watched');
    const edited = await make(inParis, 'edited');
    const nested = await make(
      {
        any: [
          { type: 'segment', op: 'in', segment: watched },
          { type: 'segment', op: 'not_in', segment: edited },
        ],
      },
      'nested',
    );
    const second = openSegments(db, { clock });
    const choices = fc.sample(fc.tuple(fc.constantFrom(...contacts), fc.constantFrom(...cities), fc.boolean()), {
      numRuns: 600,
      seed,
    });
    let writing = true;
    const write = async (): Promise<void> => {
      for (const [contact, city, quiet] of choices) await setCity(contact, city, quiet);
      writing = false;
    };
    const route = async ({ router }: OpenSegments): Promise<void> => {
      while (writing) await router.routeAll();
    };
    const edit = async ({ segments, refresh }: OpenSegments): Promise<void> => {
      for (let round = 0; writing; round += 1) {
        const condition = { ...inParis, value: cities[round % 3] };
        await segments.change(edited, { condition }, null, { kind: 'key', id: 1, role: 'administrator' });
        await Promise.all([refresh.refresh(edited), second.refresh.refresh(edited)]);
      }
    };
    await Promise.all([write(), route(open), route(second), edit(open)]);
    for (let round = 0; round < 3; round += 1) {
      await open.refresh.refresh(edited);
      await open.router.routeAll();
    }
    for (const id of [watched, edited, nested]) {
      const { condition, count } = await open.segments.get(id);
      const set = await open.evaluator.compileSet(condition!, { now: clock.now() });
      const matching = await db.query<{ id: number }>(set.sql, set.params);
      const members = await membersOf(id);
      expect({ seed, members }).toEqual({ seed, members: matching.map((row) => row.id).sort((a, b) => a - b) });
      expect(count).toBe(members.length);
      await expectAlternation(id, seed);
    }
    expect(await db.query('SELECT FROM change_failures')).toEqual([]);
    expect(await db.query('SELECT FROM segment_touched')).toEqual([]);
    // What consumers were told is what history says, contact by contact.
    const told = [...open.seen, ...second.seen];
    for (const id of [watched, edited, nested]) {
      const history = await db.query('SELECT contact_id FROM segment_history WHERE segment_id = $1', [id]);
      expect({ seed, id, told: movesOf(id, told).length }).toEqual({ seed, id, told: history.length });
    }
  }, 120_000);

  it('goes on with all others when the condition of one segment fails, and says with it why', async () => {
    const [ann, bob] = (await addContacts(2)) as [number, number];
    const [good, broken] = [await make(inParis, 'Good'), await make({ ...inParis, value: 'Rome' }, 'Broken')];
    // What no check at the door lets in: a stored condition that cannot be compiled any more.
    const gone = { type: 'gone', op: 'is' };
    for (const table of ['segments', 'segment_versions']) {
      const where = table === 'segments' ? 'id = $1' : 'segment_id = $1';
      await db.execute(`UPDATE ${table} SET condition = $2 WHERE ${where}`, [broken, JSON.stringify(gone)]);
    }
    await setCity(ann, 'Paris');
    await open.router.routeAll();
    expect(await membersOf(good)).toEqual([ann]);
    expect(await db.query('SELECT FROM change_failures')).toEqual([]);
    await expect(open.refresh.refresh(broken)).rejects.toThrow();
    const { build_failed: failed } = await open.segments.get(broken);
    expect(failed).toMatchObject({ times: 1, reason: expect.stringContaining('is no kind of condition') });
    expect(new Date(failed!.retry_at).getTime() - clock.now().getTime()).toBe(15_000);
    // Mended by an edit, it is built, and has whom it missed.
    await setCity(bob, 'Rome');
    await open.router.routeAll();
    const by = { kind: 'key', id: 1, role: 'administrator' } as const;
    await open.segments.change(broken, { condition: { ...inParis, value: 'Rome' } }, null, by);
    expect(await open.segments.get(broken)).toMatchObject({ build_failed: null });
    await open.refresh.refresh(broken);
    await open.router.routeAll();
    expect(await membersOf(broken)).toEqual([bob]);
    expect(await membersOf(good)).toEqual([ann]);
  });

  it('says in plain words what the database could not do, and keeps what it said', async () => {
    const id = await make(inParis);
    const failure = await db.query('SELECT 1 / 0').catch((error: unknown) => error);
    await noteFailedBuild(db, id, failure, clock.now());
    expect((await open.segments.get(id)).build_failed).toMatchObject({
      reason: 'Something would be divided by zero.',
      detail: 'division by zero',
    });
    await noteFailedBuild(db, id, new Error('no'), clock.now());
    expect((await open.segments.get(id)).build_failed).toMatchObject({ reason: 'no', detail: null });
    await open.refresh.refresh(id);
    expect(await db.query('SELECT build_error_detail FROM segments WHERE id = $1', [id])).toEqual([
      { build_error_detail: null },
    ]);
  });

  it('tries a build that fails later and later, an hour apart at the most', async () => {
    const id = await make(inParis);
    for (let times = 1; times <= 12; times += 1) {
      await noteFailedBuild(db, id, new Error('no\u0000'), clock.now());
      const { build_failed: failed } = await open.segments.get(id);
      const waited = new Date(failed!.retry_at).getTime() - clock.now().getTime();
      expect({ ...failed, waited }).toMatchObject({
        times,
        reason: 'no',
        waited: Math.min(15_000 * 2 ** (times - 1), 3_600_000),
      });
    }
    await open.refresh.refresh(id);
    expect(await open.segments.get(id)).toMatchObject({ build_failed: null, status: 'ready' });
  });

  /** Enter and leave take turns; whoever is in has entered last or was found by the first build. */
  async function expectAlternation(segmentId: number, seed: number): Promise<void> {
    const rows = await db.query<{ moves: boolean[]; member: boolean }>(
      `SELECT array_agg(entered ORDER BY id) AS moves,
         EXISTS (SELECT FROM segment_members m WHERE m.segment_id = $1 AND m.contact_id = h.contact_id) AS member
       FROM segment_history h WHERE segment_id = $1 GROUP BY contact_id`,
      [segmentId],
    );
    for (const { moves, member } of rows) {
      const repeated = moves.some((entered, index) => index > 0 && entered === moves[index - 1]);
      expect({ seed, segmentId, moves, repeated, last: moves.at(-1) }).toEqual({
        seed,
        segmentId,
        moves,
        repeated: false,
        last: member,
      });
    }
  }
});

function byContact(a: object, b: object): number {
  return (a as NewContactChange).contactId - (b as NewContactChange).contactId;
}
