import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AutomationRunner } from '#libs/automations';
import { CampaignRunner } from '#libs/campaigns';
import { ChangeRouter } from '#libs/contacts';
import { SenderService, type SendExplanation } from '#libs/delivery';
import { setTimeout as sleep } from 'node:timers/promises';
import { startMailSink, type MailSink } from '../../../../test/support/mail-sink.js';
import { createTestApi, type TestApi, type TestResponse } from '../testing/create-test-api.js';

interface Reader {
  readonly id: number;
  readonly email: string;
}

const EVERYONE = { everyone: true, reason: 'test' };
const HOUR_MS = 3_600_000;

describe('why somebody got a mail or did not', () => {
  let api: TestApi;
  let sink: MailSink;
  let template = 0;
  beforeAll(async () => {
    sink = await startMailSink();
    api = await createTestApi({ env: { SMTP_URL: sink.url } });
    await make('/senders', { name: 'Shop', email: 'news@shop.example' });
    template = await make('/templates', { name: 'News', subject: 'News', html: '<p>Hello {{contact.email}}</p>' });
  }, 60_000);
  afterAll(async () => {
    await api.app.get(SenderService, { strict: false }).stop();
    await api.close();
    await sink.stop();
  });
  beforeEach(async () => {
    sink.mails.length = 0;
    sink.refusals.clear();
    await api.db
      .execute(`TRUNCATE contacts, consents, consent_log, contact_tags, messages, message_queue, segment_members,
      segment_history, suppressions, enrolments CASCADE`);
    await api.db.execute(`UPDATE campaigns SET status = 'cancelled'`);
    await set({ quiet_hours: null, frequency_caps: null, frequency_wait: null, require_verified_domain: null });
  });

  const set = (settings: object): Promise<TestResponse> => api.call('PATCH', '/settings', settings);

  async function make(path: string, body: unknown): Promise<number> {
    const answer = await api.call('POST', path, body);
    if (answer.statusCode !== 201) throw new Error(`${path}: ${answer.body}`);
    return answer.json<{ id: number }>().id;
  }

  let made = 0;
  async function reader(more: Record<string, unknown> = {}): Promise<Reader> {
    const email = `r${String((made += 1))}@reader.example`;
    return { id: await make('/contacts', { email, consents: { newsletter: 'subscribed' }, ...more }), email };
  }

  const segment = (): Promise<number> => make('/segments', { name: `S${String((made += 1))}`, kind: 'static' });
  const join = (to: number, { id }: Reader): Promise<unknown> =>
    api.call('PUT', `/segments/${String(to)}/members/${String(id)}`);
  const part = (from: number, { id }: Reader): Promise<unknown> =>
    api.call('DELETE', `/segments/${String(from)}/members/${String(id)}`);
  const leave = ({ id }: Reader): Promise<unknown> =>
    api.call('PUT', `/contacts/${String(id)}/consents/newsletter`, {
      ...{ status: 'unsubscribed', source: 'phone call', lawful_basis: 'consent' },
    });

  const draft = (audience: object = EVERYONE, more: object = {}): Promise<number> =>
    make('/campaigns', { name: 'Weekly', template_id: template, topic: 'newsletter', audience, ...more });
  const act = (id: number, action: string): Promise<unknown> => api.call('POST', `/campaigns/${String(id)}/${action}`);
  const snapshot = (): Promise<void> => api.app.get(CampaignRunner, { strict: false }).advance();
  async function send(): Promise<void> {
    await api.app.get(SenderService, { strict: false }).drain();
    while ((await api.db.query(`SELECT FROM message_queue WHERE state <> 'due'`)).length > 0) await sleep(20);
    await snapshot();
  }
  async function sent(audience: object = EVERYONE): Promise<number> {
    const id = await draft(audience);
    await act(id, 'start');
    await snapshot();
    await send();
    return id;
  }

  const ask = ({ id }: Reader, query: string): Promise<TestResponse> =>
    api.call('GET', `/contacts/${String(id)}/messages/explain?${query}`);
  async function why(contact: Reader, campaign: number): Promise<SendExplanation> {
    const answer = await ask(contact, `campaign=${String(campaign)}`);
    if (answer.statusCode !== 200) throw new Error(answer.body);
    return answer.json<SendExplanation>();
  }
  const codes = ({ facts, mails }: SendExplanation): string[] =>
    [...facts, ...mails.flatMap((mail) => mail.facts)].map(({ code }) => code);
  const factOf = ({ facts, mails }: SendExplanation, code: string) =>
    [...facts, ...mails.flatMap((mail) => mail.facts)].find((fact) => fact.code === code);

  it('says when it was sent and what the server answered, and shows the mail', async () => {
    const contact = await reader();
    const id = await sent();
    const answer = await why(contact, id);
    expect(answer).toMatchObject({ source: { kind: 'campaign', id, name: 'Weekly' }, outcome: 'sent', gate: null });
    expect(codes(answer)).toEqual(['mail.listed', 'sent.accepted', 'server.said']);
    expect(factOf(answer, 'server.said')?.text).toMatch(/^The answer was: 250 /);
    const [mail] = answer.mails;
    const view = await api.inject({ method: 'GET', url: new URL(mail?.view_url ?? '').pathname });
    expect([view.statusCode, view.body]).toEqual([200, expect.stringContaining(contact.email)]);
    const led = await api.call('GET', `/messages/${String(mail?.id)}/view`);
    expect([led.statusCode, led.headers['location']]).toEqual([302, mail?.view_url]);
    const list = await api.call('GET', `/messages?contact=${String(contact.id)}`);
    expect(list.json()).toMatchObject({ data: [{ source_kind: 'campaign', source_name: 'Weekly' }] });
    const one = (await ask(contact, `message=${String(mail?.id)}`)).json<SendExplanation>();
    expect(one).toEqual(answer);
  });

  it('tells what is on its way, and what is held by a pause', async () => {
    const contact = await reader();
    const id = await draft();
    await act(id, 'start');
    await snapshot();
    expect(await why(contact, id)).toMatchObject({ outcome: 'waiting', gate: expect.arrayContaining([]) });
    expect(codes(await why(contact, id))).toEqual(['mail.listed', 'waiting.queue']);
    await act(id, 'pause');
    const held = await why(contact, id);
    expect(codes(held)).toEqual(['mail.listed', 'waiting.paused']);
    expect(held.gate?.find(({ rule }) => rule === 'D63')).toMatchObject({ verdict: 'wait' });
    await act(id, 'resume');
    await api.db.execute(`UPDATE message_queue SET state = 'sending'`);
    expect(codes(await why(contact, id))).toEqual(['mail.listed', 'waiting.handed_over']);
    await api.db.execute(`UPDATE message_queue SET state = 'due'`);
  });

  it('tells what came back, and what nobody knows', async () => {
    const [returned, spam, lost, cut] = [await reader(), await reader(), await reader(), await reader()];
    const id = await sent();
    await api.db.execute(
      `INSERT INTO message_events (message_id, contact_id, kind, data) SELECT id, contact_id, 'bounced', $2
       FROM messages WHERE contact_id = $1`,
      [returned.id, { bounce: 'hard', reason: 'no_mailbox', diagnostic: '550 5.1.1 No such user' }],
    );
    await api.db.execute('UPDATE messages SET bounced_at = now() WHERE contact_id = $1', [returned.id]);
    await api.db.execute('UPDATE messages SET complained_at = now() WHERE contact_id = $1', [spam.id]);
    const UNKNOWN = `UPDATE messages SET state = 'unknown', reason = $2, response = NULL WHERE contact_id = $1`;
    await api.db.execute(UNKNOWN, [lost.id, 'worker.lost']);
    await api.db.execute(UNKNOWN, [cut.id, 'smtp.data']);
    const bounced = await why(returned, id);
    expect(bounced.outcome).toBe('bounced');
    expect(factOf(bounced, 'sent.bounced')?.values).toMatchObject({ why: '550 5.1.1 No such user' });
    expect(await why(spam, id)).toMatchObject({ outcome: 'complained' });
    expect(codes(await why(lost, id))).toEqual(['mail.listed', 'unknown.lost', 'unknown.meaning']);
    expect(codes(await why(cut, id))).toEqual(['mail.listed', 'unknown.no_answer', 'unknown.meaning']);
  });

  it('puts no words into the mouth of a server that was not reached', async () => {
    const contact = await reader();
    const settings = { host: '127.0.0.1', port: 9 };
    const away = { name: 'Away', email: 'away@shop.example', transport: { type: 'smtp', settings } };
    const sender = await make('/senders', away);
    await api.call('POST', '/messages', { to: contact.email, template_id: template, sender_id: sender });
    await send();
    const [message] = await api.db.query<{ id: number }>('SELECT id FROM messages');
    const answer = (await ask(contact, `message=${String(message?.id)}`)).json<SendExplanation>();
    expect(codes(answer)).toEqual(['mail.written', 'waiting.no_answer', 'problem.was']);
    expect(factOf(answer, 'problem.was')?.text).toContain('ECONNREFUSED');
  });

  it('tells what the server refused, put off, and when it is tried again', async () => {
    const [refused, later] = [await reader(), await reader()];
    sink.refusals.set(refused.email, '550 5.7.1 Not wanted');
    sink.refusals.set(later.email, '451 4.7.1 Come back later');
    const id = await sent();
    const failed = await why(refused, id);
    expect([failed.outcome, codes(failed)]).toEqual(['failed', ['mail.listed', 'failed.refused', 'server.said']]);
    expect(factOf(failed, 'server.said')?.text).toContain('550 5.7.1 Not wanted');
    const waiting = await why(later, id);
    expect([waiting.outcome, codes(waiting)]).toEqual(['waiting', ['mail.listed', 'waiting.retry', 'server.said']]);
    const { attempt, due } = factOf(waiting, 'waiting.retry')?.values ?? {};
    expect([attempt, new Date(String(due)).getTime() > Date.now()]).toEqual([1, true]);
    expect(waiting.gate?.map(({ rule, verdict }) => `${rule} ${verdict}`)).toEqual([
      ...['D60 pass', 'D61 pass', 'D62 pass', 'D63 pass', 'D64 pass', 'D65 pass', 'D66 pass', 'D67 pass'],
      ...['D68 later', 'D69 later'],
    ]);
    await act(id, 'pause');
    expect(codes(await why(later, id))).toContain('waiting.paused');
    await act(id, 'cancel');
    expect(await why(later, id)).toMatchObject({ outcome: 'skipped' });
    expect(codes(await why(later, id))).toEqual(['mail.listed', 'source.cancelled']);
  });

  it('tells since when an address is blocked, and who unsubscribed how', async () => {
    const [blocked, lifted, left] = [await reader(), await reader(), await reader()];
    const id = await draft();
    await act(id, 'start');
    await snapshot();
    for (const { email } of [blocked, lifted]) await api.call('POST', '/suppressions', { email, reason: 'manual' });
    await leave(left);
    await send();
    const one = await why(blocked, id);
    expect([one.outcome, codes(one)]).toEqual(['skipped', ['mail.listed', 'address.blocked']]);
    expect(factOf(one, 'address.blocked')?.values).toMatchObject({
      reason: 'manual',
      since: expect.stringMatching(/Z$/),
    });
    await api.db.execute('DELETE FROM suppressions WHERE email = $1', [lifted.email]);
    expect(codes(await why(lifted, id))).toEqual(['mail.listed', 'address.was_blocked']);
    const other = await why(left, id);
    expect(codes(other)).toEqual(['mail.listed', 'consent.unsubscribed']);
    expect(factOf(other, 'consent.unsubscribed')?.values['source']).toMatch(/^phone call/);
    // Whoever comes back later had still unsubscribed then.
    const back = { status: 'subscribed', source: 'form', lawful_basis: 'consent' };
    await api.call('PUT', `/contacts/${String(left.id)}/consents/newsletter`, back);
    expect(codes(await why(left, id))).toEqual(['mail.listed', 'consent.unsubscribed']);
  });

  it('names the mails that a cap counts, whether it waits or was dropped', async () => {
    await set({ frequency_caps: [{ max: 1, per: '24h' }] });
    const contact = await reader();
    const first = await sent();
    const second = await sent();
    const waiting = await why(contact, second);
    expect([waiting.outcome, codes(waiting)]).toEqual([
      'waiting',
      ['mail.listed', 'waiting.frequency_cap', 'cap.full'],
    ]);
    expect(factOf(waiting, 'cap.full')).toMatchObject({
      values: { max: 1, per: '24h', counted: 1 },
      mails: [{ source_kind: 'campaign', source_id: first, subject: 'News' }],
    });
    await set({ frequency_wait: '2h' });
    const third = await sent();
    const dropped = await why(contact, third);
    expect(dropped.outcome).toBe('skipped');
    expect(codes(dropped)).toEqual(['mail.listed', 'cap.too_late', 'cap.full']);
    // A cap that was changed is no reason any more, and nothing is made up instead.
    await set({ frequency_caps: null });
    expect(codes(await why(contact, third))).toEqual(['mail.listed', 'cap.too_late', 'cap.changed']);
  });

  it('tells until when the quiet hours last, and by whose clock', async () => {
    const clockAt = (ms: number): string => new Date(Date.now() + ms).toISOString().slice(11, 16);
    await set({ quiet_hours: { from: clockAt(-HOUR_MS), to: clockAt(HOUR_MS), zone: 'contact' } });
    const contact = await reader({ time_zone: 'Africa/Abidjan' });
    const id = await sent();
    const answer = await why(contact, id);
    expect([answer.outcome, codes(answer)]).toEqual(['waiting', ['mail.listed', 'waiting.quiet_hours', 'quiet.rule']]);
    expect(factOf(answer, 'quiet.rule')?.values).toMatchObject({ to: clockAt(HOUR_MS), zone: 'Africa/Abidjan' });
    expect(answer.gate?.find(({ rule }) => rule === 'D65')).toMatchObject({ verdict: 'wait' });
  });

  it('says which part of the audience left somebody out, as it was when the list was made', async () => {
    const [inside, outside] = [await segment(), await segment()];
    const audience = {
      ...{ include: [inside], exclude: [outside] },
      condition: { type: 'tag', op: 'has_any_of', value: ['vip'] },
    };
    const vip = { tags: ['vip'] };
    const [fine, stranger, excluded] = [await reader(vip), await reader(vip), await reader(vip)];
    const [untagged, silent, unsubscribed] = [
      await reader(),
      await reader({ ...vip, consents: {} }),
      await reader(vip),
    ];
    for (const contact of [fine, excluded, untagged, silent, unsubscribed]) await join(inside, contact);
    await join(outside, excluded);
    await leave(unsubscribed);
    const id = await sent(audience);
    expect((await why(fine, id)).outcome).toBe('sent');
    // What changes afterwards does not change what was.
    await join(inside, stranger);
    await part(outside, excluded);
    const late = await reader(vip);
    const against = async (contact: Reader): Promise<string[]> => {
      const answer = await why(contact, id);
      expect(answer).toMatchObject({ outcome: 'not_in_audience', mails: [], gate: null });
      expect(answer.facts[0]).toMatchObject({ code: 'snapshot.taken', values: { round: 1, people: 1 } });
      return answer.facts.filter(({ verdict }) => verdict === false).map(({ code }) => code);
    };
    expect(await against(stranger)).toEqual(['audience.not_member']);
    expect(await against(excluded)).toEqual(['audience.excluded']);
    expect(await against(silent)).toEqual(['consent.none']);
    expect(await against(unsubscribed)).toEqual(['consent.unsubscribed']);
    expect(await against(late)).toEqual(['contact.added']);
    // A condition is not kept with its verdicts: it is told as of now, and not as the reason.
    expect(await against(untagged)).toEqual([]);
    const told = await why(untagged, id);
    expect(codes(told)).toEqual(expect.arrayContaining(['audience.condition_then', 'audience.no_match_now']));
    expect(factOf(told, 'audience.no_match_now')?.clause).toMatchObject({ verdict: false });
  });

  it('says of what has not started whether it would be sent, and is right', async () => {
    const someday = await draft();
    await set({ frequency_caps: [{ max: 1, per: '24h' }] });
    const [inside, outside] = [await segment(), await segment()];
    const [plain, blocked, left, capped] = [await reader(), await reader(), await reader(), await reader()];
    const [asleep, excluded, expired] = [await reader({ time_zone: 'Asia/Tokyo' }), await reader(), await reader()];
    await join(outside, capped);
    expect((await why(capped, await sent({ include: [outside] }))).outcome).toBe('sent');
    await part(outside, capped);
    const all = [plain, blocked, left, capped, asleep, excluded, expired];
    for (const contact of all) await join(inside, contact);
    await join(outside, excluded);
    await api.call('POST', '/suppressions', { email: blocked.email, reason: 'manual' });
    await leave(left);
    await api.db.execute(`UPDATE consents SET expires_at = now() - interval '1 day' WHERE contact_id = $1`, [
      expired.id,
    ]);
    const tokyo = (ms: number): string => new Date(Date.now() + 9 * HOUR_MS + ms).toISOString().slice(11, 16);
    await set({ quiet_hours: { from: tokyo(-HOUR_MS), to: tokyo(HOUR_MS), zone: 'contact' } });
    const id = await draft({ include: [inside], exclude: [outside] });
    const before = await Promise.all(all.map((contact) => why(contact, id)));
    expect(before.map(({ outcome }) => outcome)).toEqual([
      ...['would_send', 'would_be_left_out', 'not_in_audience', 'would_wait', 'would_wait', 'not_in_audience'],
      'would_be_left_out',
    ]);
    expect(before[0]?.gate?.map(({ rule, verdict }) => `${rule} ${verdict}`)).toEqual([
      ...['D60 pass', 'D61 pass', 'D62 pass', 'D63 pass', 'D64 pass', 'D65 pass', 'D66 pass', 'D67 pass'],
      ...['D68 later', 'D69 later'],
    ]);
    const refusing = before.map(({ gate }) =>
      (gate ?? []).flatMap(({ rule, verdict }) => (verdict === 'refuse' || verdict === 'wait' ? [rule] : [])),
    );
    expect(refusing).toEqual([[], ['D60'], [], ['D64'], ['D65'], [], ['D61']]);
    expect(before[5]?.facts.find(({ verdict }) => verdict === false)?.code).toBe('audience.excluded_now');
    await act(id, 'start');
    await snapshot();
    await send();
    const after = await Promise.all(all.map((contact) => why(contact, id)));
    expect(after.map(({ outcome }) => outcome)).toEqual([
      ...['sent', 'skipped', 'not_in_audience', 'waiting', 'waiting', 'not_in_audience', 'skipped'],
    ]);
    // Looking took nobody's place under the cap.
    expect((await why(plain, someday)).outcome).toBe('would_wait');
  });

  it('says of what has not started when domain or content stand in the way', async () => {
    const contact = await reader();
    const id = await draft(EVERYONE, { send_at: new Date(Date.now() + HOUR_MS).toISOString() });
    await act(id, 'start');
    await set({ require_verified_domain: true });
    const ruleOf = (answer: SendExplanation, rule: string) => answer.gate?.find((each) => each.rule === rule);
    const answer = await why(contact, id);
    expect([answer.outcome, codes(answer)]).toEqual([
      'would_wait',
      ['campaign.scheduled', 'audience.everyone', 'consent.subscribed'],
    ]);
    expect(ruleOf(answer, 'D66')).toMatchObject({
      verdict: 'wait',
      facts: [{ code: 'gate.domain_refused', values: { domain: 'shop.example' } }],
    });
    await set({ require_verified_domain: null });
    const broken = await make('/templates', { name: 'B', subject: '{{', html: '<p>Hello</p>' });
    const other = await why(contact, await draft(EVERYONE, { template_id: broken }));
    expect(other.outcome).toBe('would_fail');
    expect(ruleOf(other, 'D67')).toMatchObject({ verdict: 'refuse', facts: [{ code: 'gate.content_broken' }] });
  });

  it('follows a contact through an automation', async () => {
    const steps = {
      s1: { type: 'wait', for: '1h', next: 's2', name: 'An hour later' },
      s2: { type: 'send_email', template, next: 's3', name: 'The offer' },
      s3: { type: 'wait', for: '1d', next: null },
    };
    const exit = { condition: { type: 'tag', op: 'has_any_of', value: ['bought'] } };
    const path = { name: 'Offer', triggers: [{ type: 'manual' }], exit, start: 's1', steps };
    const id = await make('/automations', path);
    const [stranger, waiting, mailed, gone] = [await reader(), await reader(), await reader(), await reader()];
    const about = async (contact: Reader): Promise<SendExplanation> =>
      (await ask(contact, `automation=${String(id)}`)).json<SendExplanation>();
    expect(codes(await about(stranger))).toEqual(['automation.draft', 'automation.never_entered']);
    expect((await api.call('POST', `/automations/${String(id)}/publish`)).statusCode).toBe(200);
    const run = (): Promise<unknown> => api.app.get(AutomationRunner, { strict: false }).runDue();
    for (const contact of [waiting, mailed, gone]) {
      await api.call('POST', `/automations/${String(id)}/enrolments`, { contact_id: contact.id });
    }
    await run();
    expect(codes(await about(stranger))).toEqual(['automation.live', 'automation.never_entered']);
    const under = await about(waiting);
    expect([under.outcome, codes(under)]).toEqual(['not_written', ['automation.live', 'run.at_step', 'run.due']]);
    expect(factOf(under, 'run.at_step')?.values['step']).toBe('An hour later');
    await api.db.execute(`UPDATE enrolments SET due_at = now() - interval '1 s' WHERE contact_id <> $1`, [waiting.id]);
    await run();
    await api.call('PUT', `/contacts/${String(gone.id)}/tags/bought`);
    await api.app.get(ChangeRouter, { strict: false }).routeAll();
    await send();
    const got = await about(mailed);
    expect([got.outcome, codes(got)]).toEqual(['sent', ['mail.by_step', 'sent.accepted', 'server.said']]);
    expect(factOf(got, 'mail.by_step')?.values['step']).toBe('The offer');
    const left = await about(gone);
    expect([left.outcome, codes(left)]).toEqual(['skipped', ['mail.by_step', 'run.left']]);
    expect(factOf(left, 'run.left')?.values['reason']).toBe('exit_condition');
  });

  it('refuses what names nothing, or too much', async () => {
    const [contact, other] = [await reader(), await reader()];
    const id = await sent();
    const statusOf = async (query: string, of = contact): Promise<number> => (await ask(of, query)).statusCode;
    expect(await statusOf('')).toBe(422);
    expect(await statusOf(`campaign=${String(id)}&message=1`)).toBe(422);
    expect(await statusOf('campaign=x')).toBe(422);
    expect(await statusOf('campaign=4711000')).toBe(404);
    expect(await statusOf('automation=4711000')).toBe(404);
    const mail = (await why(other, id)).mails[0]?.id;
    expect(await statusOf(`message=${String(mail)}`)).toBe(404);
    expect(await statusOf(`campaign=${String(id)}`, { id: 4_711_000, email: '' })).toBe(404);
  });

  it('lists who bounced, complained, opened, clicked and unsubscribed as the report counts them', async () => {
    const all = [await reader(), await reader(), await reader(), await reader(), await reader()];
    const [gone, angry, curious, scanned, quiet] = all as [Reader, Reader, Reader, Reader, Reader];
    const id = await sent();
    const happens = (to: Reader, kind: string, machine: boolean, data = {}): Promise<unknown> =>
      api.db.execute(
        `INSERT INTO message_events (message_id, contact_id, kind, machine, data)
         SELECT id, contact_id, $2, $3, $4 FROM messages WHERE contact_id = $1`,
        [to.id, kind, machine, data],
      );
    await happens(gone, 'bounced', false, { bounce: 'hard', reason: 'no_mailbox', diagnostic: '550 No such user' });
    await api.db.execute('UPDATE messages SET bounced_at = now() WHERE contact_id = $1', [gone.id]);
    await api.db.execute('UPDATE messages SET complained_at = now() WHERE contact_id = $1', [angry.id]);
    await happens(curious, 'opened', true);
    await happens(curious, 'opened', false);
    await happens(curious, 'clicked', false);
    await happens(scanned, 'opened', true);
    await happens(scanned, 'clicked', true);
    await happens(scanned, 'unsubscribed', true);
    const rows = async (query: string): Promise<Record<string, unknown>[]> =>
      (await api.call('GET', `/campaigns/${String(id)}/people?${query}`)).json<{ data: never[] }>().data;
    const ids = async (outcome: string): Promise<unknown[]> =>
      (await rows(`outcome=${outcome}`)).map((row) => row['contact_id']);
    const lists = {
      sent: await ids('sent'),
      delivered: await ids('delivered'),
      bounced: await ids('bounced'),
      complained: await ids('complained'),
      opened: await ids('opened'),
      clicked: await ids('clicked'),
      unsubscribed: await ids('unsubscribed'),
    };
    expect(lists).toEqual({
      sent: [quiet.id, scanned.id, curious.id, angry.id, gone.id],
      delivered: [quiet.id, scanned.id, curious.id, angry.id],
      ...{ bounced: [gone.id], complained: [angry.id], opened: [curious.id], clicked: [curious.id] },
      unsubscribed: [scanned.id],
    });
    const report = (await api.call('GET', `/campaigns/${String(id)}/report`)).json<Record<string, unknown>>();
    expect(report).toMatchObject({
      ...{ sent: 5, delivered: 4, bounced: 1, complained: 1, unsubscribed: 1 },
      ...{ opened: { human: 1, machine: 1 }, clicked: { human: 1, machine: 1 } },
    });
    expect(await rows('outcome=bounced')).toEqual([
      expect.objectContaining({ status: 'sent', reason: 'no_mailbox', response: '550 No such user' }),
    ]);
    expect(await rows('outcome=bounced&reason=no_mailbox')).toHaveLength(1);
    expect(await rows('outcome=bounced&reason=mailbox_full')).toHaveLength(0);
    const file = await api.call('GET', `/campaigns/${String(id)}/people.csv?outcome=sent`);
    const bounceOf = ({ email }: Reader): string | undefined =>
      file.body
        .split('\r\n')
        .find((line) => line.includes(email))
        ?.split(',')
        .at(-2);
    expect([bounceOf(gone), bounceOf(quiet)]).toEqual([expect.stringMatching(/^2\d{3}-.*Z$/), '']);
  });

  it('lists the people behind each number of the report, once each, also as a file', async () => {
    const contacts = [await reader(), await reader({ last_name: '=cmd()' }), await reader(), await reader()];
    const [fine, blocked, left, again] = contacts as [Reader, Reader, Reader, Reader];
    sink.refusals.set(again.email, '550 5.7.1 Not today');
    const id = await draft();
    await act(id, 'start');
    await snapshot();
    await api.call('POST', '/suppressions', { email: blocked.email, reason: 'manual' });
    await leave(left);
    await send();
    const people = async (query: string): Promise<number[]> => {
      const answer = await api.call('GET', `/campaigns/${String(id)}/people?${query}`);
      return answer.json<{ data: { contact_id: number }[] }>().data.map((row) => row.contact_id);
    };
    expect(await people('outcome=failed')).toEqual([again.id]);
    sink.refusals.clear();
    await api.call('POST', `/campaigns/${String(id)}/rounds`, { kind: 'failed' });
    await snapshot();
    await send();
    expect(await people('outcome=failed')).toEqual([]);
    expect(await people('outcome=sent')).toEqual([again.id, fine.id]);
    expect(await people('outcome=skipped')).toEqual([left.id, blocked.id]);
    expect(await people('outcome=skipped&reason=suppressed')).toEqual([blocked.id]);
    const page = await api.call('GET', `/campaigns/${String(id)}/people?outcome=sent&limit=1`);
    const next = page.json<{ next_cursor: string }>().next_cursor;
    expect(await people(`outcome=sent&limit=1&cursor=${next}`)).toEqual([fine.id]);
    const file = await api.call('GET', `/campaigns/${String(id)}/people.csv?outcome=skipped&reason=suppressed`);
    const [header, line, ...rest] = file.body.split('\r\n');
    expect(file.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(header).toBe('contact_id,email,name,message_id,status,reason,response,at,bounced_at,complained_at');
    expect(line).toMatch(new RegExp(`^${String(blocked.id)},${blocked.email},'=cmd\\(\\),\\d+,skipped,suppressed,,`));
    expect(rest).toEqual(['']);
    expect((await api.call('GET', `/campaigns/${String(id)}/people?outcome=liked`)).statusCode).toBe(422);
    expect((await api.call('GET', '/campaigns/4711000/people.csv?outcome=sent')).statusCode).toBe(404);
  });
});
