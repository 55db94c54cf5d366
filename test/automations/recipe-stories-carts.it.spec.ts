import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AppliedRecipe, CartHistory } from '#libs/recipes';
import { DAY_MS, HOUR_MS } from './automation-lab.js';
import { RecipeLab } from './recipe-lab.js';

let lab: RecipeLab;
beforeAll(async () => {
  lab = await RecipeLab.open();
}, 60_000);
afterAll(() => lab.close());

const start = (key: string, params: Record<string, unknown> = {}): Promise<AppliedRecipe> => lab.start(key, params);
const FIRST = 'You left something in your cart';
const SECOND = 'Any questions about your cart?';
const THIRD = 'Shall we clear your cart?';

type Person = Awaited<ReturnType<RecipeLab['person']>>;
const cart = (person: Person, cart_id: string) => lab.does(person, 'cart_updated', { cart_id });
const order = (person: Person, cart_id: string, value = 50) =>
  lab.does(person, 'order_completed', { cart_id }, { value });

describe('an abandoned cart', () => {
  let recipe: AppliedRecipe;
  let habit: number;
  beforeEach(async () => {
    recipe = await start('abandoned-cart', { reminders: 3 });
    habit = recipe.segments[0]!.id;
  });

  it('is reminded of three times at most, and never after the order', async () => {
    const [never, orders, buys] = [await lab.person(), await lab.person(), await lab.person()];
    await cart(never, 'n1');
    await cart(orders, 'o1');
    await cart(buys, 'b1');
    await order(buys, 'b1');
    await lab.hours(1.1);
    expect(lab.mails(never)).toEqual([]);
    await lab.hours(4.1);
    await lab.days(1);
    expect([lab.mails(never), lab.mails(orders), lab.mails(buys)]).toEqual([[FIRST, SECOND], [FIRST, SECOND], []]);
    expect(await lab.tags(orders)).toEqual(['cart:reminding']);
    await order(orders, 'o1');
    await lab.days(1);
    await lab.days(1.1);
    expect([lab.mails(never), lab.mails(orders)]).toEqual([
      [FIRST, SECOND, THIRD],
      [FIRST, SECOND],
    ]);
    expect([await lab.state(recipe, never), await lab.state(recipe, orders)]).toEqual(['completed', 'converted']);
    expect(await lab.tags(never)).toEqual([]);
  });

  it('is looked at once more before a mail leaves that waited for the end of the night', async () => {
    const person = await lab.person();
    await lab.hours(9);
    await cart(person, 'x1');
    await lab.hours(1.1);
    await lab.hours(4.1);
    const [pending] = await lab.lab.messages(recipe.automation.id);
    expect([pending?.state, lab.mails(person)]).toEqual(['pending', []]);
    await order(person, 'x1');
    await lab.hours(12);
    expect(lab.mails(person)).toEqual([]);
  });

  it('of somebody who came back unaided twice is left alone, until they do not come back', async () => {
    const person = await lab.person();
    for (const id of ['h1', 'h2']) {
      await cart(person, id);
      await lab.hours(1.1);
      await lab.hours(2);
      await order(person, id);
      await lab.days(1);
    }
    expect([await lab.members(habit), lab.mails(person)]).toEqual([[person.id], []]);
    expect(await lab.state(recipe, person)).toBe('exited: came back without a reminder');
    await cart(person, 'h3');
    await lab.hours(1.1);
    await lab.days(2);
    expect(lab.mails(person)).toEqual([]);
    await lab.days(1.1);
    expect([lab.mails(person), await lab.members(habit)]).toEqual([[FIRST], []]);
  });
});

describe('past carts', () => {
  const now = () => lab.lab.clock.now().getTime();
  const event = (id: number, name: string, at: number, value?: number) => ({
    contact: { id },
    name,
    occurred_at: new Date(at).toISOString(),
    ...(value === undefined ? {} : { value }),
  });
  const history = (): Promise<CartHistory> =>
    lab.lab.call('GET', '/carts/history?event=basket_filled&order=basket_paid&after=1h');
  const people = (count: number): Promise<number[]> => lab.lab.contactsInBulk(count);

  async function remind(id: number, at: number, occurrence: string, automation: number): Promise<void> {
    await lab.lab.db.execute(
      `INSERT INTO messages (contact_id, source_kind, source_id, occurrence, class, state, sent_at)
       VALUES ($1, 'automation', $2, $3, 'marketing', 'sent', $4)`,
      [id, automation, occurrence, new Date(at)],
    );
  }

  it('say nothing when there are none', async () => {
    expect(await history()).toMatchObject({ left: 0, unaided: 0, median_hours: null, habitual: 0, advice: null });
  });

  it('say who comes back unaided, by habit, and which reminders have paid', async () => {
    const { automation } = await start('abandoned-cart', { cart: 'basket_filled', order: 'basket_paid', reminders: 2 });
    const begin = now() - 60 * DAY_MS;
    const [habitual, alone, reminded, quick] = [await people(2), await people(40), await people(60), await people(1)];
    const events: object[] = [];
    // Two carts each that were left and ordered a day later, and one that was ordered within the hour.
    for (const id of habitual) {
      for (const week of [0, 4]) {
        const at = begin + week * 7 * DAY_MS;
        events.push(event(id, 'basket_filled', at), event(id, 'basket_paid', at + DAY_MS, 10));
      }
    }
    events.push(event(quick[0]!, 'basket_filled', begin), event(quick[0]!, 'basket_paid', begin + HOUR_MS / 2, 10));
    // Left alone, one in ten came back by themselves two days later.
    for (const [index, id] of alone.entries()) {
      events.push(event(id, 'basket_filled', begin));
      if (index % 10 === 0) events.push(event(id, 'basket_paid', begin + 2 * DAY_MS, 10));
    }
    // Reminded after a day, every other one ordered a day later; the rest got a second mail, which did nothing.
    for (const [index, id] of reminded.entries()) {
      events.push(event(id, 'basket_filled', begin));
      await remind(id, begin + DAY_MS, `r1 ${String(id)}`, automation.id);
      if (index % 2 === 0) events.push(event(id, 'basket_paid', begin + 2 * DAY_MS, 10));
      else await remind(id, begin + 5 * DAY_MS, `r2 ${String(id)}`, automation.id);
    }
    await lab.lab.call('POST', '/events', events);
    expect(await history()).toEqual({
      left: 104,
      unreminded: 44,
      unaided: 8,
      median_hours: 36,
      habitual: 2,
      reminders: [
        { reminder: 1, sent: 60, ordered: 30, value: 300, expected: 6, verdict: 'pays' },
        { reminder: 2, sent: 30, ordered: 0, value: 0, expected: 0, verdict: 'unknown' },
        { reminder: 3, sent: 0, ordered: 0, value: 0, expected: null, verdict: 'unknown' },
      ],
      advice: 1,
    });
    const again = await start('abandoned-cart', { cart: 'basket_filled', order: 'basket_paid', reminders: 1 });
    expect(await lab.members(again.segments[0]!.id)).toEqual(expect.arrayContaining(habitual));
  });

  it('are asked for by names, and refused without', async () => {
    const answer = await lab.lab.api.call('GET', '/carts/history?event=a&after=2d');
    expect(answer.statusCode).toBe(422);
    const paths = answer.json<{ errors: { path: string }[] }>().errors.map(({ path }) => path);
    expect(new Set(paths)).toEqual(new Set(['after', 'order']));
  });
});
