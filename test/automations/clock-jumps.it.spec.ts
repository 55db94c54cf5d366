import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AutomationLab, DAY_MS, HOUR_MS } from './automation-lab.js';
import { ends, travelTo } from './timed-lab.js';

// E11 for automations: a clock that is set an hour on or back. What was to happen at a time happens once, and not before
// the clock has shown that time. Hours that are not there or come twice: wait-end.spec, next-run.spec, date-moment.spec.
const MINUTE_MS = 60_000;
/** So long before its moment everything begins: with an hour's jump nothing is so late that it is left out. */
const AHEAD_MIN = 45;
const JUMPS: readonly (readonly [string, readonly number[]])[] = [
  ['an hour on', [HOUR_MS]],
  ['an hour on and back', [HOUR_MS, -HOUR_MS, HOUR_MS]],
  ['an hour back', [-HOUR_MS, HOUR_MS, 46 * MINUTE_MS]],
  ['to and fro over the moment', [44 * MINUTE_MS, 2 * MINUTE_MS, -HOUR_MS, HOUR_MS, -HOUR_MS, 2 * HOUR_MS]],
];

let lab: AutomationLab;
beforeAll(async () => {
  lab = await AutomationLab.open();
}, 60_000);
afterAll(() => lab.close());
beforeEach(async () => {
  await lab.db.execute(`UPDATE automations SET status = 'archived'`);
});

/** Jumps, and says after each whether the clock has shown the moment by now. */
async function jump(jumps: readonly number[], look: (isDue: boolean) => Promise<void>): Promise<void> {
  let [shown, latest] = [0, 0];
  for (const ms of jumps) {
    await lab.pass(ms);
    shown += ms;
    latest = Math.max(latest, shown);
    await look(latest >= AHEAD_MIN * MINUTE_MS);
  }
}

describe.each(JUMPS)('a clock that is set %s', (_, jumps) => {
  it.each([
    ['a wait', { type: 'wait', for: `${String(AHEAD_MIN)}min`, next: 's2' }],
    [
      'the end of a wait for something',
      {
        type: 'wait_for',
        condition: { type: 'tag', op: 'has_any_of', value: ['never'] },
        timeout: `${String(AHEAD_MIN)}min`,
        then: null,
        else: 's2',
      },
    ],
  ])('ends %s once, and not early', async (_step, s1) => {
    const contact = await lab.contact();
    const s2 = { type: 'notify_sales', to: 'owner', message: 'Now', next: null };
    const automation = await lab.publish({ triggers: [{ type: 'manual' }], start: 's1', steps: { s1, s2 } });
    await lab.call('POST', `/automations/${String(automation)}/enrolments`, { contact_ids: [contact] });
    await lab.settle();
    await jump(jumps, async (isDue) => {
      const alerts = await lab.db.query('SELECT FROM sales_alerts WHERE automation_id = $1', [automation]);
      expect(alerts).toHaveLength(isDue ? 1 : 0);
    });
  });

  it('starts a schedule once, and not early', async () => {
    const contact = await lab.contact();
    const segment = await lab.call<{ id: number }>('POST', '/segments', {
      name: String(Math.random()),
      kind: 'static',
    });
    await lab.db.execute('INSERT INTO segment_members VALUES ($1, $2, now())', [segment.id, contact]);
    const tomorrow = new Date(lab.clock.now().getTime() + DAY_MS).toISOString().slice(0, 10);
    const noon = new Date(`${tomorrow}T12:00:00Z`);
    await travelTo(lab, new Date(noon.getTime() - AHEAD_MIN * MINUTE_MS), 0);
    const triggers = [{ type: 'schedule', segment: segment.id, every: 'day', time: '12:00' }];
    const automation = await lab.publish({ triggers, entry: { again: 'after_exit' }, ...ends });
    await lab.settle();
    await jump(jumps, async (isDue) => {
      expect(await lab.enrolments(automation)).toHaveLength(isDue ? 1 : 0);
    });
  });
});
