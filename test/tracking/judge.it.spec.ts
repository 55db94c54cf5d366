import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Rejudgement, Rejudgements } from '#libs/ledger';
import { HOUR_MS, type ReadMail, TrackingLab } from './tracking-lab.js';

let lab: TrackingLab;
beforeAll(async () => {
  lab = await TrackingLab.open();
}, 60_000);
afterAll(() => lab.close());
beforeEach(async () => {
  await lab.api.db.execute(
    'TRUNCATE contacts, consents, messages, message_queue, message_events, contact_changes CASCADE',
  );
  lab.clock.ahead = 0;
});

/** A campaign that arrived an hour ago. */
async function arrived(readers: number): Promise<{ id: number; mails: ReadMail[]; contacts: number[] }> {
  await lab.readers(readers);
  const { id, mails } = await lab.campaign();
  lab.clock.ahead += HOUR_MS;
  return { id, mails: [...mails.values()], contacts: [...mails.keys()] };
}

async function rejudge(since: Date | null = null): Promise<Pick<Rejudgement, 'mails' | 'turned'>> {
  const rejudgements = lab.api.app.get(Rejudgements, { strict: false });
  await rejudgements.start(since, null);
  await rejudgements.run();
  const { mails, turned, progress, finishedAt } = (await rejudgements.latest())!;
  expect([progress, finishedAt]).toEqual([1, expect.any(Date)]);
  return { mails, turned };
}

const verdictsOf = async (contact: number): Promise<string[]> => {
  const rows = await lab.api.db.query<{ verdict: string }>(
    `SELECT kind || ' ' || machine || ' ' || array_to_string(signs, '+') AS verdict FROM message_events
     WHERE contact_id = $1 ORDER BY id`,
    [contact],
  );
  return rows.map(({ verdict }) => verdict);
};

