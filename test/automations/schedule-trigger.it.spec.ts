import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AutomationLab, DAY_MS, HOUR_MS } from './automation-lab.js';
import { dieOnInsert, ends, otherTimers, surviving, travelTo } from './timed-lab.js';

let lab: AutomationLab;
beforeAll(async () => {
  lab = await AutomationLab.open();
}, 60_000);
afterAll(() => lab.close());
beforeEach(() => lab.db.execute(`UPDATE automations SET status = 'archived'`));

/** A static segment and its first members. */
async function segment(members: readonly number[]): Promise<number> {
  const name = `S${String(Math.random())}`;
  const { id } = await lab.call<{ id: number }>('POST', '/segments', { name, kind: 'static' });
  await lab.db.execute(
    'INSERT INTO segment_members SELECT $1, contact_id, now() FROM unnest($2::bigint[]) AS member (contact_id)',
    [id, members],
  );
  return id;
}

const daily = (id: number, more: Record<string, unknown> = {}): Promise<number> =>
  lab.publish({
    triggers: [{ type: 'schedule', segment: id, every: 'day', time: '07:00', ...more }],
    entry: { again: 'after_exit' },
    ...ends,
  });

/** The next seven o'clock in UTC that is not within the hour. */
function nextSeven(): Date {
  const tomorrow = new Date(lab.clock.now().getTime() + DAY_MS + HOUR_MS);
  return new Date(`${tomorrow.toISOString().slice(0, 10)}T07:00:00Z`);
}

/** How often each contact has entered. */
const entries = async (automation: number): Promise<Record<string, number>> => {
  const rows = await lab.enrolments(automation);
  const counts: Record<string, number> = {};
  rows.forEach(({ contact_id: id }) => (counts[id] = (counts[id] ?? 0) + 1));
  return counts;
};

describe('a schedule over a segment', () => {
  it('lets all members of the moment enter, each day', async () => {
    const [stays, leaves, comes] = [await lab.contact(), await lab.contact(), await lab.contact()];
    const id = await segment([stays, leaves]);
    await travelTo(lab, new Date(nextSeven().getTime() - 2 * HOUR_MS));
    const automation = await daily(id);
    await lab.settle();
    expect(await entries(automation)).toEqual({});
    await lab.pass(2 * HOUR_MS);
    expect(await entries(automation)).toEqual({ [stays]: 1, [leaves]: 1 });
    await lab.call('DELETE', `/segments/${String(id)}/members/${String(leaves)}`);
    await lab.call('PUT', `/segments/${String(id)}/members/${String(comes)}`);
    await lab.settle();
    expect(await entries(automation)).toEqual({ [stays]: 1, [leaves]: 1 });
    await lab.pass(DAY_MS);
    expect(await entries(automation)).toEqual({ [stays]: 2, [leaves]: 1, [comes]: 1 });
  });

  it('leaves out a run that was missed by half an hour, and goes on with the next', async () => {
    const contact = await lab.contact();
    await travelTo(lab, new Date(nextSeven().getTime() - HOUR_MS));
    const automation = await daily(await segment([contact]));
    await lab.settle();
    await lab.pass(HOUR_MS + 31 * 60_000);
    expect(await entries(automation)).toEqual({});
    await lab.pass(DAY_MS - 31 * 60_000);
    expect(await entries(automation)).toEqual({ [contact]: 1 });
  });

  it('keeps to a zone', async () => {
    const contact = await lab.contact();
    await travelTo(lab, new Date(nextSeven().getTime() - 10 * HOUR_MS));
    const automation = await daily(await segment([contact]), { zone: 'Asia/Tokyo' });
    await lab.pass(HOUR_MS - 2_000);
    expect(await entries(automation)).toEqual({});
    await lab.pass(10_000);
    expect(await entries(automation)).toEqual({ [contact]: 1 });
  });

  it.each([
    [{ every: 'week' }, 'weekdays'],
    [{ every: 'month' }, 'day'],
    [{ day: 3 }, 'day'],
    [{ zone: 'contact' }, 'zone'],
  ])('is refused with %j', async (more, path) => {
    const triggers = [{ type: 'schedule', segment: await segment([]), every: 'day', time: '07:00', ...more }];
    const answer = await lab.api.call('POST', '/automations', { name: 'B', triggers, ...ends });
    const [error] = answer.json<{ errors: { path: string }[] }>().errors;
    expect([answer.statusCode, error?.path]).toEqual([422, `triggers[0].${path}`]);
  });

  it('lets thousands enter once, by three schedulers that die in between', async () => {
    const members = await lab.contactsInBulk(3_500);
    const automation = await daily(await segment(members));
    await lab.settle();
    const stop = await dieOnInsert(lab.db, 'enrolments', 3);
    try {
      lab.clock.advance(nextSeven().getTime() - lab.clock.now().getTime() + 1_000);
      const processes = [lab.timers, otherTimers(lab), otherTimers(lab)];
      const deaths = await Promise.all(processes.map((timers) => surviving(() => timers.runDue())));
      expect(deaths.reduce((sum, count) => sum + count)).toBe(3);
      // Those that found the clock taken have gone home; the next round does the rest.
      await lab.timers.runDue();
    } finally {
      await stop();
    }
    const counts = await entries(automation);
    expect([Object.keys(counts).length, Math.max(...Object.values(counts))]).toEqual([3_500, 1]);
  }, 60_000);
});
