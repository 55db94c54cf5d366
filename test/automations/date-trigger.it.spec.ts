import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AutomationLab, DAY_MS, HOUR_MS } from './automation-lab.js';
import { dieOnInsert, ends, otherTimers, surviving, travelTo } from './timed-lab.js';

const MINUTE_MS = 60_000;
let lab: AutomationLab;
beforeAll(async () => {
  lab = await AutomationLab.open();
  for (const [key, type] of [
    ['renewal', 'date'],
    ['demo_at', 'datetime'],
    ['plan', 'text'],
  ]) {
    await lab.call('POST', '/fields', { key, type });
  }
}, 60_000);
afterAll(() => lab.close());

/** Each test has its own days: contacts of the others have none. */
beforeEach(async () => {
  await lab.db.execute(`UPDATE automations SET status = 'archived'`);
  await lab.db.execute(`UPDATE contacts SET birth_date = NULL, fields = '{}'`);
  await lab.call('PATCH', '/settings', { time_zone: 'UTC' });
});

/** The day `days` from now as a birthday, and its instant at a time of day in UTC. */
function dayAhead(days: number, time = '09:00'): { birth: string; date: string; at: Date } {
  const date = new Date(lab.clock.now().getTime() + days * DAY_MS).toISOString().slice(0, 10);
  return { birth: `1990${date.slice(4)}`, date, at: new Date(`${date}T${time}:00Z`) };
}

const birthday = (more: Record<string, unknown> = {}): Promise<number> =>
  lab.publish({
    triggers: [{ type: 'date', field: 'birth_date', anniversary: true, time: '09:00', ...more }],
    entry: { again: 'after_exit' },
    ...ends,
  });
const firings = async (automation: number): Promise<number> => (await lab.enrolments(automation)).length;
const change = (contact: number, fields: Record<string, unknown>): Promise<unknown> =>
  lab.call('PATCH', `/contacts/${String(contact)}`, fields);

