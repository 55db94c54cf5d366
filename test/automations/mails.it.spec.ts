import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MessageEvents } from '#libs/ledger';
import { AutomationLab, HOUR_MS } from './automation-lab.js';

let lab: AutomationLab;
beforeAll(async () => {
  lab = await AutomationLab.open();
}, 60_000);
afterAll(() => lab.close());

const clicked = (more: Record<string, unknown> = {}): Record<string, unknown> => {
  return { type: 'email', action: 'clicked', measure: 'count', op: 'gte', value: 1, ...more };
};

/** A mail that has left, straight into the ledger; resolves with its id. */
async function mailTo(contact: number, occurrence = 'one'): Promise<number> {
  const [row] = await lab.db.query<{ id: number }>(
    `INSERT INTO messages (contact_id, source_kind, source_id, occurrence, class, state, sent_at)
     VALUES ($1, 'campaign', 1, $2, 'marketing', 'sent', $3) RETURNING id`,
    [contact, occurrence, lab.clock.now()],
  );
  return row!.id;
}

async function click(contact: number, message: number, machine = false): Promise<void> {
  const at = lab.clock.now();
  await lab.api.app
    .get(MessageEvents, { strict: false })
    .record([{ messageId: message, contactId: contact, kind: 'clicked', at, machine }]);
}

describe('conditions on mails', () => {
  it('move a reader into a segment by a click, and not by that of a scanner', async () => {
    const { id: segment } = await lab.call<{ id: number }>('POST', '/segments', {
      name: 'Clickers',
      condition: clicked({ within: '30d' }),
    });
    await lab.buildSegments();
    const [reader, scanned] = [await lab.contact(), await lab.contact()];
    await click(reader, await mailTo(reader));
    await click(scanned, await mailTo(scanned), true);
    await lab.settle();
    const members = await lab.call<{ data: { id: number }[] }>('GET', `/segments/${String(segment)}/members`);
    expect(members.data.map(({ id }) => id)).toEqual([reader]);
    const why = await lab.call('GET', `/segments/${String(segment)}/explain?contact=${String(scanned)}`);
    expect(JSON.stringify(why)).toContain('Clicks in the last 30 days, count ≥ 1: is 0');
  });

  it('end a wait by a click since the step, whatever was clicked before', async () => {
    const automation = await lab.publish({
      triggers: [{ type: 'manual' }],
      start: 's1',
      steps: {
        s1: { type: 'wait_for', condition: clicked({ since: 'step' }), timeout: '2d', then: 's2', else: null },
        s2: { type: 'goal' },
      },
    });
    const contact = await lab.contact();
    const message = await mailTo(contact);
    await click(contact, message);
    await lab.settle();
    await lab.pass(HOUR_MS);
    await lab.call('POST', `/automations/${String(automation)}/enrolments`, { contact_id: contact });
    await lab.settle();
    expect(await lab.enrolments(automation)).toMatchObject([{ state: 'active' }]);
    await lab.pass(HOUR_MS);
    await click(contact, message);
    await lab.settle();
    await lab.pass(2 * 60_000); // until the burst can be judged
    expect(await lab.enrolments(automation)).toMatchObject([{ state: 'converted' }]);
  });

  it('are refused with the place of what does not exist or makes no sense', async () => {
    const refuse = async (condition: unknown): Promise<unknown> =>
      (await lab.api.call('POST', '/segments/preview', { condition })).json<{ errors: unknown }>().errors;
    expect(await refuse({ all: [clicked({ campaign: 77 })] })).toEqual([
      { path: 'condition.all[0].campaign', message: 'there is no campaign 77' },
    ]);
    expect(await refuse(clicked({ op: 'is' }))).toMatchObject([{ path: 'condition.op' }]);
    expect(await refuse(clicked({ since: 'entry' }))).toMatchObject([{ path: 'condition.since' }]);
    expect(await refuse({ type: 'email', action: 'sent', machine: true })).toMatchObject([
      { path: 'condition.machine' },
    ]);
    expect(await refuse({ type: 'email', action: 'eaten' })).toMatchObject([{ path: 'condition.action' }]);
  });
});

describe('sequences of events', () => {
  const abandoned = {
    type: 'sequence',
    first: { event: 'cart_created' },
    then: { event: 'order_completed', absent: true },
    window: '4h',
  };

  it('are refused with the place of what is wrong in them', async () => {
    const refuse = async (condition: unknown): Promise<unknown> =>
      (await lab.api.call('POST', '/segments/preview', { condition })).json<{ errors: unknown }>().errors;
    expect(await refuse({ ...abandoned, window: 'soon' })).toMatchObject([{ path: 'condition.window' }]);
    expect(await refuse({ ...abandoned, first: {} })).toMatchObject([{ path: 'condition.first.event' }]);
    const where = { property: 'total', op: 'gte', value: 'much' };
    expect(await refuse({ any: [{ ...abandoned, then: { event: 'x', where } }] })).toMatchObject([
      { path: 'condition.any[0].then.where.value' },
    ]);
  });

  it('count an abandoned cart when its time is over, and no cart that was bought', async () => {
    const [left, bought] = [await lab.contact(), await lab.contact()];
    const preview = async (): Promise<number> =>
      (await lab.call<{ count: number }>('POST', '/segments/preview', { condition: abandoned })).count;
    await lab.event(left, 'cart_created');
    await lab.event(bought, 'cart_created');
    await lab.event(
      bought,
      'order_completed',
      {},
      { occurred_at: new Date(lab.clock.now().getTime() + 60_000).toISOString() },
    );
    expect(await preview()).toBe(0);
    lab.clock.advance(4 * HOUR_MS + 60_000);
    expect(await preview()).toBe(1);
  });
});
