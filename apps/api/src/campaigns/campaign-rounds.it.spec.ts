import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CampaignRunner, type RoundView } from '#libs/campaigns';
import { SenderService } from '#libs/delivery';
import { ManualClock } from '#libs/kernel';
import { setTimeout as sleep } from 'node:timers/promises';
import { startMailSink, type MailSink } from '../../../../test/support/mail-sink.js';
import { createTestApi, type TestApi, type TestResponse } from '../testing/create-test-api.js';

/** A refusal of the mail, not of the address: nothing is blocked by it. */
const NOT_TODAY = '550 5.7.1 Not today';
const NOBODY = '550 5.1.1 No such user';

describe('rounds of a campaign', () => {
  let api: TestApi;
  let sink: MailSink;
  let clock: ManualClock;
  let template = 0;
  beforeAll(async () => {
    sink = await startMailSink();
    clock = new ManualClock(new Date());
    api = await createTestApi({ clock, env: { SMTP_URL: sink.url } });
    await make('/senders', { name: 'Shop', email: 'news@shop.example' });
    template = await make('/templates', { name: 'News', subject: 'News', html: '<p>Hello</p>' });
  }, 60_000);
  afterAll(async () => {
    await api.app.get(SenderService, { strict: false }).stop();
    await api.close();
    await sink.stop();
  });
  beforeEach(async () => {
    sink.mails.length = 0;
    sink.refusals.clear();
    await api.db.execute(
      'TRUNCATE contacts, consents, contact_tags, messages, message_queue, segment_members, suppressions CASCADE',
    );
    await api.db.execute(`UPDATE campaigns SET status = 'cancelled'`);
  });

  async function make(path: string, body: unknown): Promise<number> {
    const answer = await api.call('POST', path, body);
    if (answer.statusCode !== 201) throw new Error(`${path}: ${answer.body}`);
    return answer.json<{ id: number }>().id;
  }

  let made = 0;
  async function reader(more: Record<string, unknown> = {}): Promise<{ id: number; email: string }> {
    const email = `r${String((made += 1))}@reader.example`;
    return { id: await make('/contacts', { email, consents: { newsletter: 'subscribed' }, ...more }), email };
  }

  const at = (id: number, part: string): string => `/campaigns/${String(id)}/${part}`;
  const ask = (id: number, body: object): Promise<TestResponse> => api.call('POST', at(id, 'rounds'), body);
  const rounds = async (id: number): Promise<RoundView[]> =>
    (await api.call('GET', at(id, 'rounds'))).json<{ data: RoundView[] }>().data;
  const report = async (id: number): Promise<Record<string, unknown>> =>
    (await api.call('GET', at(id, 'report'))).json();
  const preview = async (id: number): Promise<unknown> =>
    (await api.call('GET', at(id, 'preflight'))).json<{ rounds: unknown }>().rounds;
  const advance = (): Promise<void> => api.app.get(CampaignRunner, { strict: false }).advance();
  const arrived = (): string[] => sink.mails.map(({ to }) => to).sort();

  /** What the worker does, until nothing is due any more. */
  async function run(): Promise<void> {
    await advance();
    if (clock.now() < new Date()) clock.set(new Date(Date.now() + 1000));
    await api.app.get(SenderService, { strict: false }).drain();
    while ((await api.db.query(`SELECT FROM message_queue WHERE state <> 'due'`)).length > 0) await sleep(20);
    await advance();
  }

  /** A campaign to all readers that has been sent. */
  async function sent(audience: object = { everyone: true, reason: 'test' }): Promise<number> {
    const id = await make('/campaigns', { name: 'C', template_id: template, topic: 'newsletter', audience });
    await api.call('POST', at(id, 'start'));
    await run();
    expect(await report(id)).toMatchObject({ status: 'completed' });
    sink.mails.length = 0;
    return id;
  }

  /** As in the contract: everybody of the audience is in exactly one of these. */
  function accountsForAll(numbers: Record<string, unknown>): void {
    const { skipped, ...counts } = numbers as Record<string, number> & { skipped: Record<string, number> };
    const states = ['pending', 'sent', 'deferred', 'failed', 'unknown'].map((state) => counts[state] ?? Number.NaN);
    const parts = [...states, ...Object.values<number>(skipped)];
    expect(counts['audience']).toBe(parts.reduce((sum, n) => sum + n, 0));
  }

  it('go to those who failed, and to nobody else; the report counts each person once', async () => {
    const [fine, later, gone, leaver] = [await reader(), await reader(), await reader(), await reader()];
    for (const { email } of [later, leaver]) sink.refusals.set(email, NOT_TODAY);
    sink.refusals.set(gone.email, NOBODY);
    const id = await sent();
    expect(await report(id)).toMatchObject({ audience: 4, sent: 1, failed: 3, bounced: 3 });
    // The dead address is blocked a moment after the answer.
    while ((await api.db.query('SELECT FROM suppressions')).length === 0) await sleep(20);
    const consent = { status: 'unsubscribed', source: 'test', lawful_basis: 'consent' };
    await api.call('PUT', `/contacts/${String(leaver.id)}/consents/newsletter`, consent);
    expect(await preview(id)).toEqual({
      failed: { people: 3, blocked: 2 },
      failed_or_unknown: { people: 3, blocked: 2 },
      joined: { people: 0, blocked: 0 },
    });
    sink.refusals.clear();
    const answer = await ask(id, { kind: 'failed' });
    expect([answer.statusCode, answer.json()]).toMatchObject([201, { round: 2, kind: 'failed', status: 'sending' }]);
    await run();
    expect(arrived()).toEqual([later.email]);
    const numbers = await report(id);
    expect(numbers).toMatchObject({ status: 'completed', audience: 4, sent: 2, failed: 2, bounced: 2, skipped: {} });
    accountsForAll(numbers);
    expect(await rounds(id)).toMatchObject([
      { round: 1, kind: 'first', status: 'completed', audience: 4, sent: 1, failed: 3, bounced: 3 },
      { round: 2, kind: 'failed', status: 'completed', audience: 3, sent: 1, skipped: 2 },
    ]);
    const reasons = await api.db.query(`SELECT reason FROM messages WHERE state = 'skipped' ORDER BY 1`);
    expect(reasons).toEqual([{ reason: 'consent.unsubscribed' }, { reason: 'suppressed' }]);
    expect(fine.email).not.toBe(later.email);
    // Whoever got it, or was left out, is nobody's next round.
    expect((await ask(id, { kind: 'failed' })).json()).toMatchObject({ code: 'campaign.round_empty' });
  });

  it('go to the unknown ones by express wish only, and never to who may have got another one', async () => {
    const [lost, failed] = [await reader(), await reader()];
    sink.refusals.set(failed.email, NOT_TODAY);
    const id = await sent();
    await api.db.execute(`UPDATE messages SET state = 'unknown', reason = 'worker.lost' WHERE contact_id = $1`, [
      lost.id,
    ]);
    expect(await preview(id)).toMatchObject({ failed: { people: 1 }, failed_or_unknown: { people: 2 } });
    await ask(id, { kind: 'failed' });
    await run();
    expect((await rounds(id)).at(-1)).toMatchObject({ audience: 1, failed: 1 });
    sink.refusals.set(lost.email, NOT_TODAY);
    expect((await ask(id, { kind: 'failed', unknown: true })).statusCode).toBe(201);
    await run();
    expect((await rounds(id)).at(-1)).toMatchObject({ kind: 'failed', unknown: true, audience: 2, failed: 2 });
    // The last mail failed, but the first may have arrived.
    sink.refusals.clear();
    await ask(id, { kind: 'failed' });
    await run();
    expect(arrived()).toEqual([failed.email]);
    const numbers = await report(id);
    expect(numbers).toMatchObject({ audience: 2, sent: 1, unknown: 1, failed: 0 });
    accountsForAll(numbers);
    expect((await ask(id, { kind: 'joined', unknown: true })).statusCode).toBe(422);
  });

  it('go to those who are in the audience now and had none', async () => {
    const [inside, outside] = [
      await make('/segments', { name: `in ${String(made)}`, kind: 'static' }),
      await make('/segments', { name: `out ${String(made)}`, kind: 'static' }),
    ];
    const join = (segment: number, { id }: { id: number }): Promise<unknown> =>
      api.call('PUT', `/segments/${String(segment)}/members/${String(id)}`);
    const vip = { tags: ['vip'] };
    const [first, stranger] = [await reader(vip), await reader(vip)];
    await join(inside, first);
    const condition = { type: 'tag', op: 'has_any_of', value: ['vip'] };
    const id = await sent({ include: [inside], exclude: [outside], condition });
    const [joined, excluded, untagged, silent] = [
      await reader(vip),
      await reader(vip),
      await reader(),
      await reader(vip),
    ];
    for (const contact of [joined, excluded, untagged, silent]) await join(inside, contact);
    await join(outside, excluded);
    const consent = { status: 'unsubscribed', source: 'test', lawful_basis: 'consent' };
    await api.call('PUT', `/contacts/${String(silent.id)}/consents/newsletter`, consent);
    expect(await preview(id)).toMatchObject({ joined: { people: 1, blocked: 0 } });
    expect((await ask(id, { kind: 'joined' })).statusCode).toBe(201);
    await run();
    expect(arrived()).toEqual([joined.email]);
    const numbers = await report(id);
    expect(numbers).toMatchObject({ audience: 2, sent: 2 });
    accountsForAll(numbers);
    expect(numbers['segments']).toMatchObject([{ round: 1 }, { round: 1 }, { round: 2 }, { round: 2 }]);
    // Who left the segment meanwhile and comes back had it already.
    await api.call('DELETE', `/segments/${String(inside)}/members/${String(first.id)}`);
    await join(inside, first);
    await join(inside, stranger);
    await ask(id, { kind: 'joined' });
    await run();
    expect(arrived()).toEqual([joined.email, stranger.email].sort());
  });

  it('are one, however often the same is asked for at the same moment', async () => {
    const contacts = [await reader(), await reader(), await reader()];
    for (const { email } of contacts) sink.refusals.set(email, NOT_TODAY);
    const id = await sent();
    sink.refusals.clear();
    const answers = await Promise.all(Array.from({ length: 30 }, () => ask(id, { kind: 'failed' })));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([...Array<number>(29).fill(200), 201]);
    expect(new Set(answers.map((answer) => answer.json<RoundView>().round))).toEqual(new Set([2]));
    expect((await ask(id, { kind: 'joined' })).json()).toMatchObject({ status: 409, code: 'campaign.round_open' });
    await Promise.all([run(), run()]);
    expect(arrived()).toEqual(contacts.map(({ email }) => email).sort());
    expect(await rounds(id)).toHaveLength(2);
  });

  it('wait for completed campaigns: others can not be sent again', async () => {
    await reader();
    const id = await make('/campaigns', {
      ...{ name: 'C', template_id: template, topic: 'newsletter', audience: { everyone: true, reason: 'test' } },
    });
    const codeOf = async (): Promise<unknown> => (await ask(id, { kind: 'joined' })).json<{ code: string }>().code;
    expect(await codeOf()).toBe('campaign.status');
    await api.call('POST', at(id, 'start'));
    expect(await codeOf()).toBe('campaign.status');
    expect(await preview(id)).toBeNull();
    await api.call('POST', at(id, 'cancel'));
    expect(await codeOf()).toBe('campaign.status');
    expect((await ask(4_711_000, { kind: 'joined' })).statusCode).toBe(404);
    for (const body of [{}, { kind: 'first' }, { kind: 'failed', send_at: 'soon' }, { kind: 'failed', unknown: null }])
      expect((await ask(id, body)).statusCode).toBe(422);
  });

  it('start at their time, can be taken back until then, and say why when they can not start', async () => {
    await reader();
    const id = await sent();
    const soon = (): string => new Date(clock.now().getTime() + 60_000).toISOString();
    const send_at = soon();
    expect((await ask(id, { kind: 'joined', send_at })).json()).toMatchObject({
      round: 2,
      status: 'scheduled',
      send_at,
    });
    expect((await ask(id, { kind: 'joined', send_at })).statusCode).toBe(200);
    expect((await ask(id, { kind: 'failed', send_at })).json()).toMatchObject({ code: 'campaign.round_open' });
    await run();
    expect(await report(id)).toMatchObject({ status: 'completed' });
    expect((await api.call('DELETE', at(id, 'rounds/2'))).statusCode).toBe(200);
    expect((await api.call('DELETE', at(id, 'rounds/2'))).statusCode).toBe(404);
    expect((await api.call('DELETE', at(id, 'rounds/1'))).statusCode).toBe(404);

    await ask(id, { kind: 'joined', send_at: soon() });
    const late = await reader();
    clock.advance(61_000);
    await Promise.all([advance(), advance()]);
    await run();
    expect(arrived()).toEqual([late.email]);
    expect(await rounds(id)).toMatchObject([{ audience: 1 }, { status: 'completed', audience: 1, sent: 1 }]);

    await ask(id, { kind: 'joined', send_at: soon() });
    await api.call('PATCH', '/settings', { require_verified_domain: true });
    clock.advance(61_000);
    await run();
    await api.call('PATCH', '/settings', { require_verified_domain: null });
    expect((await rounds(id)).at(-1)).toMatchObject({ status: 'failed', failure: expect.stringMatching(/DNS/) });
    // It stands in the way of no other.
    expect((await ask(id, { kind: 'joined', send_at: soon() })).json()).toMatchObject({
      round: 4,
      status: 'scheduled',
    });
  });

  it('are written once to each, when the process is killed while it writes them', async () => {
    await api.db.execute(
      `INSERT INTO contacts (email) SELECT 'big' || n || '@reader.example' FROM generate_series(1, 25000) n`,
    );
    await api.db.execute(
      `INSERT INTO consents (contact_id, topic_id, status)
       SELECT contacts.id, topics.id, 'subscribed' FROM contacts, topics WHERE topics.slug = 'newsletter'`,
    );
    const id = await make('/campaigns', {
      ...{ name: 'C', template_id: template, topic: 'newsletter', audience: { everyone: true, reason: 'test' } },
    });
    await api.call('POST', at(id, 'start'));
    await advance();
    await api.db.execute(`WITH gone AS (DELETE FROM message_queue)
      UPDATE messages SET state = 'failed', reason = 'smtp.rcpt.550'`);
    await advance();
    await ask(id, { kind: 'failed' });
    // The second chunk takes long enough for its connection to be cut: what a kill is to the database.
    await api.db.execute(`
      CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF (SELECT cursor > 0 FROM campaign_rounds WHERE round = 2 AND campaign_id = NEW.source_id) THEN
          PERFORM pg_sleep(0.01);
        END IF;
        RETURN NEW; END $$`);
    await api.db.execute('CREATE TRIGGER dawdle BEFORE INSERT ON messages FOR EACH ROW EXECUTE FUNCTION dawdle()');
    const killed = advance().catch((error: unknown) => error);
    const KILL = `SELECT pg_terminate_backend(pid) AS cut FROM pg_stat_activity
      WHERE pid <> pg_backend_pid() AND state = 'active' AND wait_event = 'PgSleep'`;
    while ((await api.db.query(KILL)).length === 0) await sleep(20);
    expect(await killed).toBeInstanceOf(Error);
    await api.db.execute('DROP TRIGGER dawdle ON messages');
    await api.db.execute('DROP FUNCTION dawdle');
    const count = `SELECT count(*)::int AS n, count(DISTINCT contact_id)::int AS people FROM messages WHERE occurrence = '2'`;
    expect(await api.db.query(count)).toEqual([{ n: 10_000, people: 10_000 }]);
    await Promise.all([advance(), advance()]);
    expect(await api.db.query(count)).toEqual([{ n: 25_000, people: 25_000 }]);
    expect((await rounds(id)).at(-1)).toMatchObject({ audience: 25_000, pending: 25_000 });
    accountsForAll(await report(id));
  }, 60_000);
});