describe('a birthday', () => {
  it('starts at nine where the contact lives, once a year', async () => {
    const { birth, at } = dayAhead(3);
    const tokyo = await lab.contact({ birth_date: birth, time_zone: 'Asia/Tokyo' });
    const nowhere = await lab.contact({ birth_date: birth });
    const lateComer = await lab.contact();
    const automation = await birthday();
    await lab.settle();
    await change(lateComer, { birth_date: birth, time_zone: 'America/Phoenix' });
    const who = async (): Promise<number[]> => (await lab.enrolments(automation)).map((run) => run.contact_id);
    await travelTo(lab, new Date(at.getTime() - 9 * HOUR_MS), -2_000);
    expect(await who()).toEqual([]);
    await travelTo(lab, new Date(at.getTime() - 9 * HOUR_MS));
    expect(await who()).toEqual([tokyo]);
    await travelTo(lab, at);
    expect(await who()).toEqual([tokyo, nowhere]);
    await travelTo(lab, new Date(at.getTime() + 7 * HOUR_MS));
    expect(await who()).toEqual([tokyo, nowhere, lateComer]);
    await lab.pass(300 * DAY_MS);
    expect(await firings(automation)).toBe(3);
    const nextYear = new Date(at);
    nextYear.setUTCFullYear(at.getUTCFullYear() + 1);
    await travelTo(lab, nextYear);
    expect(await who()).toEqual([tokyo, nowhere, nowhere, lateComer].sort((one, other) => one - other));
  });

  it('is not had twice in one year by a corrected date, a moved contact or another time of day', async () => {
    const { birth, at } = dayAhead(2);
    const contact = await lab.contact({ birth_date: birth });
    const automation = await birthday();
    await travelTo(lab, at);
    expect(await firings(automation)).toBe(1);
    await change(contact, { time_zone: 'Pacific/Honolulu' });
    await travelTo(lab, new Date(at.getTime() + 10 * HOUR_MS));
    expect(await firings(automation)).toBe(1);
    const corrected = dayAhead(2);
    await change(contact, { birth_date: corrected.birth, time_zone: null });
    await travelTo(lab, corrected.at);
    expect(await firings(automation)).toBe(1);
    await lab.publishEdit(automation, {
      triggers: [{ type: 'date', field: 'birth_date', anniversary: true, time: '10:00' }],
    });
    await travelTo(lab, new Date(corrected.at.getTime() + HOUR_MS));
    expect(await firings(automation)).toBe(1);
  });

  it('moves with the date and the zone of the contact, and goes with the date', async () => {
    const { birth, at } = dayAhead(5);
    const [moved, cleared, gone] = [
      await lab.contact({ birth_date: birth }),
      await lab.contact({ birth_date: birth }),
      await lab.contact({ birth_date: birth }),
    ];
    const automation = await birthday();
    await lab.settle();
    await change(moved, { time_zone: 'Pacific/Honolulu' });
    await change(cleared, { birth_date: null });
    await lab.call('DELETE', `/contacts/${String(gone)}`);
    // The changes are still in the log: nothing has told the timers yet.
    lab.clock.advance(at.getTime() - lab.clock.now().getTime() + 1_000);
    await lab.timers.runDue();
    expect(await firings(automation)).toBe(0);
    await travelTo(lab, new Date(at.getTime() + 10 * HOUR_MS));
    expect((await lab.enrolments(automation)).map((run) => run.contact_id)).toEqual([moved]);
  });

  it('follows the zone of the organisation for those whose own is not known', async () => {
    const { birth, at } = dayAhead(4);
    await lab.contact({ birth_date: birth });
    const automation = await birthday();
    await lab.settle();
    await lab.call('PATCH', '/settings', { time_zone: 'Asia/Tokyo' });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await travelTo(lab, new Date(at.getTime() - 9 * HOUR_MS));
    expect(await firings(automation)).toBe(1);
    await travelTo(lab, at);
    expect(await firings(automation)).toBe(1);
  });

  it.each([
    [29, 1],
    [31, 0],
  ])('%i minutes late: %i', async (minutes, expected) => {
    const { birth, at } = dayAhead(2);
    await lab.contact({ birth_date: birth });
    const automation = await birthday();
    await lab.settle();
    await travelTo(lab, at, minutes * MINUTE_MS);
    expect(await firings(automation)).toBe(expected);
    await lab.pass(DAY_MS);
    expect(await firings(automation)).toBe(expected);
  });

  it('does not start by what was over when the automation was published, nor while it is paused', async () => {
    const { birth, at } = dayAhead(1);
    await lab.contact({ birth_date: birth });
    await travelTo(lab, at, MINUTE_MS);
    const late = await birthday();
    await lab.pass(MINUTE_MS);
    expect(await firings(late)).toBe(0);
    const { birth: other, at: then } = dayAhead(2);
    await lab.contact({ birth_date: other });
    await lab.settle();
    await lab.call('POST', `/automations/${String(late)}/pause`);
    await travelTo(lab, then, 10 * MINUTE_MS);
    expect(await firings(late)).toBe(0);
    await lab.call('POST', `/automations/${String(late)}/resume`);
    await lab.settle();
    expect(await firings(late)).toBe(1);
  });

  it('tells mails and conditions which it is', async () => {
    const { birth, date, at } = dayAhead(2);
    await lab.contact({ birth_date: birth });
    const automation = await birthday();
    await travelTo(lab, at);
    const [run] = await lab.db.query('SELECT event FROM enrolments WHERE automation_id = $1', [automation]);
    expect(run).toEqual({
      event: { field: 'birth_date', date, year: at.getUTCFullYear(), years: at.getUTCFullYear() - 1990 },
    });
  });

  it('warns of an automation that would let each contact in once for ever', async () => {
    const triggers = [{ type: 'date', field: 'birth_date', anniversary: true }];
    const saved = await lab.call<{ warnings: unknown[] }>('POST', '/automations', { name: 'B', triggers, ...ends });
    expect(saved.warnings).toEqual([expect.objectContaining({ path: 'triggers[0]' })]);
  });

  it('is refused for a field that holds no date', async () => {
    const triggers = [{ type: 'date', field: 'plan', offset: '-1d' }];
    const answer = await lab.api.call('POST', '/automations', { name: 'B', triggers, ...ends });
    expect([answer.statusCode, answer.json<{ errors: unknown[] }>().errors]).toEqual([
      422,
      [{ path: 'triggers[0].field', message: 'There is no date field plan' }],
    ]);
  });
});