describe('people and programs', () => {
  it('are kept apart in the report: a reader, a scanner, Apple, and a prefetch', async () => {
    const { id, mails } = await arrived(5);
    const [reader, scanned, apple, prefetched, asked] = mails;
    await lab.get(reader!.pixel!);
    await lab.get(reader!.links[2]!);
    for (const link of scanned!.links) await lab.get(link);
    await lab.get(apple!.pixel!, { 'user-agent': 'Mozilla/5.0' });
    await lab.get(prefetched!.links[0]!, { 'sec-purpose': 'prefetch' });
    await lab.get(asked!.links[0]!, {}, 'HEAD');
    await lab.judge();
    expect(await lab.report(id)).toEqual({ opened: { human: 1, machine: 1 }, clicked: { human: 1, machine: 3 } });
  });

  it('who was scanned first and clicks later counts as a person', async () => {
    const { id, mails } = await arrived(1);
    for (const link of mails[0]!.links) await lab.get(link);
    await lab.judge();
    expect(await lab.report(id)).toMatchObject({ clicked: { human: 0, machine: 1 } });
    lab.clock.ahead += 60_000;
    await lab.get(mails[0]!.links[0]!);
    await lab.judge();
    expect(await lab.report(id)).toMatchObject({ clicked: { human: 1, machine: 0 } });
  });

  it('a burst that is judged in the middle ends as a whole one', async () => {
    const { mails, contacts } = await arrived(1);
    const [first, second, third] = mails[0]!.links;
    await lab.get(first!);
    await lab.judge();
    expect(await verdictsOf(contacts[0]!)).toEqual(['clicked false ']);
    await lab.get(second!);
    await lab.get(third!);
    await lab.judge();
    expect(await verdictsOf(contacts[0]!)).toEqual(Array.from({ length: 3 }, () => 'clicked true link_burst'));
  });

  it('a burst stays one when the reader clicks while only its end is near', async () => {
    const { mails, contacts } = await arrived(1);
    for (const link of mails[0]!.links.slice(0, 3)) {
      await lab.get(link);
      lab.clock.ahead += 1_400;
    }
    await lab.judge();
    const scanned = await verdictsOf(contacts[0]!);
    expect(scanned.map((verdict) => verdict.split(' ')[1])).toEqual(['true', 'true', 'true']);
    lab.clock.ahead += 17_500;
    await lab.get(mails[0]!.links[0]!, { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0' });
    await lab.judge();
    expect((await verdictsOf(contacts[0]!)).slice(0, 3)).toEqual(scanned);
  });

  it('a gateway that clicks for many recipients is found, and those it clicked for first, too', async () => {
    const { id, mails, contacts } = await arrived(30);
    const click = (from: readonly ReadMail[], ip: string): Promise<unknown> =>
      Promise.all(from.map(({ links }) => lab.get(links[0]!, { 'x-forwarded-for': ip })));
    await click(mails.slice(0, 5), '81.2.69.142');
    await lab.judge();
    expect(await lab.report(id)).toMatchObject({ clicked: { human: 5, machine: 0 } });
    await lab.api.db.execute('TRUNCATE contact_changes');
    await click(mails.slice(5), '81.2.69.142');
    await lab.judge();
    expect(await lab.report(id)).toMatchObject({ clicked: { human: 0, machine: 30 } });
    // Segments must follow, and nobody enters an automation by that.
    const changes = await lab.api.db.query<{ contact_id: number; quiet: boolean; new: { machine: boolean } }>(
      'SELECT contact_id, quiet, new FROM contact_changes WHERE contact_id = ANY ($1) AND quiet',
      [contacts],
    );
    expect(new Set(changes.map((row) => row.contact_id)).size).toBe(30);
    expect(changes.every((row) => row.new.machine)).toBe(true);
  });

  it('many recipients behind a proxy of our own are people', async () => {
    const { id, mails } = await arrived(30);
    await Promise.all(mails.map(({ links }) => lab.get(links[0]!, { 'x-forwarded-for': '10.0.0.7' })));
    await Promise.all(mails.map(({ links }) => lab.get(links[0]!)));
    await lab.judge();
    expect(await lab.report(id)).toMatchObject({ clicked: { human: 30, machine: 0 } });
  });

  it('whatever stands where an address should be is not stored as one', async () => {
    const { mails, contacts } = await arrived(1);
    await lab.get(mails[0]!.pixel!, { 'x-forwarded-for': `<script>${'x'.repeat(3_000)}` });
    await lab.get(mails[0]!.pixel!, { 'user-agent': 'y'.repeat(9_000) });
    await lab.judge();
    const rows = await lab.api.db.query(
      'SELECT ip, length(user_agent) AS n FROM message_events WHERE contact_id = $1 ORDER BY n',
      [contacts[0]],
    );
    expect(rows).toMatchObject([{ ip: null }, { n: 500 }]);
  });
});

describe('judging again', () => {
  it('turns verdicts of older rules, once, and the report follows', async () => {
    const { id, mails } = await arrived(3);
    for (const link of mails[0]!.links) await lab.get(link);
    await lab.get(mails[1]!.links[0]!);
    await lab.get(mails[2]!.links[0]!);
    await lab.judge();
    const judged = await lab.report(id);
    await lab.api.db.execute('UPDATE message_events SET machine = NOT machine, signs = NULL');
    expect(await lab.report(id)).not.toEqual(judged);
    expect(await rejudge()).toEqual({ mails: 3, turned: mails[0]!.links.length + 2 });
    expect(await lab.report(id)).toEqual(judged);
    expect(await rejudge()).toMatchObject({ turned: 0 });
    expect(await rejudge(new Date(Date.now() + 2 * HOUR_MS))).toEqual({ mails: 0, turned: 0 });
  });

  it('are judged again by the API: one look at a time, from a day on, going on where a process was ended', async () => {
    const { mails, contacts } = await arrived(2);
    for (const mail of mails) await lab.get(mail.links[2]!);
    await lab.judge();
    const [early, late] = contacts;
    await lab.api.db.execute(
      `UPDATE message_events SET machine = true, at = at - CASE contact_id WHEN $1 THEN interval '2 hours' ELSE '0' END`,
      [early],
    );
    const call = async (method: 'GET' | 'POST', body?: object) => {
      const answer = await lab.api.call(method, '/tracking/rejudgement', body);
      return [answer.statusCode, answer.json<{ code?: string; rejudgement?: Partial<Rejudgement> }>()] as const;
    };
    const isMachine = async (contact: number | undefined): Promise<unknown> =>
      (await lab.api.db.query('SELECT machine FROM message_events WHERE contact_id = $1', [contact]))[0]?.['machine'];
    expect(await call('POST', { since: 'soon' })).toMatchObject([422, { errors: [{ path: 'since' }] }]);
    expect(await call('POST', {})).toMatchObject([202, { rejudgement: { progress: null, finished_at: null } }]);
    expect(await call('POST', {})).toMatchObject([409, { code: 'tracking.rejudging' }]);
    // As a process leaves it that ends after the first hour.
    await lab.api.db.execute(
      `UPDATE rejudgements SET hours = 2, hours_done = 1,
         hour = (SELECT date_trunc('hour', max(at)) FROM message_events WHERE kind = 'clicked')
       WHERE finished_at IS NULL`,
    );
    expect(await call('GET')).toMatchObject([200, { rejudgement: { progress: 0.5 } }]);
    const rejudgements = lab.api.app.get(Rejudgements, { strict: false });
    await Promise.all([rejudgements.run(), rejudgements.run()]);
    expect([await isMachine(early), await isMachine(late)]).toEqual([true, false]);
    expect(await call('GET')).toMatchObject([200, { rejudgement: { progress: 1, mails: 1, turned: 1 } }]);
    expect(await rejudge()).toMatchObject({ turned: 1 });
  });

  it('of an hour with more hits than fit into memory are judged in slices, and bursts across them are found', async () => {
    const hits = 25_000;
    // One each 50 ms, from four addresses; that many are a crowd where 200 of them come within ten seconds.
    await lab.api.db.execute(
      `INSERT INTO message_events (message_id, contact_id, kind, at, link_index, ip, user_agent)
       SELECT 1000 + n, 1000 + n, 'clicked', timestamptz '2026-06-01T10:00:00Z' + n * interval '50 ms', 0,
         '8.8.8.' || (n % 4), 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0'
       FROM generate_series(0, $1 - 1) n`,
      [hits],
    );
    // Three links of one mail, before, on and behind the last hit of the first slice.
    await lab.api.db.execute(
      `INSERT INTO message_events (message_id, contact_id, kind, at, link_index, ip, user_agent)
       SELECT 1, 1, 'clicked', timestamptz '2026-06-01T10:00:00Z' + 19999 * interval '50 ms' + n * interval '900 ms', n,
         '10.0.0.1', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0'
       FROM generate_series(-1, 1) n`,
    );
    const rejudgements = lab.api.app.get(Rejudgements, { strict: false });
    await rejudgements.start(null, null);
    for (let turn = 0; turn < 30 && (await rejudgements.latest())!.finishedAt === null; turn += 1)
      await rejudgements.run();
    expect(await rejudgements.latest()).toMatchObject({ progress: 1, turned: hits + 3 });
    expect(await verdictsOf(1)).toEqual(Array(3).fill('clicked true link_burst'));
    const [crowd] = await lab.api.db.query(
      `SELECT count(*)::int AS n FROM message_events WHERE message_id >= 1000 AND signs = '{large_crowd}'`,
    );
    expect(crowd).toEqual({ n: hits });
  });

  it('leaves alone what nothing is known about any more', async () => {
    const { mails, contacts } = await arrived(1);
    for (const link of mails[0]!.links) await lab.get(link);
    await lab.judge();
    await lab.api.db.execute('UPDATE message_events SET ip = NULL, user_agent = NULL, machine = false, signs = NULL');
    expect(await rejudge()).toMatchObject({ turned: 0 });
    expect(await verdictsOf(contacts[0]!)).toHaveLength(mails[0]!.links.length);
  });

  it('two judges at once take different hits, and nothing is left', async () => {
    const { id, mails } = await arrived(20);
    for (const mail of mails) for (const link of mail.links) await lab.get(link);
    await Promise.all([lab.judge(), lab.judge()]);
    expect(await lab.api.db.query('SELECT FROM unjudged_hits')).toEqual([]);
    expect(await lab.report(id)).toMatchObject({ clicked: { human: 0, machine: 20 } });
  });
});
