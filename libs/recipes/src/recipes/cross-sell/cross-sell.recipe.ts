import { z } from 'zod';
import { askDuration, askEvent, askLink, askProperty, askSender, askTopic, askValue } from '../../kit/asks.js';
import { clip } from '../../kit/clip.js';
import { did } from '../../kit/conditions.js';
import { defineRecipe } from '../../kit/define-recipe.js';
import { inLine, inMail } from '../../kit/escape-words.js';
import { sendsOf } from '../../kit/sends.js';

export const crossSell = defineRecipe({
  key: 'cross-sell',
  name: 'Cross-sell after a purchase',
  group: 'buying',
  summary: 'Some days after buying one kind of thing, customers who never bought the other kind hear of it.',
  begins: 'Somebody buys the first kind',
  story: [
    'What people have bought says what they need next. Some days after an order of one kind, those who have never ordered the other kind get one mail about it.',
    'Whoever orders it, before the mail or after it, leaves at once. One such mail in two months is enough.',
  ],
  tips: [
    'The lists below come from your own orders: the first suggestion is what is bought most, the second what comes next.',
  ],
  measure: [
    'Compare the share that converts with the share of all buyers of the first kind who order the other kind without any mail. Only what is above it is the work of the mail.',
  ],
  asks: z.strictObject({
    order: askEvent(['order_completed', 'purchase'], { title: 'Order event' }),
    property: askProperty('order', ['category', 'department', 'product'], {
      title: 'What tells the kinds apart',
      description: 'A property of the order, as in category.',
    }),
    bought: askValue(
      { event: 'order', property: 'property', nth: 0, otherwise: 'shoes' },
      { title: 'Bought', description: 'The kind that they have.' },
    ),
    offer: askValue(
      { event: 'order', property: 'property', nth: 1, otherwise: 'socks' },
      { title: 'Offer', description: 'The kind that they have never bought.' },
    ),
    wait: askDuration('7d', { title: 'Write after' }),
    link: askLink('/', { title: 'The button leads to' }),
    topic: askTopic(['offers', 'newsletter']),
    sender: askSender,
  }),
  make: ({ order, property, bought, offer, wait, link, ...send }) => {
    const other = { where: { property, op: 'is', value: offer } };
    return {
      mails: {
        offer: {
          name: `Cross-sell: ${clip(offer)} after ${clip(bought)}`,
          subject: `Goes well with it: ${inLine(offer)}`,
          preheader: 'Because of your last order.',
          title: `Goes well with ${inMail(bought)}`,
          text: [
            `Hello {{default contact.first_name "there"}}, thank you for your order. Many who chose ${inMail(bought)} took ${inMail(offer)} as well.`,
          ],
          button: { label: 'Have a look', href: link },
        },
      },
      automation: ({ mail }) => ({
        name: `Cross-sell: ${clip(offer)} after ${clip(bought)}`,
        triggers: [{ type: 'event', event: order, where: { property, op: 'is', value: bought } }],
        filter: { not: did(order, other) },
        entry: { again: 'after_exit', cooldown: '60d' },
        goal: { condition: did(order, { ...other, since: 'entry' }), value_from: `${order}.value` },
        sends: sendsOf(send),
        start: 'wait',
        steps: {
          wait: { type: 'wait', name: `Wait ${wait}`, for: wait, next: 'mail' },
          mail: { type: 'send_email', name: `Mail: ${clip(offer)}`, template: mail('offer'), next: 'last' },
          last: { type: 'wait', name: 'Wait 2 weeks for the order', for: '2w', next: null },
        },
      }),
    };
  },
});