describe('days before or after a date', () => {
  it('starts once for each date that the field gets', async () => {
    const contact = await lab.contact({ fields: { renewal: dayAhead(16).date } });
    const automation = await lab.publish({
      triggers: [{ type: 'date', field: 'renewal', offset: '-14d', time: '09:00' }],
      entry: { again: 'after_exit' },
      ...ends,
    });
    const { date } = dayAhead(16);
    await lab.pass(3 * HOUR_MS);
    await travelTo(lab, dayAhead(2).at, -2_000);
    expect(await firings(automation)).toBe(0);
    await lab.pass(4_000);
    expect(await firings(automation)).toBe(1);
    await change(contact, { fields: { renewal: dayAhead(20).date } });
    await lab.settle();
    await change(contact, { fields: { renewal: date } });
    await lab.pass(2 * DAY_MS);
    expect(await firings(automation)).toBe(1);
    await change(contact, { fields: { renewal: dayAhead(20).date } });
    await travelTo(lab, dayAhead(6).at);
    expect(await firings(automation)).toBe(2);
  });

  it('counts hours from an instant', async () => {
    const at = new Date(lab.clock.now().getTime() + 5 * HOUR_MS);
    await lab.contact({ fields: { demo_at: at.toISOString() } });
    const automation = await lab.publish({ triggers: [{ type: 'date', field: 'demo_at', offset: '2h' }], ...ends });
    await travelTo(lab, new Date(at.getTime() + 2 * HOUR_MS), -2_000);
    expect(await firings(automation)).toBe(0);
    await lab.pass(4_000);
    expect(await firings(automation)).toBe(1);
  });
});

describe('many at once', () => {
  const MANY = 6_500;

  /** So many contacts with the same birthday; resolves with the moment. */
  async function crowd(): Promise<Date> {
    const { birth, at } = dayAhead(2);
    const ids = await lab.contactsInBulk(MANY);
    await lab.db.execute('UPDATE contacts SET birth_date = $1 WHERE id = ANY($2)', [birth, ids]);
    return at;
  }

  const counts = async (automation: number): Promise<unknown> => {
    const [row] = await lab.db.query(
      `SELECT count(*)::int AS runs, count(DISTINCT contact_id)::int AS contacts FROM enrolments WHERE automation_id = $1`,
      [automation],
    );
    return row;
  };

  it('start once each, by three schedulers that die again and again', async () => {
    const at = await crowd();
    const automation = await birthday();
    const stop = [
      await dieOnInsert(lab.db, 'trigger_timers', 2),
      await dieOnInsert(lab.db, 'trigger_firings', 2),
      await dieOnInsert(lab.db, 'enrolments', 4),
    ];
    try {
      const processes = [lab.timers, otherTimers(lab), otherTimers(lab)];
      const together = (): Promise<number[]> =>
        Promise.all(processes.map((timers) => surviving(() => timers.runDue())));
      const deaths = await together();
      lab.clock.advance(at.getTime() - lab.clock.now().getTime() + 1_000);
      deaths.push(...(await together()));
      expect(deaths.reduce((sum, count) => sum + count)).toBe(8);
      expect(await counts(automation)).toEqual({ runs: MANY, contacts: MANY });
    } finally {
      for (const end of stop) await end();
    }
  }, 120_000);
});
