import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, Installation } from '../support/installation.js';
import { startMailSink, type MailSink } from '../support/mail-sink.js';

const RATE = 20;
const LIMITED = 160;
const OTHERS = 100;

let installation: Installation;
let sink: MailSink;

beforeAll(async () => {
  sink = await startMailSink();
  installation = await Installation.start({ SMTP_URL: sink.url }, 2);
}, 60_000);

afterAll(async () => {
  await installation.stop();
  await sink.stop();
});

async function make(route: string, body: unknown): Promise<number> {
  return (await installation.call<{ id: number }>('POST', route, body)).id;
}

/** Two campaigns to the same readers would be two lanes; so are these, one for each half of them. */
async function startCampaigns(): Promise<number[]> {
  const limits = { domains: [{ domain: 'limited.example', rate: { max: RATE, per: 'second' } }] };
  await make('/senders', { name: 'News', email: 'news@sender.example', postal_address: '1 Main Street', limits });
  const template = await make('/templates', { name: 'News', subject: 'News', html: '<p>Hello</p>' });
  const people = (count: number, domain: string) =>
    Array.from({ length: count }, (_, n) => ({
      email: `p${String(n)}@${domain}`,
      tags: [n % 2 === 0 ? 'even' : 'odd'],
      consents: { newsletter: 'subscribed' },
    }));
  await installation.call('POST', '/contacts/batch', [
    ...people(LIMITED, 'limited.example'),
    ...people(OTHERS, 'free.example'),
  ]);
  const campaigns = [];
  for (const tag of ['even', 'odd']) {
    const condition = { type: 'tag', op: 'has_any_of', value: [tag] };
    const audience = { everyone: true, reason: 'test', condition };
    const more = { template_id: template, topic: 'newsletter', audience };
    campaigns.push(await make('/campaigns', { name: tag, ...more }));
  }
  await Promise.all(campaigns.map((id) => installation.call('POST', `/campaigns/${String(id)}/start`)));
  return campaigns;
}

/** The most that came in any time of this length. */
function most(times: readonly number[], windowMs: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return Math.max(...sorted.map((start) => sorted.filter((at) => at >= start && at < start + windowMs).length));
}

describe('a domain that is limited', () => {
  it('never gets more than its rate from two processes, one of them restarted, and holds up nobody else', async () => {
    await startCampaigns();
    const to = (domain: string) => sink.mails.filter((mail) => mail.to.endsWith(`@${domain}`));
    const arrived = (domain: string, count: number) =>
      eventually(
        () => Promise.resolve(to(domain).length),
        (seen) => seen >= count,
        { withinMs: 30_000, everyMs: 20 },
      );
    await arrived('free.example', OTHERS);
    expect(to('limited.example').length).toBeLessThan(LIMITED / 2);
    const [first] = installation.workers;
    first?.kill('SIGTERM');
    await installation.startWorker();
    await arrived('limited.example', LIMITED);
    const times = to('limited.example').map(({ at }) => at);
    expect(most(times, 1000)).toBeLessThanOrEqual(RATE);
    expect(most(times, 10_000)).toBeLessThanOrEqual(10 * RATE);
    // Far less would be a throttle that works by standing still.
    expect(Math.max(...times) - Math.min(...times)).toBeLessThan((2500 * LIMITED) / RATE);
    expect(new Set(sink.mails.map((mail) => mail.to)).size).toBe(sink.mails.length);
    expect(sink.mails.length).toBe(LIMITED + OTHERS);
  }, 90_000);
});
