import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accountFor, expectAccounted } from './faults/accounting.js';
import { randomFrom } from './faults/random.js';
import { eventually, Installation } from './support/installation.js';
import { startMailSink, type MailSink } from './support/mail-sink.js';

// E1, E2, E3 and E14 of the faults that Tidings must survive: workers are killed at random moments while people go
// through an automation and a campaign. Ground truth is what the mail server took.
const CONTACTS = Number(process.env['TIDINGS_CRASH_CONTACTS'] ?? 2000);
const SENDING_LIMIT = 100;
const LEASE_MS = 60_000;
const addresses = Array.from({ length: CONTACTS }, (_, index) => `person.${String(index)}@reader.example`);
const seed = Number(process.env['TIDINGS_CRASH_SEED'] ?? Date.now() % 1_000_000);

let installation: Installation;
let sink: MailSink;
let kills = 0;

const random = randomFrom(seed);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

beforeAll(async () => {
  sink = await startMailSink();
  installation = await Installation.start({ SMTP_URL: sink.url, TIDINGS_SENDING_LIMIT: String(SENDING_LIMIT) }, 2);
});

afterAll(async () => {
  await installation.stop();
  await sink.stop();
});

async function count(sql: string): Promise<number> {
  const [row] = await installation.database.db.query<{ n: number }>(`SELECT count(*)::int AS n FROM (${sql}) counted`);
  return row!.n;
}

/** A segment, two templates, an automation and a campaign, all by the API. */
async function setUp(): Promise<{ campaign: number; automation: number }> {
  const make = async (route: string, body: unknown): Promise<number> =>
    (await installation.call<{ id: number }>('POST', route, body)).id;
  await make('/senders', { name: 'Tidings', email: 'news@sender.example', postal_address: '1 Main Street' });
  const html =
    '<html><body><p>Hello {{default contact.first_name "friend"}}, <a href="https://example.com/">look</a></p></body></html>';
  const welcome = await make('/templates', { name: 'Welcome', subject: 'Welcome', html });
  const second = await make('/templates', { name: 'Second', subject: 'Second', html });
  const news = await make('/templates', { name: 'News', subject: 'News', html });
  const contacts = addresses.map((email, index) => ({
    email,
    consents: { newsletter: 'subscribed' },
    tags: index % 2 === 0 ? ['even'] : [],
  }));
  await installation.call('POST', '/contacts/batch', contacts);
  const everybody = await make('/segments', {
    name: 'Readers',
    slug: 'readers',
    condition: { type: 'consent', topic: 'newsletter', status: 'subscribed' },
  });
  const even = await make('/segments', {
    name: 'Even',
    slug: 'even',
    condition: { type: 'tag', op: 'has_any_of', value: ['even'] },
  });
  const automation = await make('/automations', {
    name: 'Pricing',
    triggers: [
      { type: 'event', event: 'page_viewed', where: { property: 'path', op: 'starts_with', value: '/pricing' } },
    ],
    start: 's1',
    steps: {
      s1: { type: 'add_tag', tag: 'interest:crm', next: 's2' },
      s2: { type: 'send_email', template: welcome, next: 's3' },
      s3: { type: 'wait', for: '2s', next: 's4' },
      s4: {
        type: 'branch',
        branches: [{ condition: { type: 'segment', op: 'in', segment: even }, next: 's5' }],
        else: 's6',
      },
      s5: { type: 'send_email', template: second, next: null },
      s6: { type: 'notify_sales', to: 'owner', message: 'Hot: {{contact.email}}', next: null },
    },
  });
  await installation.call('POST', `/automations/${String(automation)}/publish`);
  const campaign = await make('/campaigns', {
    name: 'News',
    template_id: news,
    topic: 'newsletter',
    audience: { include: [everybody] },
  });
  await eventually(
    () => installation.call<{ count: number; status: string }>('GET', `/segments/${String(everybody)}`),
    (segment) => segment.status === 'ready' && segment.count === CONTACTS,
    { withinMs: 30_000 },
  );
  return { campaign, automation };
}

