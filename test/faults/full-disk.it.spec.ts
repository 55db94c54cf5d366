import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { expectAccounted } from './accounting.js';
import { CampaignLab, SENDING_LIMIT, until } from './campaign-lab.js';
import { needsSmallDisk, SmallDisk } from './disk-room.js';

const READERS = 300;
const EVENTS = 100;

needsSmallDisk('E10: a database whose disk is full', () => {
  let lab: CampaignLab;
  let disk: SmallDisk;
  beforeAll(async () => {
    lab = await CampaignLab.open();
    disk = await SmallDisk.under(lab.api, 96);
  }, 60_000);
  afterAll(async () => {
    disk.empty();
    const { databaseUrl } = lab.api;
    await lab.close();
    await disk.remove(databaseUrl);
  });

  /** Writes events until there is no room even for what fits between other rows; resolves with the statuses. */
  async function useUp(): Promise<number[]> {
    const statuses: number[] = [];
    for (let n = 0; n < 60 && !statuses.some((status) => status >= 500); n += 1) {
      const events = Array.from({ length: EVENTS }, () => ({
        contact: { email: 'x@x.example' },
        name: 'filled_up',
        properties: { note: randomBytes(600).toString('hex') },
      }));
      statuses.push((await lab.api.call('POST', '/events', events)).statusCode);
    }
    return statuses;
  }

  afterEach(() => {
    disk.empty();
  });

  it('answers 503, starts no half campaign, and everything goes on when there is room again', async () => {
    const outbreak = await lab.prepare(() => undefined, READERS);
    disk.fill();
    const statuses = await useUp();
    expect(statuses.at(-1)).toBe(503);
    // What was refused was not written in part, and reading goes on.
    const [kept] = await lab.api.db.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM events WHERE name = 'filled_up'`,
    );
    expect(kept!.n).toBe(EVENTS * (statuses.length - 1));
    expect((await lab.api.call('GET', '/contacts?limit=5')).statusCode).toBe(200);

    const started = await lab.act(outbreak.campaign, 'start');
    expect([200, 503]).toContain(started.statusCode);
    await lab.advance().catch(() => undefined);
    disk.empty();
    if (started.statusCode === 503) await lab.act(outbreak.campaign, 'start');
    await lab.advance();
    await lab.sendToTheEnd(outbreak.campaign);
    expectAccounted(await outbreak.account());
    expect(await outbreak.report()).toMatchObject({ audience: READERS, sent: READERS });
  });

  it('in the middle of a campaign loses and doubles nothing', async () => {
    const slowly = ({ verb }: { verb: string }) => (verb === 'DOT' ? { reply: '250 Ok', afterMs: 5 } : undefined);
    const outbreak = await lab.start(slowly, READERS);
    const sending = lab.sender.drain();
    await until(() => outbreak.server.arrived.length > READERS / 10);
    disk.fill();
    await useUp();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    disk.empty();
    await sending;
    await lab.sendToTheEnd(outbreak.campaign);
    expectAccounted(await outbreak.account(), SENDING_LIMIT);
    const { sent, unknown } = await outbreak.report();
    expect(sent + unknown).toBe(READERS);
  });
});
