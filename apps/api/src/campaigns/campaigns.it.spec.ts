import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CampaignRunner } from '#libs/campaigns';
import { SenderService } from '#libs/delivery';
import { ManualClock } from '#libs/kernel';
import { setTimeout as sleep } from 'node:timers/promises';
import { startMailSink, type MailSink } from '../../../../test/support/mail-sink.js';
import { createTestApi, type TestApi } from '../testing/create-test-api.js';

interface Report {
  readonly status: string;
  readonly audience: number;
  readonly sent: number;
  readonly deferred: number;
  readonly failed: number;
  readonly unknown: number;
  readonly skipped: Readonly<Record<string, number>>;
  readonly waiting: Readonly<Record<string, number>>;
  readonly deferrals: Readonly<Record<string, number>>;
}

describe('campaigns', () => {
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
    await api.db.execute('TRUNCATE contacts, consents, contact_tags, messages, message_queue, segment_members CASCADE');
    await api.db.execute(`UPDATE campaigns SET status = 'cancelled'`);
    await api.call('PATCH', '/settings', { require_verified_domain: null, quiet_hours: null });
  });

  async function make(path: string, body: unknown): Promise<number> {
    const answer = await api.call('POST', path, body);
    if (answer.statusCode !== 201) throw new Error(`${path}: ${answer.body}`);
    return answer.json<{ id: number }>().id;
  }

  async function readers(count: number, more: Record<string, unknown> = {}): Promise<number[]> {
    const contacts = Array.from({ length: count }, (_, index) => ({
      email: `r${String(index)}.${String(Math.random()).slice(2)}@reader.example`,
      consents: { newsletter: 'subscribed' },
      ...more,
    }));
    const answer = await api.call('POST', '/contacts/batch', contacts);
    return answer.json<{ results: { id: number }[] }>().results.map(({ id }) => id);
  }

  const EVERYONE = { everyone: true, reason: 'test' };
  const campaign = (more: Record<string, unknown> = {}): Promise<number> =>
    make('/campaigns', { name: 'C', template_id: template, topic: 'newsletter', audience: EVERYONE, ...more });

  const act = async (id: number, action: string): Promise<number> =>
    (await api.call('POST', `/campaigns/${String(id)}/${action}`)).statusCode;
  const report = async (id: number): Promise<Report> =>
    (await api.call('GET', `/campaigns/${String(id)}/report`)).json<Report>();
  /** What the worker does for campaigns. */
  const advance = (): Promise<void> => api.app.get(CampaignRunner, { strict: false }).advance();
  const UNDER_WAY = `SELECT FROM message_queue WHERE state <> 'due'`;

  /** What it does for mails that are due; resolves when the mail server has answered. */
  async function send(): Promise<void> {
    // The database says when a row is due, by its own clock.
    if (clock.now() < new Date()) clock.set(new Date(Date.now() + 1000));
    await api.app.get(SenderService, { strict: false }).drain();
    while ((await api.db.query(UNDER_WAY)).length > 0) await sleep(20);
  }

  it('refuse an audience of nobody, and what does not exist, with the place', async () => {
    const refused = async (more: Record<string, unknown>): Promise<unknown> => {
      const body = { name: 'C', template_id: template, topic: 'newsletter', audience: EVERYONE, ...more };
      const answer = await api.call('POST', '/campaigns', body);
      expect(answer.statusCode).toBe(422);
      return answer.json<{ errors: { path: string }[] }>().errors.map(({ path }) => path);
    };
    expect(await refused({ audience: { include: [] } })).toEqual(['audience.include']);
    expect(await refused({ audience: { everyone: true } })).toEqual(['audience.reason']);
    expect(await refused({ audience: { include: [4711] } })).toEqual(['audience.include[0]']);
    expect(await refused({ template_id: 4711 })).toEqual(['template_id']);
    expect(await refused({ topic: 'nothing' })).toEqual(['topic']);
    for (const send_at of ['2020', '2027-01-01', 'tomorrow', 5])
      expect(await refused({ send_at })).toEqual(['send_at']);
  });

  it('run once however often they are started at the same moment', async () => {
    await readers(20);
    const id = await campaign();
    const answers = await Promise.all(Array.from({ length: 50 }, () => act(id, 'start')));
    expect(new Set(answers)).toEqual(new Set([200]));
    await Promise.all([advance(), advance()]);
    await Promise.all([send(), send()]);
    await advance();
    expect(await report(id)).toMatchObject({ status: 'completed', audience: 20, sent: 20 });
    expect(new Set(sink.mails.map(({ to }) => to)).size).toBe(20);
    expect(sink.mails).toHaveLength(20);
    expect(await act(id, 'start')).toBe(200);
    await advance();
    expect(sink.mails).toHaveLength(20);
  });

  it('reach (union of the included − the excluded) ∩ the condition, of those subscribed to the topic', async () => {
    const [a, b, c] = [
      await make('/segments', { name: 'a', kind: 'static' }),
      await make('/segments', { name: 'b', kind: 'static' }),
      await make('/segments', { name: 'c', kind: 'static' }),
    ];
    const [onlyA, both, excluded, untagged] = await readers(4, { tags: ['vip'] });
    const [silent] = await readers(1, { tags: ['vip'], consents: {} });
    await api.call('DELETE', `/contacts/${String(untagged)}/tags/vip`);
    const add = (segment: number, contact: number | undefined): Promise<unknown> =>
      api.call('PUT', `/segments/${String(segment)}/members/${String(contact)}`);
    for (const contact of [onlyA, both, excluded, untagged, silent]) await add(a, contact);
    for (const [segment, contact] of [[b, both] as const, [c, excluded] as const]) await add(segment, contact);
    const condition = { type: 'tag', op: 'has_any_of', value: ['vip'] };
    const id = await campaign({ audience: { include: [a, b], exclude: [c], condition } });
    await act(id, 'start');
    await advance();
    const rows = await api.db.query<{ id: number }>(`SELECT contact_id AS id FROM messages ORDER BY contact_id`);
    expect(rows.map((row) => row.id)).toEqual([onlyA, both]);
  });

  it('send nothing while they are paused, go on exactly, and leave the rest out when they are cancelled', async () => {
    await readers(30);
    const id = await campaign();
    await act(id, 'start');
    await advance();
    expect([await act(id, 'pause'), await act(id, 'pause')]).toEqual([200, 200]);
    await send();
    expect(sink.mails).toHaveLength(0);
    expect([await act(id, 'resume'), await act(id, 'resume')]).toEqual([200, 200]);
    await send();
    await advance();
    expect(await report(id)).toMatchObject({ status: 'completed', sent: 30 });
    expect(await act(id, 'cancel')).toBe(409);

    const other = await campaign();
    await act(other, 'start');
    await advance();
    expect([await act(other, 'cancel'), await act(other, 'cancel')]).toEqual([200, 200]);
    await send();
    expect(await report(other)).toMatchObject({ status: 'cancelled', sent: 0, skipped: { 'campaign.cancelled': 30 } });
  });

  it('honour who unsubscribed between the snapshot and the hand-over, and account for everybody', async () => {
    const [leaver, dead] = await readers(10);
    const id = await campaign();
    await act(id, 'start');
    await advance();
    const consent = { status: 'unsubscribed', source: 'test', lawful_basis: 'consent' };
    await api.call('PUT', `/contacts/${String(leaver)}/consents/newsletter`, consent);
    const [row] = await api.db.query<{ email: string }>('SELECT email FROM contacts WHERE id = $1', [dead]);
    await api.call('POST', '/suppressions', { email: row?.email, reason: 'manual' });
    await send();
    await advance();
    const { audience, sent, deferred, failed, unknown, skipped } = await report(id);
    expect({ audience, sent, skipped }).toEqual({
      audience: 10,
      sent: 8,
      skipped: { suppressed: 1, 'consent.unsubscribed': 1 },
    });
    expect(audience).toBe(sent + deferred + failed + unknown + Object.values(skipped).reduce((sum, n) => sum + n, 0));
  });

  it('put everybody off, and fail nobody, while the provider refuses the sender', async () => {
    await readers(12);
    // Tidings calls no private address: to the sender that is a wrong setting like a wrong key.
    const transport = { type: 'sendgrid', settings: { api_key: 'SG.x', endpoint: 'http://127.0.0.1:9' } };
    const sender = await make('/senders', { name: 'Grid', email: 'news@shop.example', transport });
    const id = await campaign({ sender_id: sender });
    await act(id, 'start');
    await advance();
    await send();
    const deferrals = { 'provider.account': 12 };
    expect(await report(id)).toMatchObject({ audience: 12, sent: 0, deferred: 12, failed: 0, deferrals });
    const [row] = await api.db.query<{ response: string }>(`SELECT response FROM messages LIMIT 1`);
    expect(row?.response).toMatch(/^SendGrid: 127\.0\.0\.1 is not a public address/);
  });

  it('go out under the default sender when theirs is removed before they start', async () => {
    await readers(2);
    const gone = await make('/senders', { name: 'Gone', email: 'gone@old.example' });
    const id = await campaign({ sender_id: gone });
    expect((await api.call('DELETE', `/senders/${String(gone)}`)).statusCode).toBe(200);
    const path = `/campaigns/${String(id)}`;
    expect((await api.call('GET', path)).json()).toMatchObject({ sender_id: null, version: 2 });
    expect((await api.call('PATCH', path, { name: 'Still mine' })).statusCode).toBe(200);
    expect((await api.call('POST', `${path}/test`, { to: 'me@shop.example' })).statusCode).toBe(202);
    await send();
    sink.mails.length = 0;
    await act(id, 'start');
    await advance();
    await send();
    expect(await report(id)).toMatchObject({ sent: 2, failed: 0 });
    expect(sink.mails.map(({ raw }) => /^From: (.*)$/m.exec(raw)?.[1]?.trim())).toEqual([
      'Shop <news@shop.example>',
      'Shop <news@shop.example>',
    ]);
  });

  it('write a large audience in chunks, each contact once', async () => {
    await api.db.execute(
      `INSERT INTO contacts (email) SELECT 'big' || n || '@reader.example' FROM generate_series(1, 45000) n`,
    );
    await api.db.execute(
      `INSERT INTO consents (contact_id, topic_id, status)
       SELECT contacts.id, topics.id, 'subscribed' FROM contacts, topics WHERE topics.slug = 'newsletter'`,
    );
    const id = await campaign({ audience: { ...EVERYONE, condition: { all: [] } } });
    await act(id, 'start');
    await Promise.all([advance(), advance()]);
    const [row] = await api.db.query(
      'SELECT count(*)::int AS n, count(DISTINCT contact_id)::int AS people FROM messages',
    );
    expect(row).toEqual({ n: 45_000, people: 45_000 });
    const [round] = await api.db.query('SELECT audience, cursor FROM campaign_rounds WHERE campaign_id = $1', [id]);
    expect(round).toEqual({ audience: 45_000, cursor: null });
  }, 60_000);

  it('start at their time, and say why when they can not, without holding up others', async () => {
    await readers(1);
    const soon = new Date(clock.now().getTime() + 60_000).toISOString();
    const draft = await make('/templates', { name: 'Draft', subject: '{{', html: '<p>Hello</p>' });
    const [broken, fine] = [await campaign({ template_id: draft, send_at: soon }), await campaign({ send_at: soon })];
    for (const id of [broken, fine]) expect(await act(id, 'start')).toBe(200);
    await advance();
    expect((await report(fine)).status).toBe('scheduled');
    clock.advance(60_000);
    await advance();
    expect((await report(fine)).status).toBe('sending');
    const failed = (await api.call('GET', `/campaigns/${String(broken)}`)).json<{ status: string; failure: string }>();
    expect(failed).toMatchObject({ status: 'failed', failure: expect.stringMatching(/published/) });
    // Mended, it starts.
    await api.call('PATCH', `/campaigns/${String(broken)}`, { template_id: template });
    expect(await act(broken, 'start')).toBe(200);
    const mended = (await api.call('GET', `/campaigns/${String(broken)}`)).json<{ failure: string | null }>();
    expect(mended).toMatchObject({ status: 'sending', failure: null });
  });

  it('are warned of merge fields of their mail that no contact has, and may start', async () => {
    await readers(1);
    const html = '<p>{{default contact.frist_name "you"}} {{contact.email}}</p>';
    const mail = await api.call('POST', '/templates', { name: 'Slip', subject: 'Hi', html });
    const id = await campaign({ template_id: mail.json<{ id: number }>().id });
    const answer = await api.call('GET', `/campaigns/${String(id)}/preflight`);
    const { ready, problems } = answer.json<{ ready: boolean; problems: { code: string }[] }>();
    expect(ready).toBe(true);
    expect(problems.filter(({ code }) => code === 'template.unknown_field')).toEqual([
      {
        code: 'template.unknown_field',
        severity: 'warning',
        message: 'The mail: There is no field frist_name. Did you mean first_name?',
        lacking: null,
      },
    ]);
  });

  it('do not start from a domain that must be verified and is not; pre-flight says so beforehand', async () => {
    await readers(1);
    const id = await campaign();
    const preflight = async (): Promise<unknown> =>
      (await api.call('GET', `/campaigns/${String(id)}/preflight`)).json();
    const problem = { code: 'domain.unverified', severity: 'warning' };
    expect(await preflight()).toMatchObject({
      ready: true,
      problems: expect.arrayContaining([expect.objectContaining(problem)]),
    });
    await api.call('PATCH', '/settings', { require_verified_domain: true });
    expect(await preflight()).toMatchObject({ ready: false });
    const answer = await api.call('POST', `/campaigns/${String(id)}/start`);
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([409, 'campaign.domain_unverified']);
  });
});