async function visitPricing(): Promise<void> {
  const events = Array.from({ length: CONTACTS }, (_, index) => ({
    contact: { email: `person.${String(index)}@reader.example` },
    name: 'page_viewed',
    id: `visit-${String(index)}`,
    properties: { path: '/pricing' },
  }));
  for (let at = 0; at < events.length; at += 500) {
    await installation.call('POST', '/events', events.slice(at, at + 500));
  }
}

/** Kills one worker at a time, each after a random while, and starts another at once, as the launcher does. */
async function killAtRandom(times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    await pause(300 + random() * 1500);
    const [victim] = [...installation.workers].sort(() => random() - 0.5);
    victim?.kill('SIGKILL');
    kills += 1;
    await installation.startWorker();
  }
}

async function rollingRestarts(times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    const [oldest] = installation.workers;
    const started = installation.startWorker();
    oldest?.kill('SIGTERM');
    await started;
    await pause(100 + random() * 300);
  }
}

describe('workers that are killed at random', () => {
  it(
    `lose no mail and send none twice (${String(CONTACTS)} contacts, seed ${String(seed)})`,
    async () => {
      const { campaign, automation } = await setUp();
      await visitPricing();
      await installation.call('POST', `/campaigns/${String(campaign)}/start`);
      await killAtRandom(6);
      await Promise.all([installation.startWorker(), installation.startWorker()]);
      await rollingRestarts(5);

      await eventually(
        () => count(`SELECT FROM enrolments WHERE state = 'active'`),
        (active) => active === 0,
        { withinMs: 2 * LEASE_MS },
      );
      await eventually(
        () => count(`SELECT FROM messages WHERE state IN ('pending', 'deferred')`),
        (open) => open === 0,
        { withinMs: 2 * LEASE_MS },
      );

      // Everybody who was due has a row with an end, and every row that says "sent" arrived.
      const report = await installation.call<Record<string, number>>('GET', `/campaigns/${String(campaign)}/report`);
      expect(report).toMatchObject({ audience: CONTACTS, deferred: 0, failed: 0 });
      expect(report['sent']! + report['unknown']!).toBe(CONTACTS);
      const account = await accountFor(installation.database.db, campaign, addresses, sink.mails);
      expectAccounted(account, SENDING_LIMIT * kills);
      const unknown = await count(`SELECT FROM messages WHERE state = 'unknown'`);
      expect(unknown).toBeLessThanOrEqual(SENDING_LIMIT * kills);

      const arrived = new Map<string, number>();
      for (const mail of sink.mails) {
        const id = mail.messageId.slice(1, -1);
        arrived.set(id, (arrived.get(id) ?? 0) + 1);
      }
      expect([...arrived.values()].filter((times) => times > 1)).toEqual([]);
      const sent = await installation.database.db.query<{ message_id: string }>(
        `SELECT message_id FROM messages WHERE state = 'sent'`,
      );
      expect(sent.filter((row) => !arrived.has(row.message_id))).toEqual([]);
      const perReader = new Map<string, number>();
      for (const mail of sink.mails) {
        const key = `${mail.to} ${mail.subject}`;
        perReader.set(key, (perReader.get(key) ?? 0) + 1);
      }
      const readers = [...perReader].filter(([key, times]) => key.includes('@reader.example') && times > 1);
      expect(readers).toEqual([]);

      // The automation: one run each, every step once, one tag, one alert for each odd contact.
      expect(await count(`SELECT FROM enrolments WHERE automation_id = ${String(automation)}`)).toBe(CONTACTS);
      expect(await count(`SELECT FROM enrolments WHERE state = 'completed'`)).toBe(CONTACTS);
      expect(await count(`SELECT enrolment_id, step FROM enrolment_steps GROUP BY 1, 2 HAVING count(*) > 1`)).toBe(0);
      expect(await count(`SELECT FROM contact_tags JOIN tags ON tags.id = tag_id WHERE name = 'interest:crm'`)).toBe(
        CONTACTS,
      );
      expect(await count(`SELECT FROM sales_alerts`)).toBe(Math.floor(CONTACTS / 2));
    },
    8 * LEASE_MS,
  );
});
