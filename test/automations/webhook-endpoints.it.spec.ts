import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type EndpointView,
  type EndpointWithSecret,
  type TestAnswer,
  WebhookSender,
  type WebhookView,
} from '#libs/ledger';
import { Housekeeping } from '#libs/queue';
import { AutomationLab, HOUR_MS } from './automation-lab.js';
import { HttpReceiver, type ReceivedCall } from './http-receiver.js';

const DAY_MS = 24 * HOUR_MS;
const OWN_SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

let lab: AutomationLab;
let sender: WebhookSender;
let receiver: HttpReceiver;
beforeAll(async () => {
  lab = await AutomationLab.open({ TIDINGS_PRIVATE_HOSTS: '127.0.0.1' });
  sender = lab.api.app.get(WebhookSender, { strict: false });
}, 60_000);
afterAll(() => lab.close());
beforeEach(async () => {
  receiver = await HttpReceiver.open();
});
afterEach(() => receiver.close());

const endpoint = (more: Record<string, unknown> = {}): Promise<EndpointWithSecret> =>
  lab.call('POST', '/webhooks/endpoints', { name: 'Billing', url: `${receiver.url}/in`, ...more });
const show = (id: number): Promise<EndpointView> => lab.call('GET', `/webhooks/endpoints/${String(id)}`);
const publish = (step: Record<string, unknown>): Promise<number> =>
  lab.publish({
    name: 'Calls',
    triggers: [{ type: 'manual' }],
    entry: { again: 'after_exit' },
    start: 's1',
    steps: { s1: { type: 'webhook', next: null, ...step } },
  });
const enrol = async (automation: number): Promise<number> => {
  const contact = await lab.contact();
  await lab.call('POST', `/automations/${String(automation)}/enrolments`, { contact_ids: [contact] });
  await lab.settle();
  return contact;
};
const log = async (query: string): Promise<WebhookView[]> =>
  (await lab.call<{ data: WebhookView[] }>('GET', `/webhooks/deliveries?${query}`)).data;

function isSignedBy(secret: string, { headers, body }: ReceivedCall): boolean {
  const content = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  const mac = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64')).update(content);
  return headers['webhook-signature'] === `v1,${mac.digest('base64')}`;
}

