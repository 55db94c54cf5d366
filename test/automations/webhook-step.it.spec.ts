import { createHmac } from 'node:crypto';
import { once, EventEmitter } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { WebhookSender, type WebhookView } from '#libs/ledger';
import { Sweeper } from '#libs/queue';
import { AutomationLab, HOUR_MS } from './automation-lab.js';
import { HttpReceiver, type ReceivedCall } from './http-receiver.js';

let lab: AutomationLab;
let sender: WebhookSender;
let receiver: HttpReceiver;
beforeAll(async () => {
  lab = await AutomationLab.open({ TIDINGS_PRIVATE_HOSTS: '127.0.0.1' });
  sender = lab.api.app.get(WebhookSender, { strict: false });
  await lab.call('POST', '/fields', { key: 'plan', type: 'text' });
}, 60_000);
afterAll(() => lab.close());
beforeEach(async () => {
  receiver = await HttpReceiver.open();
});
afterEach(() => receiver.close());

const publish = (more: Record<string, unknown> = {}): Promise<number> =>
  lab.publish({
    triggers: [{ type: 'manual' }],
    entry: { again: 'after_exit' },
    start: 's1',
    steps: { s1: { type: 'webhook', url: `${receiver.url}/hook`, next: null, ...more } },
  });
const enrol = (automation: number, contacts: readonly number[], event = {}): Promise<unknown> =>
  lab.call('POST', `/automations/${String(automation)}/enrolments`, { contact_ids: contacts, event });
const log = async (automation: number): Promise<WebhookView[]> =>
  (await lab.call<{ data: WebhookView[] }>('GET', `/webhooks/deliveries?automation=${String(automation)}`)).data;

/** Another process' sender: the same parts under a second instance. */
function otherSender(): WebhookSender {
  const own = sender as unknown as Record<string, unknown>;
  const parts = ['claims', 'targets', 'caller', 'health', 'sweeper'].map((part) => own[part]);
  return new (WebhookSender as unknown as new (...parts: unknown[]) => WebhookSender)(...parts);
}

/** The next answers meet what a killed server says when it is on its way back. */
function failNextWrite(): void {
  const { claims } = sender as unknown as { claims: { write: (made: unknown) => Promise<void> } };
  const write = claims.write.bind(claims);
  claims.write = () => {
    claims.write = write;
    return Promise.reject(Object.assign(new Error('the database system is starting up'), { code: '57P03' }));
  };
}

/** As a receiver checks it, by the secret that the settings show. */
async function isSigned({ headers, body }: ReceivedCall): Promise<boolean> {
  const { secret } = await lab.call<{ secret: string }>('GET', '/webhooks/secret');
  const content = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  const mac = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64')).update(content);
  return headers['webhook-signature'] === `v1,${mac.digest('base64')}`;
}

