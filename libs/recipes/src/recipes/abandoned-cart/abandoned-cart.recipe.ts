import { durationMs } from '#libs/automations';
import { z } from 'zod';
import { findHabitual } from '../../carts/past-carts.js';
import { askCount, askDuration, askEvent, askExactDuration, askLink, askSender, askTopic } from '../../kit/asks.js';
import { did, hasTag, isIn } from '../../kit/conditions.js';
import { defineRecipe } from '../../kit/define-recipe.js';
import { sendsOf } from '../../kit/sends.js';
import { remindersOf } from './reminder-steps.js';
import { MAILS } from './reminder-mails.js';
import { watchSteps } from './watch-steps.js';

/** Who is being reminded now: an order then counts as the work of the reminders. */
const REMINDING = 'cart:reminding';

export const abandonedCart = defineRecipe({
  key: 'abandoned-cart',
  name: 'Abandoned cart',
  group: 'buying',
  summary: 'Up to three reminders of a cart that was left, stopped by the order; whoever comes back anyway gets none.',
  begins: 'Somebody leaves a filled cart',
  story: [
    'A cart that was filled and left is the nearest thing to an order. It is reminded of up to three times, each time with another thought, and never again once the order is there: it is looked at once more in the moment before each mail leaves.',
    'Some people always leave their cart and come back the next evening. A reminder only annoys them, and a discount in it is given away. So before you choose how often to remind, the recipe looks at your past carts: how many came back by themselves, who does so by habit, and which reminders brought more orders than would have come anyway.',
    'Those with the habit are put on a list and are left alone for three days. Somebody who does not come back this time is taken off the list and reminded. And the list learns: whoever comes back by themselves twice is put on it.',
  ],
  tips: [
    'Your shop reports the cart (cart_updated, with cart_id) and the order (order_completed, with the same cart_id).',
    'The tag cart:reminding says who is in the middle of it: leave them out of campaigns if you like.',
  ],
  measure: [
    'Do not count every order after a reminder as its work. The page of the recipe compares those who were reminded with how many come back by themselves, and says which reminder has paid.',
    'Look at it again a month after publishing, and take out the reminder that brings nothing.',
  ],
  asks: z.strictObject({
    cart: askEvent(['cart_updated', 'cart_created'], { title: 'Cart event' }),
    order: askEvent(['order_completed', 'purchase'], { title: 'Order event', description: 'What ends it.' }),
    after: askExactDuration('1h', { title: 'A cart is left when untouched for' }),
    reminders: askCount(2, { min: 1, max: 3 }, { title: 'Reminders at most' }),
    first: askDuration('4h', { title: 'First reminder after' }),
    gap: askDuration('1d', { title: 'Then one every' }),
    link: askLink('/cart', { title: 'The button leads to', description: 'The page of the cart.' }),
    topic: askTopic(['offers', 'newsletter']),
    sender: askSender,
  }),
  make: ({ cart, order, after, reminders, first, gap, link, ...send }) => {
    const button = { label: 'Back to my cart', href: link };
    const ordered = did(order, { since: 'entry' });
    return {
      segments: {
        habit: {
          name: 'Come back to their cart by themselves',
          description:
            'They leave carts and order anyway: no reminder for three days. Filled from past carts, and kept.',
          members: (on, now) => findHabitual(on, { event: cart, order, afterMs: durationMs(after) }, now),
        },
      },
      mails: Object.fromEntries(MAILS.slice(0, reminders).map(([key, mail]) => [key, { ...mail, button }])),
      automation: ({ mail, segment }) => ({
        name: 'Abandoned cart',
        triggers: [{ type: 'cart_abandoned', event: cart, after, until: order }],
        entry: { again: 'after_exit', key: 'event.cart_id' },
        goal: { condition: { all: [ordered, hasTag(REMINDING)] }, value_from: `${order}.value` },
        sends: sendsOf(send),
        start: 'clear',
        steps: {
          clear: { type: 'remove_tag', name: 'Begin without the tag', tag: REMINDING, next: 'habit' },
          habit: {
            type: 'branch',
            name: 'Comes back by habit?',
            branches: [{ condition: isIn(segment('habit')), next: 'patience' }],
            else: 'first',
          },
          ...watchSteps({ first, ordered, habit: segment('habit') }),
          reminding: { type: 'add_tag', name: `Tag ${REMINDING}`, tag: REMINDING, next: 'reminder1' },
          ...remindersOf({ reminders, gap, mail }),
          over: { type: 'remove_tag', name: 'Take the tag off', tag: REMINDING, next: null },
        },
      }),
    };
  },
});