describe('a webhook endpoint', () => {
  it('is called by steps that name it, with its headers, signed with a secret that was shown once', async () => {
    const made = await endpoint({ headers: { Authorization: 'Bearer hush' } });
    expect(made.secret).toMatch(/^whsec_/);
    expect(await show(made.id)).not.toHaveProperty('secret');
    expect(await show(made.id)).toMatchObject({ name: 'Billing', headers: { Authorization: null }, enabled: true });
    const automation = await publish({ endpoint: made.id });
    await enrol(automation);
    await sender.deliverDue();
    const [call] = receiver.calls;
    expect(call).toMatchObject({ path: '/in', headers: { authorization: 'Bearer hush' } });
    expect(isSignedBy(made.secret, call!)).toBe(true);
    expect(await log(`endpoint=${String(made.id)}`)).toMatchObject([{ status: 'delivered', endpoint_id: made.id }]);
    const stored = await lab.db.query(`SELECT * FROM webhook_endpoints, kept_secrets, webhook_deliveries, audit_log`);
    expect(JSON.stringify(stored)).not.toMatch(/hush|MfKQ/);
    expect(JSON.stringify(stored)).not.toContain(made.secret);
  });

  it('is saved with a warning when its address would never be called', async () => {
    const made = await lab.call<EndpointView & { warnings: object[] }>('POST', '/webhooks/endpoints', {
      name: 'In the house',
      url: 'http://192.168.1.5/in',
    });
    const warned = [{ path: 'url', message: expect.stringContaining('192.168.1.5 is not a public address') }];
    expect(made.warnings).toEqual(warned);
    expect(await lab.call('POST', '/webhooks/endpoints/check', { url: 'http://192.168.1.5/in' })).toEqual({
      warnings: warned,
    });
    const path = `/webhooks/endpoints/${String(made.id)}`;
    expect(await lab.call('PATCH', path, { name: 'Renamed' })).toMatchObject({ warnings: warned });
    expect(await lab.call('PATCH', path, { url: 'http://localhost/in' })).toMatchObject({
      warnings: [{ path: 'url', message: expect.stringContaining('localhost is not') }],
    });
    expect(await lab.call('PATCH', path, { url: receiver.url })).toMatchObject({ warnings: [] });
    expect(await lab.call('POST', '/webhooks/endpoints/check', { url: 'not yet' })).toEqual({ warnings: [] });
  });

  it('goes on with a new secret, a new address and the values of headers that were left as they are', async () => {
    const made = await endpoint({ headers: { 'X-One': '1', 'X-Two': '2' }, secret: OWN_SECRET });
    expect(made.secret).toBe(OWN_SECRET);
    const automation = await publish({ endpoint: made.id });
    await enrol(automation);
    const rotated = await lab.call<EndpointWithSecret>('POST', `/webhooks/endpoints/${String(made.id)}/rotate-secret`);
    await lab.call('PATCH', `/webhooks/endpoints/${String(made.id)}`, {
      url: `${receiver.url}/moved`,
      headers: { 'X-One': null, 'X-Three': '3' },
    });
    await sender.deliverDue();
    const [call] = receiver.calls;
    expect(call).toMatchObject({ path: '/moved', headers: { 'x-one': '1', 'x-three': '3' } });
    expect(call!.headers).not.toHaveProperty('x-two');
    expect([isSignedBy(rotated.secret, call!), isSignedBy(OWN_SECRET, call!)]).toEqual([true, false]);
  });

  it('is tried with a call that says nothing about anybody, and shows the answer', async () => {
    receiver.answer = (_call, response) => response.writeHead(202).end('got it');
    const made = await endpoint();
    const answer = await lab.call<TestAnswer>('POST', `/webhooks/endpoints/${String(made.id)}/test`);
    expect(answer).toMatchObject({ status: 202, response: 'got it', error: null });
    expect(JSON.parse(receiver.calls[0]!.body)).toMatchObject({ type: 'test', data: { endpoint: { id: made.id } } });
    expect(isSignedBy(made.secret, receiver.calls[0]!)).toBe(true);
    expect(await log(`endpoint=${String(made.id)}`)).toEqual([]);
    await receiver.close();
    const none = await lab.call<TestAnswer>('POST', `/webhooks/endpoints/${String(made.id)}/test`);
    expect(none).toMatchObject({ status: null, response: null });
    expect(none.error).not.toBeNull();
    receiver = await HttpReceiver.open();
  });

  it('is turned off after three days of failures; calls wait until somebody turns it on', async () => {
    receiver.answer = (_call, response) => response.writeHead(500).end();
    const made = await endpoint();
    const automation = await publish({ endpoint: made.id });
    await enrol(automation);
    for (let round = 0; round < 9; round += 1) {
      await sender.deliverDue();
      lab.clock.advance(25 * HOUR_MS);
    }
    expect(await show(made.id)).toMatchObject({ enabled: true, failures: 9 });
    await enrol(automation);
    await sender.deliverDue();
    expect(await show(made.id)).toMatchObject({
      ...{ enabled: false, off_reason: 'failing', last_error: 'The answer was 500', held: 1 },
    });
    const before = receiver.calls.length;
    await enrol(automation);
    lab.clock.advance(DAY_MS);
    await sender.deliverDue();
    expect([receiver.calls.length, (await show(made.id)).held]).toEqual([before, 2]);
    receiver.answer = (_call, response) => response.writeHead(200).end();
    const on = await lab.call('PATCH', `/webhooks/endpoints/${String(made.id)}`, { enabled: true });
    expect(on).toMatchObject({ enabled: true, off_reason: null, failures: 0, last_error: null });
    await sender.deliverDue();
    expect(receiver.calls).toHaveLength(before + 2);
  });

  it('is not turned off by failures between successes, and at once by 410', async () => {
    const made = await endpoint();
    const automation = await publish({ endpoint: made.id });
    for (let round = 0; round < 12; round += 1) {
      const status = round % 4 === 0 ? 200 : 400;
      receiver.answer = (_call, response) => response.writeHead(status).end();
      await enrol(automation);
      await sender.deliverDue();
      lab.clock.advance(DAY_MS);
      await lab.db.execute(`UPDATE webhook_deliveries SET state = 'failed' WHERE state = 'pending'`);
    }
    expect(await show(made.id)).toMatchObject({ enabled: true });
    receiver.answer = (_call, response) => response.writeHead(410).end();
    await enrol(automation);
    await sender.deliverDue();
    expect(await show(made.id)).toMatchObject({ enabled: false, off_reason: 'gone' });
    const [row] = await log(`endpoint=${String(made.id)}`);
    const replay = await lab.api.call('POST', `/webhooks/deliveries/${String(row!.id)}/replay`);
    expect([replay.statusCode, replay.json<{ code: string }>().code]).toEqual([409, 'webhook.endpoint_off']);
  });

  it('can not be removed while a draft names it; a version that still does sends nothing', async () => {
    const made = await endpoint();
    const automation = await publish({ endpoint: made.id });
    const refused = await lab.api.call('DELETE', `/webhooks/endpoints/${String(made.id)}`);
    expect(refused.json()).toMatchObject({
      ...{ status: 409, code: 'webhook.endpoint_in_use' },
      detail: 'The endpoint is called by: automation “Calls”. Take it out of them first.',
    });
    await lab.call('PATCH', `/automations/${String(automation)}`, {
      steps: { s1: { type: 'webhook', url: `${receiver.url}/own`, next: null } },
    });
    await lab.call('DELETE', `/webhooks/endpoints/${String(made.id)}`);
    await enrol(automation);
    await sender.deliverDue();
    expect(receiver.calls).toEqual([]);
    expect(await log(`endpoint=${String(made.id)}`)).toMatchObject([
      { status: 'skipped', error: 'The endpoint was removed' },
    ]);
  });

  it.each([
    ['an address that is none', { url: 'ftp://example.com' }, 'url'],
    ['a header of ours', { headers: { Host: 'x' } }, 'headers.Host'],
    ['a header without a value', { headers: { 'X-New': null } }, 'headers.X-New'],
    ['a secret that is none', { secret: 'hunter2' }, 'secret'],
    ['no name', { name: ' ' }, 'name'],
  ])('is refused with %s', async (_why, more, path) => {
    const answer = await lab.api.call('POST', '/webhooks/endpoints', { name: 'A', url: 'https://a.example', ...more });
    expect([answer.statusCode, answer.json<{ errors: { path: string }[] }>().errors[0]?.path]).toEqual([422, path]);
  });
});

