import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AutomationLab, DAY_MS, HOUR_MS } from './automation-lab.js';
import { dieOnInsert, ends, otherTimers, surviving } from './timed-lab.js';

const MINUTE_MS = 60_000;
let lab: AutomationLab;
let contact: number;
let automation: number;
beforeAll(async () => {
  lab = await AutomationLab.open();
}, 60_000);
afterAll(() => lab.close());
beforeEach(async () => {
  await lab.db.execute(`UPDATE automations SET status = 'archived'`);
  contact = await lab.contact();
  automation = await publish();
});

const publish = (more: Record<string, unknown> = {}): Promise<number> =>
  lab.publish({
    triggers: [{ type: 'cart_abandoned', event: 'cart_updated', after: '1h', ...more }],
    entry: { again: 'after_exit', key: 'event.cart_id' },
    ...ends,
  });
const ago = (ms: number): Record<string, string> => ({
  occurred_at: new Date(lab.clock.now().getTime() - ms).toISOString(),
});
const cart = (id: string | number | undefined, more: Record<string, unknown> = {}, about = {}): Promise<void> =>
  lab.event(contact, 'cart_updated', { ...(id === undefined ? {} : { cart_id: id }), ...more }, about);
const order = (id: string | number | undefined, about = {}): Promise<void> =>
  lab.event(contact, 'order_completed', id === undefined ? {} : { cart_id: id }, about);
const left = async (): Promise<string[]> => (await lab.enrolments(automation)).map((run) => run.run_key);

describe('a cart', () => {
  it('is abandoned when it has not been touched for the time, with what was in it', async () => {
    await cart('a', { total: 12 });
    await lab.pass(HOUR_MS - MINUTE_MS);
    expect(await left()).toEqual([]);
    await lab.pass(2 * MINUTE_MS);
    expect(await left()).toEqual(['a']);
    const [run] = await lab.db.query('SELECT event FROM enrolments WHERE automation_id = $1', [automation]);
    expect(run).toMatchObject({ event: { name: 'cart_updated', cart_id: 'a', total: 12 } });
  });

  it('is not while it is touched, and then is once', async () => {
    for (let round = 0; round < 3; round += 1) {
      await cart('a');
      await lab.pass(40 * MINUTE_MS);
    }
    expect(await left()).toEqual([]);
    await lab.pass(21 * MINUTE_MS);
    expect(await left()).toEqual(['a']);
    await cart('a');
    await lab.pass(3 * HOUR_MS);
    expect(await left()).toEqual(['a']);
  });

  it('is not when it was ordered, or when the contact ordered without saying which', async () => {
    await cart('a');
    await cart(7);
    await lab.pass(10 * MINUTE_MS);
    await order(7);
    await lab.pass(2 * HOUR_MS);
    expect(await left()).toEqual(['a']);
    await cart('b');
    await lab.pass(10 * MINUTE_MS);
    await order(undefined);
    await lab.pass(2 * HOUR_MS);
    expect(await left()).toEqual(['a']);
  });

  it('is another one than that of an earlier order, in whatever order the events arrive', async () => {
    await order('a', ago(30 * MINUTE_MS));
    await cart('a', {}, ago(40 * MINUTE_MS));
    await cart('b', {}, ago(20 * MINUTE_MS));
    await cart('b', {}, ago(50 * MINUTE_MS));
    await lab.pass(39 * MINUTE_MS);
    expect(await left()).toEqual([]);
    await lab.pass(2 * MINUTE_MS);
    expect(await left()).toEqual(['b']);
  });

  it('is abandoned at once when its event comes late', async () => {
    await cart('a', {}, ago(3 * HOUR_MS));
    await lab.settle();
    expect(await left()).toEqual(['a']);
  });

  it('is left alone when its event is old or quiet; a quiet order ends one', async () => {
    await cart('a', {}, ago(2 * DAY_MS));
    await cart('b', {}, { trigger: false });
    await cart('c');
    await lab.pass(MINUTE_MS);
    await order('c', { trigger: false });
    await lab.pass(2 * HOUR_MS);
    expect(await left()).toEqual([]);
  });

  it('without a name is the only one of the contact, and another one each time', async () => {
    await cart(undefined);
    await lab.pass(2 * HOUR_MS);
    await cart(undefined);
    await lab.pass(30 * MINUTE_MS);
    await order(undefined);
    await lab.pass(2 * HOUR_MS);
    expect(await left()).toEqual(['']);
    await cart(undefined);
    await lab.pass(2 * HOUR_MS);
    expect(await left()).toEqual(['', '']);
  });

  it('is judged by what it was like when it was last touched', async () => {
    automation = await publish({ where: { property: 'total', op: 'gt', value: 0 }, until: 'paid', key: 'basket' });
    await lab.event(contact, 'cart_updated', { basket: 1, total: 5 });
    await lab.event(contact, 'cart_updated', { basket: 2, total: 5 });
    await lab.pass(MINUTE_MS);
    await lab.event(contact, 'cart_updated', { basket: 1, total: 0 });
    await order(undefined);
    await lab.pass(2 * HOUR_MS);
    expect(await lab.enrolments(automation)).toHaveLength(1);
  });

  it('of a paused automation waits for it to be resumed, and is looked at then', async () => {
    await cart('a');
    await cart('b');
    await lab.settle();
    await lab.call('POST', `/automations/${String(automation)}/pause`);
    await lab.pass(2 * HOUR_MS);
    await order('b');
    await lab.call('POST', `/automations/${String(automation)}/resume`);
    await lab.settle();
    expect(await left()).toEqual(['a']);
  });
});

it('many carts: each that is left starts once, whatever dies', async () => {
  const ids = await lab.contactsInBulk(1_500);
  const send = (name: string, of: readonly number[]): Promise<unknown> =>
    lab.call(
      'POST',
      '/events',
      of.map((id) => ({ contact: { id }, name, properties: { cart_id: `c${String(id)}` } })),
    );
  await send('cart_updated', ids);
  lab.clock.advance(MINUTE_MS);
  await send('order_completed', ids.slice(0, 500));
  const stop = [
    await dieOnInsert(lab.db, 'trigger_timers', 3),
    await dieOnInsert(lab.db, 'trigger_firings', 1),
    await dieOnInsert(lab.db, 'enrolments', 2),
  ];
  try {
    while ((await surviving(() => lab.router.routeAll())) > 0);
    lab.clock.advance(HOUR_MS);
    const processes = [lab.timers, otherTimers(lab), otherTimers(lab)];
    await Promise.all(processes.map((timers) => surviving(() => timers.runDue())));
  } finally {
    for (const end of stop) await end();
  }
  const contacts = (await lab.enrolments(automation)).map((run) => run.contact_id);
  expect(contacts).toEqual(ids.slice(500).sort((one, other) => one - other));
}, 60_000);
