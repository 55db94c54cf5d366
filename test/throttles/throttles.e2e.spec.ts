import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { startScriptedSmtpServer, type ScriptedSmtpServer } from '../smtp/scripted-smtp-server.js';
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

describe('a domain that asks for patience', () => {
  /** To each of the two domains, by each campaign. */
  const PEOPLE = 60;
  const SLOW = 'slow.example';
  const FREE = 'quick.example';

  let server: ScriptedSmtpServer;
  let isSlow = true;
  beforeAll(async () => {
    server = await startScriptedSmtpServer(({ verb, line }) =>
      isSlow && verb === 'RCPT' && line.includes(`@${SLOW}>`) ? '421 4.7.28 Unusual rate of mail' : undefined,
    );
  });
  afterAll(() => server.stop());

  /** A campaign to people of its own, half of them at the slow domain. */
  async function start(name: string, more: object): Promise<void> {
    const people = Array.from({ length: 2 * PEOPLE }, (_, n) => ({
      email: `${name}${String(n)}@${n % 2 === 0 ? SLOW : FREE}`,
      ...{ tags: [name], consents: { newsletter: 'subscribed' } },
    }));
    await installation.call('POST', '/contacts/batch', people);
    const condition = { type: 'tag', op: 'has_any_of', value: [name] };
    const audience = { everyone: true, reason: 'test', condition };
    const campaign = await make('/campaigns', { name, topic: 'newsletter', audience, ...more });
    await installation.call('POST', `/campaigns/${String(campaign)}/start`);
  }

  const arrived = (domain: string): number =>
    new Set(server.arrived.flatMap(({ to, body }) => (to.endsWith(`@${domain}`) && body !== '' ? to : []))).size;
  const tries = (): number => server.log.filter((line) => line.includes('TO:<') && line.includes(`@${SLOW}>`)).length;
  const haveArrived = (domain: string, count: number): Promise<number> =>
    eventually(
      () => Promise.resolve(arrived(domain)),
      (seen) => seen >= count,
      { withinMs: 20_000, everyMs: 20 },
    );

  it('is left alone by two processes until it is lifted, and holds up nobody else', async () => {
    const transport = { type: 'smtp', settings: { host: '127.0.0.1', port: server.port, pool: 2 } };
    const more = { postal_address: '1 Main Street', limits: { adapt: 'on' }, transport };
    const sender_id = await make('/senders', { name: 'Offers', email: 'offers@sender.example', ...more });
    const template_id = await make('/templates', { name: 'Offers', subject: 'Offers', html: '<p>Hello</p>' });
    const by = { sender_id, template_id };
    await Promise.all([start('one', by), start('two', by)]);
    await haveArrived(FREE, 2 * PEOPLE);
    const pace = `/senders/${String(sender_id)}/pace`;
    const slowed = await eventually(
      () => installation.call<{ slow_downs: { domain: string; code: string }[] }>('GET', pace),
      (seen) => seen.slow_downs.length > 0,
      { withinMs: 5000, everyMs: 50 },
    );
    expect(slowed.slow_downs).toMatchObject([{ domain: SLOW, code: '421 4.7.28' }]);
    // The process that has not heard it itself knows within a second.
    await pause(1000);

    const held = async (): Promise<number> => {
      const { waiting } = await installation.call<{ waiting: Record<string, number> }>('GET', pace);
      return waiting['throttle.slowed'] ?? 0;
    };
    // Of the first two campaigns those wait that came after the answer; the others have been put off by it.
    const [before, heldBefore] = [tries(), await held()];
    await Promise.all([start('three', by), start('four', by)]);
    await haveArrived(FREE, 4 * PEOPLE);
    await eventually(held, (count) => count === heldBefore + 2 * PEOPLE, { withinMs: 5000, everyMs: 50 });
    expect(tries()).toBe(before);

    isSlow = false;
    await installation.call('POST', `${pace}/lift`, { domain: SLOW });
    await haveArrived(SLOW, 2 * PEOPLE);
    expect(arrived(FREE)).toBe(4 * PEOPLE);
  }, 90_000);
});
