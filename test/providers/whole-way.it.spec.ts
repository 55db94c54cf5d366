import { createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { SenderService } from '#libs/delivery';
import { createTestApi, type TestApi } from '../../apps/api/src/testing/create-test-api.js';
import { PROVIDER_LANGUAGES } from './languages.js';
import { startProvider, type Behaviour, type HandedMail, type ProviderServer } from './provider-server.js';

let api: TestApi;
let sending: SenderService;
let template: number;
let server: ProviderServer | undefined;

beforeAll(async () => {
  api = await createTestApi({ env: { TIDINGS_PRIVATE_HOSTS: '127.0.0.1' } });
  sending = api.app.get(SenderService, { strict: false });
  template = await idOf('/templates', { name: 'T', subject: 'Grüße', html: '<p>Hi {{contact.email}}</p>' });
}, 60_000);
afterEach(() => server?.stop());
afterAll(async () => {
  await sending.stop();
  await api.close();
});

async function idOf(path: string, body: object): Promise<number> {
  const answer = await api.call('POST', path, body);
  expect([200, 201, 202]).toContain(answer.statusCode);
  return answer.json<{ id: number }>().id;
}

interface MessageRow {
  readonly status: string;
  readonly reason: string | null;
  readonly response: string | null;
  readonly bounced_at: string | null;
}

async function messageOf(email: string): Promise<MessageRow> {
  const [row] = await api.db.query<MessageRow & Record<string, unknown>>(
    `SELECT state AS status, reason, response, bounced_at FROM messages
     WHERE contact_id = (SELECT id FROM contacts WHERE email = $1)`,
    [email],
  );
  return row!;
}

/** Sends one mail by a sender of this kind. Resolves when the ledger has its answer. */
async function send(type: string, to: string, key: 'good' | 'bad', behave: () => Behaviour): Promise<MessageRow> {
  const language = PROVIDER_LANGUAGES.find((one) => one.type === type)!;
  server = await startProvider(language, behave);
  const transport = { type, settings: language.settings(server.url, key) };
  const sender = await idOf('/senders', { name: 'Shop', email: 'news@shop.example', transport });
  await idOf('/messages', { to, template_id: template, sender_id: sender });
  await sending.drain();
  for (let tries = 0; tries < 200; tries += 1) {
    const row = await messageOf(to);
    if (!['pending', 'claimed', 'sending'].includes(row.status)) return row;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return messageOf(to);
}

const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const SIGNING_KEY = 'key-0123456789abcdef';

/** The provider's report that the mail came back, with nothing of it but what it was given to bring back. */
const REPORTS: Readonly<Record<string, (mail: HandedMail) => { body: string; headers: Record<string, string> }>> = {
  sendgrid: ({ to, token }) => {
    const at = String(Math.floor(Date.now() / 1000));
    const event = { event: 'bounce', email: to, timestamp: Number(at), sg_event_id: randomBytes(9).toString('hex') };
    const body = JSON.stringify([{ ...event, status: '5.1.1', reason: '550 unknown user', 'tidings-message': token }]);
    const headers = {
      'x-twilio-email-event-webhook-signature': sign('sha256', Buffer.from(at + body), keys.privateKey).toString(
        'base64',
      ),
      'x-twilio-email-event-webhook-timestamp': at,
    };
    return { body, headers };
  },
  mailgun: ({ to, token }) => {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const nonce = randomBytes(25).toString('hex');
    const signature = createHmac('sha256', SIGNING_KEY)
      .update(timestamp + nonce)
      .digest('hex');
    const status = { code: 550, message: '5.1.1 No such user' };
    const body = JSON.stringify({
      signature: { timestamp, token: nonce, signature },
      'event-data': {
        ...{
          id: nonce.slice(0, 20),
          event: 'failed',
          severity: 'permanent',
          timestamp: Number(timestamp),
          recipient: to,
        },
        ...{ 'delivery-status': status, 'user-variables': { 'tidings-message': token } },
      },
    });
    return { body, headers: {} };
  },
  postmark: ({ to, token }) => ({
    body: JSON.stringify({
      ...{ RecordType: 'Bounce', Type: 'HardBounce', ID: 1, Email: to, Details: '550 unknown user' },
      Metadata: { 'message-id': token },
    }),
    headers: { authorization: `Basic ${Buffer.from('pm:a-long-password-for-postmark').toString('base64')}` },
  }),
};

describe.each(PROVIDER_LANGUAGES.map(({ type }) => type))('a mail by %s', (type) => {
  it('leaves once, and the ledger keeps what the provider calls it', async () => {
    const to = `sent-${type}@reader.example`;
    expect(await send(type, to, 'good', () => 'accept')).toMatchObject({
      status: 'sent',
      response: expect.stringMatching(/^[\w ]+: .*1/),
    });
    expect(server!.arrived).toMatchObject([{ to, subject: 'Grüße', html: expect.stringContaining(to) }]);
    await sending.drain();
    expect(server!.arrived).toHaveLength(1);
  });

  it('waits, with the reason, while the key is wrong', async () => {
    const row = await send(type, `key-${type}@reader.example`, 'bad', () => 'accept');
    expect(row).toMatchObject({ status: 'deferred', reason: 'provider.account', bounced_at: null });
    expect(row.response).toMatch(/^[\w ]+: \S/);
  });

  it('has bounced when the provider refuses the recipient', async () => {
    const to = `refused-${type}@reader.example`;
    const row = await send(type, to, 'good', () => 'refuse');
    expect(row).toMatchObject({ status: 'failed', reason: 'provider.recipient', bounced_at: expect.anything() });
  });
});

describe.each(PROVIDER_LANGUAGES.map(({ type }) => type))('%s that asks for patience', (type) => {
  it('has all mail of the sender wait as long as it says', async () => {
    const said = PROVIDER_LANGUAGES.find((one) => one.type === type)!.throttled();
    const later = { ...said, headers: { ...said.headers, 'retry-after': '300' } };
    const to = `busy-${type}@reader.example`;
    const row = await send(type, to, 'good', () => ({ answer: later }));
    expect(row).toMatchObject({ status: 'deferred', reason: 'provider.busy' });
    await sending.drain();
    const senders = (await api.call('GET', '/senders')).json<{ data: { id: number }[] }>().data;
    const sender = Math.max(...senders.map(({ id }) => id));
    const pace = (await api.call('GET', `/senders/${String(sender)}/pace`)).json<{ slow_downs: SlowDown[] }>();
    expect(pace.slow_downs).toMatchObject([{ domain: '', code: 'busy', response: row.response }]);
    const waitMs = Date.parse(pace.slow_downs[0]!.paused_until) - Date.now();
    expect(waitMs).toBeGreaterThan(280_000);
    expect(waitMs).toBeLessThanOrEqual(300_000);

    const calls = server!.calls.length;
    const next = `next-${type}@reader.example`;
    await idOf('/messages', { to: next, template_id: template, sender_id: sender });
    await sending.drain();
    expect(await messageOf(next)).toMatchObject({ status: 'pending', reason: 'throttle.slowed' });
    expect(server!.calls).toHaveLength(calls);
  });
});

interface SlowDown {
  readonly domain: string;
  readonly paused_until: string;
}

describe('what a provider reports later', () => {
  beforeAll(async () => {
    const publicKey = keys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    await idOf('/returned-mail/sources', { type: 'sendgrid', settings: { public_key: publicKey } });
    await idOf('/returned-mail/sources', { type: 'mailgun', settings: { signing_key: SIGNING_KEY } });
    const login = { username: 'pm', password: 'a-long-password-for-postmark' };
    await idOf('/returned-mail/sources', { type: 'postmark', settings: login });
  });

  it.each(Object.keys(REPORTS))('finds its mail by what %s was given to bring back', async (type) => {
    const to = `bounced-${type}@reader.example`;
    expect(await send(type, to, 'good', () => 'accept')).toMatchObject({ status: 'sent', bounced_at: null });
    const { body, headers } = REPORTS[type]!(server!.arrived[0]!);
    const answer = await api.inject({
      ...{ method: 'POST', url: `/hooks/${type}`, payload: body },
      headers: { 'content-type': 'application/json', ...headers },
    });
    expect(answer.json()).toMatchObject({ recorded: 1, unmatched: 0 });
    expect(await messageOf(to)).toMatchObject({ bounced_at: expect.anything() });
  });
});