describe('a webhook', () => {
  it('is sent what is known of the contact, signed, and stands in the log', async () => {
    const contact = await lab.contact({ first_name: 'Ada', fields: { plan: 'pro' }, tags: ['vip'] });
    const automation = await publish();
    await enrol(automation, [contact], { cart: 7 });
    await lab.settle();
    await sender.deliverDue();
    const [call] = receiver.calls;
    expect(call).toMatchObject({ method: 'POST', path: '/hook', headers: { 'content-type': 'application/json' } });
    expect(JSON.parse(call!.body)).toMatchObject({
      type: 'automation.step',
      data: {
        automation: { id: automation, name: 'A' },
        step: 's1',
        contact: { id: contact, first_name: 'Ada', fields: { plan: 'pro' }, tags: ['vip'] },
        event: { cart: 7 },
      },
    });
    expect(await isSigned(call!)).toBe(true);
    const [row] = await log(automation);
    expect(row).toMatchObject({
      ...{ status: 'delivered', attempt: 1, response_status: 200, response: 'thanks', error: null },
      ...{ contact_id: contact, webhook_id: call!.headers['webhook-id'], body: JSON.parse(call!.body) as unknown },
    });
    expect(await lab.path(automation, contact)).toEqual(['s1:next']);
  });

  it('fills the merge fields of a body, wherever they stand, and sends headers', async () => {
    const contact = await lab.contact({ first_name: 'Ada "&<' });
    const body = {
      name: '{{contact.first_name}}',
      plan: '{{default contact.plan "none"}}',
      deep: { list: [1, true, null, 'cart {{event.cart}}'] },
    };
    const automation = await publish({ body, headers: { Authorization: 'Bearer x' } });
    await enrol(automation, [contact], { cart: 7 });
    await lab.settle();
    await sender.deliverDue();
    const [call] = receiver.calls;
    expect(JSON.parse(call!.body)).toEqual({
      name: 'Ada "&<',
      plan: 'none',
      deep: { list: [1, true, null, 'cart 7'] },
    });
    expect(call!.headers.authorization).toBe('Bearer x');
  });

  it('is called again under the same id until it answers', async () => {
    receiver.answer = (_call, response) => response.writeHead(receiver.calls.length < 3 ? 500 : 200).end('x');
    const automation = await publish();
    await enrol(automation, [await lab.contact()]);
    await lab.settle();
    await sender.deliverDue();
    expect(await log(automation)).toMatchObject([
      { status: 'pending', response_status: 500, error: 'The answer was 500' },
    ]);
    await sender.deliverDue();
    expect(receiver.calls).toHaveLength(1);
    lab.clock.advance(6_000);
    await sender.deliverDue();
    lab.clock.advance(301_000);
    await sender.deliverDue();
    expect(await log(automation)).toMatchObject([{ status: 'delivered', attempt: 3 }]);
    expect(new Set(receiver.calls.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    const times = new Set(receiver.calls.map(({ headers }) => headers['webhook-timestamp']));
    expect(times.size).toBe(3);
  });

  it('is made once when the database is away as its answer comes: the answer is kept until it can be written', async () => {
    const automation = await publish();
    await enrol(automation, [await lab.contact()]);
    await lab.settle();
    failNextWrite();
    await sender.deliverDue();
    expect(await log(automation)).toMatchObject([{ status: 'delivered', attempt: 1 }]);
    expect(receiver.calls).toHaveLength(1);
  });

  it('is given up after three days, and made again when somebody asks', async () => {
    receiver.answer = (_call, response) => response.writeHead(503).end();
    const automation = await publish();
    await enrol(automation, [await lab.contact()]);
    await lab.settle();
    for (let round = 0; round < 12; round += 1) {
      await sender.deliverDue();
      lab.clock.advance(25 * HOUR_MS);
    }
    expect(receiver.calls).toHaveLength(10);
    const [row] = await log(automation);
    expect(row).toMatchObject({ status: 'failed', attempt: 10 });
    receiver.answer = (_call, response) => response.writeHead(200).end();
    await lab.call('POST', `/webhooks/deliveries/${String(row!.id)}/replay`);
    await sender.deliverDue();
    expect(await log(automation)).toMatchObject([{ status: 'delivered', attempt: 11, webhook_id: row!.webhook_id }]);
  });

  it('reaches no private address', async () => {
    const automation = await publish({ url: `${receiver.url.replace('127.0.0.1', 'localhost')}/hook` });
    await enrol(automation, [await lab.contact()]);
    await lab.settle();
    await sender.deliverDue();
    expect(receiver.calls).toEqual([]);
    const [row] = await log(automation);
    expect(row).toMatchObject({ status: 'failed', response_status: null });
    expect(row!.error).toMatch(/^localhost is not a public address/);
  });

  it('rests while its automation is paused, and is not made once it is archived', async () => {
    const automation = await publish();
    await enrol(automation, [await lab.contact()]);
    await lab.settle();
    await lab.call('POST', `/automations/${String(automation)}/pause`);
    await sender.deliverDue();
    expect(receiver.calls).toEqual([]);
    await lab.call('POST', `/automations/${String(automation)}/resume`);
    await sender.deliverDue();
    expect(receiver.calls).toHaveLength(1);
    await enrol(automation, [await lab.contact()]);
    await lab.settle();
    await lab.call('POST', `/automations/${String(automation)}/archive`);
    await sender.deliverDue();
    expect(receiver.calls).toHaveLength(1);
    expect((await log(automation)).map(({ status }) => status)).toEqual(['skipped', 'delivered']);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['an address that is none', { url: 'ftp://example.com' }, 'url'],
    ['a password in the address', { url: 'https://me:secret@example.com' }, 'url'],
    ['a header of ours', { headers: { 'Webhook-Id': 'x' } }, 'headers.Webhook-Id'],
    ['a header of two lines', { headers: { 'X-A': 'a\r\nX-B: b' } }, 'headers.X-A'],
    ['a secret that is none', { secret: 'hunter2' }, 'secret'],
    ['a secret of another installation', { secret: 'kept:AAAAAAAAAAAAAAAAAAAAAA' }, 'secret'],
    ['two targets', { endpoint: 1 }, 'endpoint'],
    ['an endpoint that is not there', { url: undefined, endpoint: 4_711 }, 'endpoint'],
    ['headers for an endpoint', { url: undefined, endpoint: 1, headers: { 'X-A': 'a' } }, 'headers'],
    ['a merge field that does not compile', { body: { a: [{ b: '{{#if}}' }] } }, 'body.a[0].b'],
  ])('is refused with %s', async (_why, more, path) => {
    const step = { type: 'webhook', url: 'https://example.com', next: null, ...more };
    const document = { name: 'B', triggers: [], start: 's1', steps: { s1: step } };
    const answer = await lab.api.call('POST', '/automations', document);
    const [error] = answer.json<{ errors: { path: string }[] }>().errors;
    expect([answer.statusCode, error?.path]).toEqual([422, `steps.s1.${path}`]);
  });

  it('is forgotten with the contact', async () => {
    const contact = await lab.contact();
    const automation = await publish();
    await enrol(automation, [contact]);
    await lab.settle();
    await lab.call('POST', `/contacts/${String(contact)}/erase`);
    await sender.deliverDue();
    expect([receiver.calls, await log(automation)]).toEqual([[], []]);
  });
});

describe('many webhooks', () => {
  it('are made once each by three senders at once', async () => {
    const automation = await publish({ body: { id: '{{contact.id}}' } });
    await enrol(automation, await lab.contactsInBulk(400));
    await lab.settle();
    await Promise.all([sender, otherSender(), otherSender()].map((one) => one.deliverDue()));
    expect(receiver.calls).toHaveLength(400);
    expect(new Set(receiver.calls.map(({ body }) => body)).size).toBe(400);
  }, 60_000);

  it('of a process that died are made again by another, under the same id; the dead one comes too late', async () => {
    const automation = await publish();
    await enrol(automation, [await lab.contact()]);
    await lab.settle();
    const arrived = new EventEmitter();
    const held: ((status: number) => void)[] = [];
    receiver.answer = (_call, response) => {
      held.push((status) => response.writeHead(status).end());
      arrived.emit('call');
    };
    const first = once(arrived, 'call');
    const dead = otherSender().deliverDue();
    await first;
    await sender.deliverDue();
    expect(receiver.calls).toHaveLength(1);
    lab.clock.advance(61_000);
    await lab.api.app.get(Sweeper, { strict: false }).askAll();
    const second = once(arrived, 'call');
    const alive = sender.deliverDue();
    await second;
    held[0]?.(500);
    await dead;
    expect(await log(automation)).toMatchObject([{ status: 'sending', attempt: 2 }]);
    held[1]?.(200);
    await alive;
    expect(await log(automation)).toMatchObject([{ status: 'delivered', attempt: 2 }]);
    expect(receiver.calls[0]!.headers['webhook-id']).toBe(receiver.calls[1]!.headers['webhook-id']);
  });

  it('to a host that does not answer keep nobody else waiting', async () => {
    const slow = await HttpReceiver.open();
    const release: (() => void)[] = [];
    slow.answer = (_call, response) => release.push(() => response.writeHead(200).end());
    const stuck = await publish({ url: `${slow.url}/hook` });
    const quick = await publish();
    await enrol(stuck, await lab.contactsInBulk(30));
    await lab.settle();
    const waiting = sender.deliverDue();
    await enrol(quick, await lab.contactsInBulk(30));
    await lab.settle();
    await sender.deliverDue();
    expect([receiver.calls.length, slow.calls.length]).toEqual([30, 10]);
    slow.answer = (_call, response) => response.writeHead(200).end();
    release.forEach((answer) => {
      answer();
    });
    await waiting;
    expect(slow.calls).toHaveLength(30);
    await slow.close();
  });
});