describe('a step with an address of its own', () => {
  it('signs with its own secret and sends its headers, and neither is shown again', async () => {
    const automation = await publish({
      ...{ url: `${receiver.url}/own`, headers: { Authorization: 'Bearer deep' }, secret: OWN_SECRET },
    });
    await enrol(automation);
    await sender.deliverDue();
    const [call] = receiver.calls;
    expect(call!.headers.authorization).toBe('Bearer deep');
    expect(isSignedBy(OWN_SECRET, call!)).toBe(true);
    const shown = await lab.call<{ steps: { s1: { secret: string } } }>('GET', `/automations/${String(automation)}`);
    const rows = await lab.db.query('SELECT draft, definition FROM automations, automation_versions');
    const calls = await lab.db.query('SELECT headers, secret FROM webhook_deliveries');
    expect(JSON.stringify([shown, rows, calls])).not.toMatch(/deep|MfKQ/);
    expect(shown.steps.s1.secret).toMatch(/^kept:/);
  });

  it('is saved again and copied as it was read', async () => {
    const step = { url: `${receiver.url}/own`, headers: { 'X-Key': 'deep' }, secret: OWN_SECRET };
    const first = await publish(step);
    const { steps } = await lab.call<{ steps: unknown }>('GET', `/automations/${String(first)}`);
    await lab.publishEdit(first, { steps, description: 'Read and written back' });
    const copy = await lab.call<{ id: number }>('POST', `/automations/${String(first)}/duplicate`);
    await lab.call('POST', `/automations/${String(copy.id)}/publish`);
    for (const automation of [first, copy.id]) await enrol(automation);
    await sender.deliverDue();
    expect(receiver.calls.map((call) => [call.headers['x-key'], isSignedBy(OWN_SECRET, call)])).toEqual([
      ['deep', true],
      ['deep', true],
    ]);
  });
});

