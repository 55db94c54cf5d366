import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '#libs/db';
import { setTimeout as pause } from 'node:timers/promises';
import { accountFor, expectAccounted } from './faults/accounting.js';
import { DatabaseCable } from './support/database-cable.js';
import { eventually, Installation } from './support/installation.js';
import { startMailSink, type MailSink } from './support/mail-sink.js';

// E4 of the faults that Tidings must survive, as its processes see it. Ground truth is what the mail server took.
const CONTACTS = 3000;
const SENDING_LIMIT = 100;
const GONE_MS = Number(process.env['TIDINGS_GONE_MS'] ?? 30_000);
const LEASE_MS = 60_000;
const addresses = Array.from({ length: CONTACTS }, (_, index) => `person.${String(index)}@reader.example`);

let cable: DatabaseCable;
let installation: Installation;
let sink: MailSink;

beforeAll(async () => {
  sink = await startMailSink();
  const database = await createTestDatabase();
  cable = await DatabaseCable.to(database.url);
  const env = {
    SMTP_URL: sink.url,
    DATABASE_URL: cable.url,
    QUEUE_URL: cable.url,
    TIDINGS_SENDING_LIMIT: String(SENDING_LIMIT),
  };
  installation = await Installation.start(env, 1, database);
}, 60_000);

afterAll(async () => {
  await installation.stop();
  await cable.cut();
  await sink.stop();
});

async function startCampaign(): Promise<number> {
  const make = async (route: string, body: unknown): Promise<number> =>
    (await installation.call<{ id: number }>('POST', route, body)).id;
  await make('/senders', { name: 'Tidings', email: 'news@sender.example', postal_address: '1 Main Street' });
  const template_id = await make('/templates', { name: 'News', subject: 'News', html: '<p>Hello</p>' });
  const contacts = addresses.map((email) => ({ email, consents: { newsletter: 'subscribed' } }));
  await installation.call('POST', '/contacts/batch', contacts);
  const audience = { everyone: true, reason: 'test' };
  const campaign = await make('/campaigns', { name: 'News', template_id, topic: 'newsletter', audience });
  await installation.call('POST', `/campaigns/${String(campaign)}/start`);
  return campaign;
}

/** How the API answers without its database, and how soon. */
async function askWithout(): Promise<{ status: number; retry: boolean; ms: number }> {
  const start = performance.now();
  const answer = await fetch(`${installation.url}/api/v1/contacts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${installation.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'late@reader.example' }),
  });
  return { status: answer.status, retry: answer.headers.has('retry-after'), ms: performance.now() - start };
}

describe('a database that is gone for a while', () => {
  it(
    'is waited for: nothing is lost, nothing is sent twice, and work goes on by itself',
    async () => {
      const campaign = await startCampaign();
      await eventually(
        () => Promise.resolve(sink.mails.length),
        (mails) => mails > 200,
        { withinMs: 30_000, everyMs: 5 },
      );
      await cable.cut();
      const before = sink.mails.length;
      expect(before).toBeLessThan(CONTACTS);
      const answer = await askWithout();
      expect(answer).toMatchObject({ status: 503, retry: true });
      expect(answer.ms).toBeLessThan(10_000);
      expect((await fetch(`${installation.url}/health/live`)).status).toBe(200);
      await pause(GONE_MS);
      // Not one mail without a row that says so before it: at most those that were on the wire.
      expect(sink.mails.length - before).toBeLessThanOrEqual(SENDING_LIMIT);
      await cable.mend();

      await eventually(
        async () => (await fetch(`${installation.url}/health/ready`)).status,
        (status) => status === 200,
        { withinMs: LEASE_MS },
      );
      const report = await eventually(
        () => installation.call<Record<string, number | string>>('GET', `/campaigns/${String(campaign)}/report`),
        (seen) => seen['status'] === 'completed',
        { withinMs: 3 * LEASE_MS, everyMs: 500 },
      );
      expect(report).toMatchObject({ audience: CONTACTS, failed: 0, deferred: 0 });
      expect(Number(report['sent']) + Number(report['unknown'])).toBe(CONTACTS);
      expectAccounted(await accountFor(installation.database.db, campaign, addresses, sink.mails), SENDING_LIMIT);
      expect([...installation.workers].filter(({ exitCode }) => exitCode === null)).toHaveLength(1);
    },
    5 * LEASE_MS,
  );
});
