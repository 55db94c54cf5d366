import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { expectAccounted } from './accounting.js';
import { CampaignLab, HOUR_MS, MINUTE_MS, SENDING_LIMIT, until, type Outbreak } from './campaign-lab.js';

// E15: what people say while a campaign goes out holds from the answer on, but for what is on the wire. E11: clocks that
// jump. Ground truth is what the mail server wrote.
const READERS = 100;
/** A server that takes its time: some hundred mails a second. */
const SLOW = { command_timeout_s: 30 };
const slowly = ({ verb }: { readonly verb: string }) => (verb === 'DOT' ? { reply: '250 Ok', afterMs: 15 } : undefined);
/** Everything that was on the wire has its answer by then. */
const SETTLED_MS = 400;

let lab: CampaignLab;
beforeAll(async () => {
  lab = await CampaignLab.open();
}, 60_000);
afterAll(() => lab.close());
beforeEach(() => {
  lab.clock.ahead = 0;
});

/** A campaign of which a part has gone out, with the rest on its way. */
async function midway(): Promise<Outbreak> {
  const outbreak = await lab.start(slowly, READERS, SLOW);
  void lab.sender.drain();
  await until(() => outbreak.server.arrived.length >= READERS / 5);
  return outbreak;
}

describe('E15: while a campaign goes out', () => {
  it('a pause lets at most what is on the wire go, and the rest goes after it, once', async () => {
    const { campaign, server, account, report } = await midway();
    expect((await lab.act(campaign, 'pause')).statusCode).toBe(200);
    const atAnswer = server.arrived.length;
    await pause(SETTLED_MS);
    expect(server.arrived.length - atAnswer).toBeLessThanOrEqual(SENDING_LIMIT);
    expect(server.arrived.length).toBeLessThan(READERS);
    await lab.act(campaign, 'resume');
    await lab.sendToTheEnd(campaign);
    expectAccounted(await account());
    expect(await report()).toMatchObject({ sent: READERS, unknown: 0 });
  });

  it('its cancelling does, and accounts for everybody', async () => {
    const { campaign, server, account, report } = await midway();
    expect((await lab.act(campaign, 'cancel')).statusCode).toBe(200);
    const atAnswer = server.arrived.length;
    await pause(SETTLED_MS);
    expect(server.arrived.length - atAnswer).toBeLessThanOrEqual(SENDING_LIMIT);
    await lab.send();
    expectAccounted(await account());
    const { sent, skipped, audience } = await report();
    expect(sent).toBe(server.arrived.length);
    expect({ audience, all: sent + (skipped['campaign.cancelled'] ?? 0) }).toEqual({ audience: READERS, all: READERS });
  });

  it('whoever unsubscribes gets nothing but what was on the wire at the answer', async () => {
    const { campaign, addresses, server, account, report } = await midway();
    const leavers = addresses.slice(-30);
    const ids = await lab.api.db.query<{ id: number }>('SELECT id FROM contacts WHERE email = ANY($1)', [leavers]);
    const consent = { status: 'unsubscribed', source: 'test', lawful_basis: 'consent' };
    const paths = ids.map(({ id }) => `/contacts/${String(id)}/consents/newsletter`);
    const answers = await Promise.all(paths.map((path) => lab.api.call('PUT', path, consent)));
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
    const onTheWire = await lab.api.db.query<{ email: string }>(
      `SELECT email FROM message_queue queue JOIN messages ON messages.id = queue.message_id
       JOIN contacts ON contacts.id = messages.contact_id WHERE queue.state = 'sending'`,
    );
    const allowed = new Set([...server.arrived.map(({ to }) => to), ...onTheWire.map(({ email }) => email)]);
    await lab.sendToTheEnd(campaign);
    const reached = server.arrived.map(({ to }) => to).filter((to) => leavers.includes(to));
    expect(reached.filter((to) => !allowed.has(to))).toEqual([]);
    expect(reached.length).toBeLessThan(leavers.length);
    expectAccounted(await account());
    const { sent, skipped } = await report();
    expect({ sent, skipped }).toEqual({
      sent: READERS - leavers.length + reached.length,
      skipped: { 'consent.unsubscribed': leavers.length - reached.length },
    });
  });
});