describe('kept secrets', () => {
  it('are forgotten a day after nothing names them any more, and not before', async () => {
    await endpoint({ secret: 'whsec_QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB', headers: { 'X-Kept': 'by an endpoint' } });
    const draft = { name: 'D', triggers: [], start: 's1' };
    const step = (value: string): Record<string, unknown> => ({
      steps: { s1: { type: 'webhook', url: 'https://a.example', headers: { 'X-Key': value }, next: null } },
    });
    const count = async (): Promise<number> =>
      (await lab.db.query<{ n: number }>('SELECT count(*)::int AS n FROM kept_secrets'))[0]!.n;
    const clean = async (): Promise<void> => lab.api.app.get(Housekeeping, { strict: false }).run();
    lab.clock.advance(2 * DAY_MS);
    await clean();
    const before = await count();
    const { id } = await lab.call<{ id: number }>('POST', '/automations', { ...draft, ...step('half') });
    await lab.call('PATCH', `/automations/${String(id)}`, step('half a secret'));
    await clean();
    expect(await count()).toBe(before + 2);
    lab.clock.advance(2 * DAY_MS);
    await clean();
    expect(await count()).toBe(before + 1);
  });

  it('are sealed anew when the secret of the installation changes', async () => {
    const made = await endpoint({ secret: OWN_SECRET });
    await lab.db.execute(`UPDATE kept_secrets SET key_id = 'former'`);
    await lab.api.app.get(Housekeeping, { strict: false }).run();
    const rows = await lab.db.query(`SELECT FROM kept_secrets WHERE key_id = 'former'`);
    await enrol(await publish({ endpoint: made.id }));
    await sender.deliverDue();
    expect([rows, isSignedBy(OWN_SECRET, receiver.calls[0]!)]).toEqual([[], true]);
  });
});

describe('the log of calls', () => {
  it('stands on the timeline of the contact', async () => {
    const made = await endpoint({ name: 'Till' });
    const contact = await enrol(await publish({ endpoint: made.id }));
    await sender.deliverDue();
    const { data } = await lab.call<{ data: unknown[] }>('GET', `/contacts/${String(contact)}/timeline`);
    expect(data).toContainEqual(
      expect.objectContaining({
        ...{ kind: 'webhook', name: 'webhook_delivered' },
        data: expect.objectContaining({ endpoint: 'Till', status: 200 }),
      }),
    );
  });

  it('is kept as long as the organisation wants, but for what is still to be made', async () => {
    const [paused, done] = [await publish({ url: `${receiver.url}/a` }), await publish({ url: `${receiver.url}/b` })];
    await enrol(paused);
    await lab.call('POST', `/automations/${String(paused)}/pause`);
    await enrol(done);
    await sender.deliverDue();
    await lab.call('PATCH', '/settings', { webhook_log_days: 7 });
    const clean = async (): Promise<void> => lab.api.app.get(Housekeeping, { strict: false }).run();
    lab.clock.advance(6 * DAY_MS);
    await clean();
    expect(await log(`automation=${String(done)}`)).toHaveLength(1);
    lab.clock.advance(2 * DAY_MS);
    await clean();
    expect(await log(`automation=${String(done)}`)).toEqual([]);
    expect(await log(`automation=${String(paused)}`)).toHaveLength(1);
  });
});
