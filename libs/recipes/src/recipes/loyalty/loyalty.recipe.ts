import { z } from 'zod';
import { askCount, askEvent, askLink, askNumber, askSender, askTopic } from '../../kit/asks.js';
import { did, spent } from '../../kit/conditions.js';
import { defineRecipe } from '../../kit/define-recipe.js';
import { sendsOf } from '../../kit/sends.js';

export const loyalty = defineRecipe({
  key: 'loyalty',
  name: 'Loyalty by value',
  group: 'loyalty',
  summary: 'Repeat customers are thanked; those of high value get priority service and a better deal.',
  begins: 'Somebody has become a repeat customer',
  story: [
    'Who has ordered several times within a year has chosen you. They are thanked with a deal of their own. What they have spent decides which: above your limit they become gold, with a tag that service and sales can see (service:priority), else silver.',
    'Somebody who becomes a repeat customer again a year later is thanked again.',
  ],
  tips: [
    'The limit is in the currency of your organisation; sums in other currencies are converted.',
    'Use the tags in segments and templates: a block for gold customers in the newsletter, for example.',
  ],
  measure: [
    'Make a segment for each of the tags loyalty:gold and loyalty:silver and compare how much they spend in the half year after the mail with the half year before.',
  ],
  asks: z.strictObject({
    order: askEvent(['order_completed', 'purchase'], { title: 'Order event' }),
    orders: askCount(3, { min: 2, max: 1_000 }, { title: 'Orders within a year, at least' }),
    gold: askNumber(
      500,
      { min: 0, max: 1e9 },
      { title: 'Gold from', description: 'What they have spent within a year.' },
    ),
    link: askLink('/', { title: 'The button leads to' }),
    topic: askTopic(['offers', 'newsletter']),
    sender: askSender,
  }),
  make: ({ order, orders, gold, link, ...send }) => ({
    segments: {
      loyal: {
        name: `Repeat customers: ${String(orders)} orders within a year`,
        description: 'They have chosen you more than once.',
        condition: did(order, { within: '365d' }, orders),
      },
    },
    mails: {
      gold: {
        name: 'Loyalty: gold',
        subject: 'Thank you: you are gold now',
        preheader: 'Priority service, and first pick.',
        title: 'You are gold now',
        text: [
          'Hello {{default contact.first_name "there"}}, you are among our best customers. From today you go first: in the queue when you write to us, and when something new comes in.',
        ],
        button: { label: 'See your advantages', href: link },
      },
      silver: {
        name: 'Loyalty: silver',
        subject: 'Thank you for coming back',
        preheader: 'A deal that only regulars get.',
        title: 'Thank you for coming back',
        text: ['Hello {{default contact.first_name "there"}}, regulars like you get a deal of their own this month.'],
        button: { label: 'See your deal', href: link },
      },
    },
    automation: ({ mail, segment }) => ({
      name: 'Loyalty by value',
      triggers: [{ type: 'segment_entered', segment: segment('loyal') }],
      entry: { again: 'after_exit', cooldown: '365d' },
      sends: sendsOf(send),
      start: 'value',
      steps: {
        value: {
          type: 'branch',
          name: `Spent ${String(gold)} or more within a year?`,
          branches: [{ condition: spent(order, 'gte', gold, { within: '365d' }), next: 'gold' }],
          else: 'silver',
        },
        gold: { type: 'add_tag', name: 'Tag loyalty:gold', tag: 'loyalty:gold', next: 'priority' },
        priority: { type: 'add_tag', name: 'Tag service:priority', tag: 'service:priority', next: 'mail_gold' },
        mail_gold: { type: 'send_email', name: 'Mail: you are gold now', template: mail('gold'), next: null },
        silver: { type: 'add_tag', name: 'Tag loyalty:silver', tag: 'loyalty:silver', next: 'mail_silver' },
        mail_silver: { type: 'send_email', name: 'Mail: a deal for regulars', template: mail('silver'), next: null },
      },
    }),
  }),
});