describe('E11: a clock that jumps', () => {
  const good = (): undefined => undefined;
  const scheduled = async (sendAt: Date): Promise<Outbreak> => {
    const outbreak = await lab.prepare(good, 10);
    await lab.api.call('PATCH', `/campaigns/${String(outbreak.campaign)}`, { send_at: sendAt.toISOString() });
    expect((await lab.act(outbreak.campaign, 'start')).statusCode).toBe(200);
    return outbreak;
  };

  it.each([
    ['an hour forward', [HOUR_MS]],
    ['an hour forward and back again', [HOUR_MS, 0, HOUR_MS]],
    ['an hour back and forward again', [-HOUR_MS, 0, 29 * MINUTE_MS, HOUR_MS, -HOUR_MS, HOUR_MS]],
  ])('%s: what is scheduled goes once', async (_, jumps) => {
    const { campaign, server, account } = await scheduled(new Date(Date.now() + 30 * MINUTE_MS));
    await lab.send();
    expect(server.arrived).toEqual([]);
    for (const [n, ahead] of jumps.entries()) {
      lab.clock.ahead = ahead;
      await lab.advance();
      await lab.send();
      // No more than a minute before its time, by the clock that the process goes by.
      const soonest = Math.max(...jumps.slice(0, n + 1));
      expect(server.arrived).toHaveLength(soonest < 30 * MINUTE_MS ? 0 : 10);
    }
    await lab.sendToTheEnd(campaign);
    expectAccounted(await account());
    expect(server.arrived).toHaveLength(10);
  });

  it('an hour back in the middle of a campaign holds it up, and doubles nothing', async () => {
    const { campaign, account } = await midway();
    lab.clock.ahead = -HOUR_MS;
    await pause(200);
    lab.clock.ahead = HOUR_MS;
    await lab.sendToTheEnd(campaign);
    expectAccounted(await account());
  });

  it('keeps two campaigns of the hour that comes twice apart: each goes at its own moment', async () => {
    // Berlin, 31 October 2027: 02:30 is there twice, an hour apart.
    const [summer, winter] = ['2027-10-31T02:30:00+02:00', '2027-10-31T02:30:00+01:00'];
    const first = await scheduled(new Date(summer));
    const second = await scheduled(new Date(winter));
    const at = async (iso: string, offsetMs: number): Promise<number[]> => {
      lab.clock.ahead = new Date(iso).getTime() + offsetMs - Date.now();
      await lab.advance();
      const statuses = await Promise.all([first, second].map((one) => one.report()));
      return statuses.map(({ status }) => (status === 'scheduled' ? 0 : 1));
    };
    expect(await at(summer, -MINUTE_MS)).toEqual([0, 0]);
    expect(await at(summer, 0)).toEqual([1, 0]);
    expect(await at(winter, -MINUTE_MS)).toEqual([1, 0]);
    expect(await at(winter, 0)).toEqual([1, 1]);
  });
});

// The last: afterwards this process sends nothing any more.
describe('a worker that is asked to end', () => {
  it('has blocked the addresses that it heard are dead', async () => {
    const refusing = ({ verb }: { readonly verb: string }) => (verb === 'RCPT' ? '550 5.1.1 No such user' : undefined);
    const { addresses, report } = await lab.start(refusing, 20);
    void lab.sender.drain();
    await until(async () => (await report()).failed > 0);
    await lab.sender.stop();
    const { failed } = await report();
    const blocked = await lab.api.db.query('SELECT FROM suppressions WHERE email = ANY($1)', [addresses]);
    expect(failed).toBeGreaterThan(0);
    expect(blocked).toHaveLength(failed);
  });
});
