import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { startScriptedSmtpServer, type ScriptedSmtpServer } from '../smtp/scripted-smtp-server.js';
import { eventually, Installation } from '../support/installation.js';

/** To each of the two domains, by each campaign. */
const PEOPLE = 60;
const SLOW = 'slow.example';
const FREE = 'free.example';

let installation: Installation;
let server: ScriptedSmtpServer;
let isSlow = true;

beforeAll(async () => {
  server = await startScriptedSmtpServer(({ verb, line }) =>
    isSlow && verb === 'RCPT' && line.includes(`@${SLOW}>`) ? '421 4.7.28 Unusual rate of mail' : undefined,
  );
  const url = `smtp://127.0.0.1:${String(server.port)}?pool=2`;
  installation = await Installation.start({ SMTP_URL: url }, 2);
}, 60_000);

afterAll(async () => {
  await installation.stop();
  await server.stop();
});

async function make(route: string, body: unknown): Promise<number> {
  return (await installation.call<{ id: number }>('POST', route, body)).id;
}

/** A campaign to people of its own, half of them at the slow domain. */
async function start(name: string, template: number): Promise<void> {
  const people = Array.from({ length: 2 * PEOPLE }, (_, n) => ({
    email: `${name}${String(n)}@${n % 2 === 0 ? SLOW : FREE}`,
    ...{ tags: [name], consents: { newsletter: 'subscribed' } },
  }));
  await installation.call('POST', '/contacts/batch', people);
  const condition = { type: 'tag', op: 'has_any_of', value: [name] };
  const audience = { everyone: true, reason: 'test', condition };
  const campaign = await make('/campaigns', { name, template_id: template, topic: 'newsletter', audience });
  await installation.call('POST', `/campaigns/${String(campaign)}/start`);
}

const arrived = (domain: string): number =>
  new Set(server.arrived.filter(({ to, body }) => to.endsWith(`@${domain}`) && body !== '').map(({ to }) => to)).size;
const tries = (): number => server.log.filter((line) => line.includes(`TO:<`) && line.includes(`@${SLOW}>`)).length;
const haveArrived = (domain: string, count: number): Promise<number> =>
  eventually(
    () => Promise.resolve(arrived(domain)),
    (seen) => seen >= count,
    { withinMs: 20_000, everyMs: 20 },
  );

describe('a domain that asks for patience', () => {
  it('is left alone by two processes until it is lifted, and holds up nobody else', async () => {
    const limits = { adapt: 'on' };
    const more = { postal_address: '1 Main Street', limits };
    const sender = await make('/senders', { name: 'News', email: 'news@sender.example', ...more });
    const template = await make('/templates', { name: 'News', subject: 'News', html: '<p>Hello</p>' });
    await Promise.all([start('one', template), start('two', template)]);
    await haveArrived(FREE, 2 * PEOPLE);
    const pace = `/senders/${String(sender)}/pace`;
    const slowed = await eventually(
      () => installation.call<{ slow_downs: { domain: string; code: string }[] }>('GET', pace),
      (seen) => seen.slow_downs.length > 0,
      { withinMs: 5000, everyMs: 50 },
    );
    expect(slowed.slow_downs).toMatchObject([{ domain: SLOW, code: '421 4.7.28' }]);

    const before = tries();
    await Promise.all([start('three', template), start('four', template)]);
    await haveArrived(FREE, 4 * PEOPLE);
    await pause(1500);
    expect(tries()).toBe(before);
    expect(await installation.call('GET', pace)).toMatchObject({ waiting: { 'throttle.slowed': 2 * PEOPLE } });

    isSlow = false;
    await installation.call('POST', `${pace}/lift`, { domain: SLOW });
    await haveArrived(SLOW, 2 * PEOPLE);
    expect(arrived(FREE)).toBe(4 * PEOPLE);
  }, 90_000);
});
