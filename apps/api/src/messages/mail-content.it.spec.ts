import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CampaignRunner } from '#libs/campaigns';
import { SenderService, type SendExplanation } from '#libs/delivery';
import { ManualClock } from '#libs/kernel';
import { simpleParser } from 'mailparser';
import { setTimeout as sleep } from 'node:timers/promises';
import { startMailSink, type MailSink } from '../../../../test/support/mail-sink.js';
import { createTestApi, type TestApi, type TestResponse } from '../testing/create-test-api.js';

const EVERYONE = { everyone: true, reason: 'test' };
const KB = 1024;

interface Message {
  readonly id: number;
  readonly status: string;
  readonly reason: string | null;
  readonly response: string | null;
}

interface Problem {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly lacking: { readonly value: string; readonly people: number } | null;
}

describe('what a mail has to be before it leaves', () => {
  let api: TestApi;
  let sink: MailSink;
  let clock: ManualClock;
  beforeAll(async () => {
    sink = await startMailSink();
    clock = new ManualClock(new Date());
    api = await createTestApi({ clock, env: { SMTP_URL: sink.url } });
    await make('/senders', { name: 'Shop', email: 'news@shop.example' });
  }, 60_000);
  afterAll(async () => {
    await api.app.get(SenderService, { strict: false }).stop();
    await api.close();
    await sink.stop();
  });
  beforeEach(async () => {
    sink.mails.length = 0;
    await api.db.execute('TRUNCATE contacts, consents, messages, message_queue, segment_members, enrolments CASCADE');
    await api.db.execute(`UPDATE campaigns SET status = 'cancelled'`);
    await api.call('PATCH', '/settings', { max_html_kb: null });
  });

  async function make(path: string, body: unknown): Promise<number> {
    const answer = await api.call('POST', path, body);
    if (answer.statusCode !== 201) throw new Error(`${path}: ${answer.body}`);
    return answer.json<{ id: number }>().id;
  }

  const template = (more: object = {}): Promise<number> =>
    make('/templates', { name: 'T', subject: 'Hello', html: '<p>Hello</p>', ...more });
  const reader = (email: string, more: object = {}): Promise<number> =>
    make('/contacts', { email: `${email}@reader.example`, consents: { newsletter: 'subscribed' }, ...more });
  const campaign = async (templateId: number, audience: object = EVERYONE): Promise<number> =>
    make('/campaigns', { name: 'C', template_id: templateId, topic: 'newsletter', audience });
  const at = (id: number, part: string): string => `/campaigns/${String(id)}/${part}`;
  const receipt = (templateId: number, more: object = {}): Promise<TestResponse> =>
    api.call('POST', '/messages', { to: 'ann@reader.example', template_id: templateId, ...more });
  const arrived = (): string[] => sink.mails.map(({ to }) => to).sort();
  const subjects = (): Promise<(string | undefined)[]> =>
    Promise.all(sink.mails.map(async ({ raw }) => (await simpleParser(raw)).subject));
  const report = async (id: number): Promise<unknown> => (await api.call('GET', at(id, 'report'))).json();
  const problems = async (id: number): Promise<Problem[]> => {
    const { problems: all } = (await api.call('GET', at(id, 'preflight'))).json<{ problems: Problem[] }>();
    return all.filter(({ code }) => code.startsWith('template.'));
  };
  const messages = async (): Promise<Message[]> =>
    (await api.call('GET', '/messages')).json<{ data: Message[] }>().data;

  /** What the worker does, until nothing is due any more. */
  async function run(): Promise<void> {
    await api.app.get(CampaignRunner, { strict: false }).advance();
    if (clock.now() < new Date()) clock.set(new Date(Date.now() + 1000));
    await api.app.get(SenderService, { strict: false }).drain();
    while ((await api.db.query(`SELECT FROM message_queue WHERE state <> 'due'`)).length > 0) await sleep(20);
    await api.app.get(CampaignRunner, { strict: false }).advance();
  }

  async function start(id: number): Promise<void> {
    const answer = await api.call('POST', at(id, 'start'));
    if (answer.statusCode !== 200) throw new Error(answer.body);
    await run();
  }

  describe('a subject with a value that is missing', () => {
    it('keeps the mail of those who lack it, with the reason in report, list and explanation, and nobody else’s', async () => {
      const ann = await reader('ann', { first_name: 'Ann' });
      const nameless = await reader('nameless');
      const id = await campaign(await template({ subject: 'Order for {{contact.first_name}}' }));
      expect(
        (await api.call('GET', `/contacts/${String(nameless)}/messages/explain?campaign=${String(id)}`)).json(),
      ).toMatchObject({
        outcome: 'would_be_left_out',
      });
      await start(id);
      expect(arrived()).toEqual(['ann@reader.example']);
      expect(await subjects()).toEqual(['Order for Ann']);
      expect(await report(id)).toMatchObject({
        ...{ status: 'completed', audience: 2, sent: 1, failed: 0 },
        skipped: { 'content.missing_value': 1 },
      });
      const people = await api.call('GET', `${at(id, 'people')}?outcome=skipped&reason=content.missing_value`);
      expect(people.json()).toMatchObject({
        data: [{ contact_id: nameless, response: 'The subject shows contact.first_name, which is missing.' }],
      });
      const why = async (contact: number) =>
        (
          await api.call('GET', `/contacts/${String(contact)}/messages/explain?campaign=${String(id)}`)
        ).json<SendExplanation>();
      expect(await why(nameless)).toMatchObject({ outcome: 'skipped' });
      expect((await why(nameless)).mails[0]?.facts).toContainEqual(
        expect.objectContaining({
          code: 'skipped.missing_value',
          text: 'Its subject would have had a hole: The subject shows contact.first_name, which is missing.',
          verdict: false,
        }),
      );
      expect(await why(ann)).toMatchObject({ outcome: 'sent' });
    });

    it('can be mended and sent again, once', async () => {
      await reader('ann', { first_name: 'Ann' });
      const nameless = await reader('nameless');
      const id = await campaign(await template({ subject: 'Order for {{contact.first_name}}' }));
      await start(id);
      sink.mails.length = 0;
      await api.call('PATCH', `/contacts/${String(nameless)}`, { first_name: 'Nan' });
      expect((await api.call('GET', at(id, 'preflight'))).json()).toMatchObject({ rounds: { failed: { people: 1 } } });
      expect((await api.call('POST', at(id, 'rounds'), { kind: 'failed' })).statusCode).toBe(201);
      await run();
      expect(await subjects()).toEqual(['Order for Nan']);
      expect(await report(id)).toMatchObject({ audience: 2, sent: 2, skipped: {} });
      expect((await api.call('POST', at(id, 'rounds'), { kind: 'failed' })).statusCode).toBe(409);
    });

    it('keeps nobody to whom another side of a block is shown, or who gets the fallback', async () => {
      await reader('ann');
      const subject = '{{#if contact.vip}}{{contact.first_name}}{{else}}Hello{{/if}} {{default contact.city "you"}}';
      await start(await campaign(await template({ subject })));
      expect(await subjects()).toEqual(['Hello you']);
    });

    it('leaves a value of the body empty, as before', async () => {
      await reader('ann');
      await start(
        await campaign(await template({ html: '<p>Hi {{contact.first_name}}</p>', preheader: '{{contact.city}}' })),
      );
      expect(arrived()).toEqual(['ann@reader.example']);
    });

    it('is shown in a test mail as it is', async () => {
      const id = await template({ subject: 'Order {{event.order_id}}' });
      await api.call('POST', `/templates/${String(id)}/test`, { to: 'colleague@shop.example' });
      await run();
      expect(await subjects()).toEqual(['Order']);
    });

    it('is named before an automation is published, and when it is', async () => {
      const subject = 'Order {{event.order_id}} for {{contact.first_name}}';
      const html = '<p>{{contact.city}} {{event.order_id}}</p>';
      const templateId = await template({ subject, preheader: '{{contact.city}}', html });
      const document = {
        name: 'Order',
        triggers: [{ type: 'event', event: 'ordered' }],
        start: 's1',
        steps: { s1: { type: 'send_email', template: templateId, next: null } },
      };
      const saved = await api.call('POST', '/automations', document);
      const id = saved.json<{ id: number }>().id;
      const told = [
        expect.stringMatching(/^The subject shows event.order_id, .* left out/),
        expect.stringMatching(/^The subject shows contact.first_name, .* left out/),
        'The mail shows contact.city, event.order_id without a fallback: where it is empty, nothing stands there.',
      ].map((message) => ({ path: 'steps.s1.template', message }));
      expect(saved.json()).toMatchObject({ warnings: told });
      const review = await api.call('GET', `/automations/${String(id)}/review`);
      expect(review.json()).toMatchObject({ problems: [], warnings: told });
      const published = await api.call('POST', `/automations/${String(id)}/publish`);
      expect(published.json()).toMatchObject({ status: 'live', warnings: told });
    });
  });

  describe('the review of a campaign', () => {
    it('counts all recipients for whom a value is empty, and lists them', async () => {
      await make('/fields', { key: 'plan', type: 'text' });
      await make('/fields', { key: 'likes', type: 'set', options: ['tea'] });
      await reader('full', { first_name: 'Ann', company: 'Acme', fields: { plan: 'pro', likes: ['tea'] } });
      const nameless = await reader('nameless', { company: 'Acme', fields: { plan: '' } });
      const bare = await reader('bare', { first_name: 'Bob', fields: { likes: [] } });
      await make('/contacts', { email: 'not-subscribed@reader.example' });
      const html =
        '{{contact.plan}} {{contact.likes}} {{company.name}} {{default contact.nickname contact.first_name}} {{contact.email}}';
      const id = await campaign(
        await template({ subject: 'For {{contact.first_name}}', preheader: '{{contact.plan}}', html }),
      );
      const found = (await problems(id)).filter(({ lacking }) => lacking);
      expect(found.map(({ lacking }) => [lacking?.value, lacking?.people])).toEqual([
        ['contact.first_name', 1],
        ['contact.plan', 2],
        ['contact.likes', 2],
        ['company.name', 1],
        ['contact.nickname,contact.first_name', 1],
      ]);
      expect(found[1]?.message).toMatch(
        /^The preheader and the mail show contact.plan without a fallback: 2 of 3 people/,
      );
      expect(found[0]).toMatchObject({
        code: 'template.subject_value_missing',
        severity: 'warning',
        message:
          'The subject shows contact.first_name without a fallback: 1 of 3 people has none. They are left out. ' +
          'Give a fallback: {{default contact.first_name "friend"}}, or "" where it may be left out.',
      });
      const people = async (value: string, more = '') =>
        api.call('GET', `${at(id, 'preflight/people')}?value=${encodeURIComponent(value)}${more}`);
      expect((await people('contact.first_name')).json()).toEqual({
        data: [{ contact_id: nameless, email: 'nameless@reader.example', name: null }],
        next_cursor: null,
      });
      const first = (await people('contact.plan', '&limit=1')).json<{ data: unknown[]; next_cursor: string }>();
      expect(first.data).toEqual([{ contact_id: bare, email: 'bare@reader.example', name: 'Bob' }]);
      const second = (await people('contact.plan', `&limit=1&cursor=${first.next_cursor}`)).json<unknown>();
      expect(second).toMatchObject({ data: [{ contact_id: nameless }], next_cursor: null });
      expect((await people('contact.email')).json()).toMatchObject({ status: 422, errors: [{ path: 'value' }] });
    });

    it('counts within the audience, by its condition and segments', async () => {
      await reader('ann', { country: 'GB' });
      await reader('bob', { country: 'IE' });
      const condition = { type: 'field', field: 'country', op: 'is', value: 'GB' };
      const id = await campaign(await template({ subject: '{{contact.city}}' }), { ...EVERYONE, condition });
      expect((await problems(id)).map(({ lacking }) => lacking?.people)).toEqual([1]);
    });

    it('says nothing of values that everybody has', async () => {
      await reader('ann', { first_name: 'Ann' });
      const id = await campaign(
        await template({ subject: '{{contact.first_name}} {{contact.email}} {{sender.name}}' }),
      );
      expect(await problems(id)).toEqual([]);
    });

    it('does not start what the gate would keep from everybody', async () => {
      await reader('ann');
      const id = await campaign(await template({ subject: 'Order {{event.order_id}}' }));
      expect(await problems(id)).toMatchObject([{ code: 'template.subject_value_missing', severity: 'error' }]);
      const answer = await api.call('POST', at(id, 'start'));
      expect(answer.json()).toMatchObject({
        status: 409,
        code: 'campaign.subject_incomplete',
        detail: expect.stringContaining('event.order_id'),
      });
    });
  });

  describe('a transactional mail', () => {
    it('is refused at the call when the data lacks what the subject shows', async () => {
      const id = await template({ subject: 'Order {{event.order.id}} for {{contact.first_name}}' });
      const answer = await receipt(id, { data: { order: { name: 'x' } } });
      expect(answer.json()).toMatchObject({
        status: 422,
        errors: [
          { path: 'data.order.id', message: 'is missing, and the subject of the template shows it without a fallback' },
          { path: 'to', message: expect.stringContaining('contact.first_name') },
        ],
      });
      expect(await api.db.query('SELECT FROM contacts')).toEqual([]);
      await reader('ann', { first_name: 'Ann' });
      expect((await receipt(id, { data: { order: { id: 7 } } })).statusCode).toBe(202);
      await run();
      expect(await subjects()).toEqual(['Order 7 for Ann']);
    });

    it.each(['a..b@reader.example', 'ann@localhost', 'ann@reader.123'])('is refused to %s, at `to`', async (to) => {
      const answer = await receipt(await template(), { to });
      expect(answer.json()).toMatchObject({ status: 422, code: 'request.invalid', errors: [{ path: 'to' }] });
    });

    it('needs no data that its subject does not show', async () => {
      const id = await template({
        subject: '{{#if event.id}}Order {{event.id}}{{else}}Your order{{/if}}',
        html: '{{event.x}}',
      });
      expect((await receipt(id)).statusCode).toBe(202);
      await run();
      expect(await subjects()).toEqual(['Your order']);
    });

    it('whose template has changed meanwhile is left out, with its reason', async () => {
      const id = await template();
      expect((await receipt(id)).statusCode).toBe(202);
      await api.call('PATCH', `/templates/${String(id)}`, { subject: 'Order {{event.order_id}}' });
      await api.call('POST', `/templates/${String(id)}/publish`);
      await run();
      expect(arrived()).toEqual([]);
      expect(await messages()).toMatchObject([{ status: 'skipped', reason: 'content.missing_value' }]);
    });
  });

  describe('size', () => {
    const LARGE = `{{default event.text ""}}`;
    const withText = (bytes: number): object => ({ data: { text: 'x'.repeat(bytes) } });

    it('a mail of 100 KB of HTML is left out, one that is smaller leaves, whatever its encoding costs', async () => {
      const id = await template({ html: LARGE });
      await receipt(id, withText(100 * KB));
      await receipt(id, withText(99 * KB - 1500));
      // Three bytes for each in quoted-printable, and twice that many in the whole mail.
      await receipt(id, { data: { text: '='.repeat(90 * KB) } });
      await run();
      expect(arrived()).toHaveLength(2);
      const left = (await messages()).filter(({ status }) => status === 'skipped');
      expect(left).toMatchObject([
        { reason: 'content.too_large', response: expect.stringMatching(/^The HTML has 10\d KB; .* from 100 KB on/) },
      ]);
    });

    it('leaves when the organisation allows it, but for what no server takes', async () => {
      await api.call('PATCH', '/settings', { max_html_kb: 10_000 });
      const id = await template({ html: LARGE });
      await receipt(id, withText(300 * KB));
      await receipt(id, { data: { text: 'é'.repeat(1000 * KB) } });
      await run();
      expect(arrived()).toHaveLength(1);
      expect(await messages()).toEqual(
        expect.arrayContaining([expect.objectContaining({ status: 'skipped', reason: 'content.mail_too_large' })]),
      );
    });

    it('of a subject is bounded, once its values are in', async () => {
      const id = await template({ subject: 'For {{event.name}}' });
      await receipt(id, { data: { name: 'x'.repeat(300_000) } });
      await receipt(id, { data: { name: 'x'.repeat(994) } });
      await run();
      expect((await subjects()).map((subject) => subject?.length)).toEqual([998]);
      expect(await messages()).toEqual(
        expect.arrayContaining([expect.objectContaining({ reason: 'content.subject_too_long' })]),
      );
      const long = await api.call('POST', '/templates', { name: 'T', subject: 'x'.repeat(999), html: 'x' });
      expect(long.json()).toMatchObject({ problems: [{ path: 'subject', line: 1 }], published_version: null });
    });

    it('is told before: by the template, the review of a campaign, and the answer to why', async () => {
      const contact = await reader('ann');
      const id = await template({ html: `<p>${'x'.repeat(85 * KB)}</p>` });
      const told = expect.objectContaining({ code: 'too_large', message: expect.stringContaining('at least 85 KB') });
      expect((await api.call('GET', `/templates/${String(id)}`)).json()).toMatchObject({
        warnings: expect.arrayContaining([told]),
      });
      const drafted = await campaign(id);
      expect(await problems(drafted)).toMatchObject([{ code: 'template.too_large', severity: 'warning' }]);
      const gate = async (): Promise<unknown> => {
        const answer = await api.call(
          'GET',
          `/contacts/${String(contact)}/messages/explain?campaign=${String(drafted)}`,
        );
        return answer.json<SendExplanation>().gate?.find(({ rule }) => rule === 'D67');
      };
      expect(await gate()).toMatchObject({ verdict: 'pass', facts: [{ code: 'gate.content_large' }] });
      await api.call('PATCH', '/settings', { max_html_kb: 50 });
      expect(await gate()).toMatchObject({
        verdict: 'refuse',
        facts: [{ code: 'gate.content_refused', text: expect.stringContaining('50 KB') }],
      });
    });
  });
});
