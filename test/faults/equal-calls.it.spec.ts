import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TestResponse } from '../../apps/api/src/testing/create-test-api.js';
import { expectAccounted } from './accounting.js';
import { CampaignLab, type Outbreak } from './campaign-lab.js';

// E13: the same call fifty times at once, with and without an Idempotency-Key.
const TIMES = 50;
const good = (): undefined => undefined;

let lab: CampaignLab;
let keys = 0;
beforeAll(async () => {
  lab = await CampaignLab.open();
}, 60_000);
afterAll(() => lab.close());
beforeEach(() => lab.api.db.execute('TRUNCATE contacts, messages, message_queue CASCADE'));

function call(path: string, payload: object | undefined, key?: string): Promise<TestResponse> {
  const authorization = `Bearer ${lab.api.adminKey}`;
  const headers = { authorization, ...(key === undefined ? {} : { 'idempotency-key': key }) };
  return lab.api.inject({ method: 'POST', url: `/api/v1${path}`, headers, ...(payload ? { payload } : {}) });
}

const fifty = (path: string, payload: object | undefined, key?: string): Promise<TestResponse[]> =>
  Promise.all(Array.from({ length: TIMES }, () => call(path, payload, key)));
const newKey = (): string => `key-${String((keys += 1))}`;

function expectAlike(answers: readonly TestResponse[]): void {
  expect(new Set(answers.map(({ statusCode }) => statusCode)).size).toBe(1);
  expect(answers[0]!.statusCode).toBeLessThan(300);
  expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
}

async function count(table: string): Promise<number> {
  const [row] = await lab.api.db.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
  return row!.n;
}

describe('E13: fifty equal calls at once', () => {
  it.each([
    ['with a key', newKey],
    ['without one', () => undefined],
  ])('%s start a campaign once', async (_, key) => {
    const outbreak: Outbreak = await lab.prepare(good, 20);
    const answers = await fifty(`/campaigns/${String(outbreak.campaign)}/start`, undefined, key());
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
    await Promise.all([lab.advance(), lab.advance()]);
    await lab.sendToTheEnd(outbreak.campaign);
    expectAccounted(await outbreak.account());
    expect(outbreak.server.arrived).toHaveLength(20);
    expect(await count('messages')).toBe(20);
  });

  it('with a key make one campaign, and all are answered alike', async () => {
    const { campaign } = await lab.prepare(good, 1);
    const { template_id, topic, audience } = (await lab.api.call('GET', `/campaigns/${String(campaign)}`)).json<
      Record<string, unknown>
    >();
    const before = await count('campaigns');
    expectAlike(await fifty('/campaigns', { name: 'Twice', template_id, topic, audience }, newKey()));
    expect(await count('campaigns')).toBe(before + 1);
  });

  it('with a key send one receipt, and all are answered alike', async () => {
    const { server } = await lab.prepare(good, 1);
    const [sender] = await lab.api.db.query<{ id: number }>('SELECT max(id)::int AS id FROM senders');
    const template_id = await lab.make('/templates', { name: 'Receipt', subject: 'Receipt', html: '<p>Thanks</p>' });
    const body = { to: 'buyer@reader.example', template_id, sender_id: sender!.id };
    expectAlike(await fifty('/messages', body, newKey()));
    await lab.send();
    expect(server.arrived.map(({ to }) => to)).toEqual(['buyer@reader.example']);
  });

  it('without one each send a receipt: nobody has said that they are the same', async () => {
    const { server } = await lab.prepare(good, 1);
    const [sender] = await lab.api.db.query<{ id: number }>('SELECT max(id)::int AS id FROM senders');
    const template_id = await lab.make('/templates', { name: 'Receipt', subject: 'Receipt', html: '<p>Thanks</p>' });
    await fifty('/messages', { to: 'buyer@reader.example', template_id, sender_id: sender!.id });
    await lab.send();
    expect(server.arrived).toHaveLength(TIMES);
  });

  it('without a key upsert one contact, and count one event that names itself', async () => {
    const contact = { email: 'ann@reader.example', consents: { newsletter: 'subscribed' } };
    const answers = await fifty('/contacts', contact);
    expect(new Set(answers.map((answer) => answer.json<{ id: number }>().id)).size).toBe(1);
    expect(await count('contacts')).toBe(1);
    const events = await fifty('/events', { contact: { email: contact.email }, name: 'page_viewed', id: 'visit-1' });
    expect(events.every(({ statusCode }) => statusCode < 300)).toBe(true);
    expect(await count('events')).toBe(1);
  });
});
