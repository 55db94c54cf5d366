import { z } from 'zod';
import { askDuration, askEvent, askLink, askNumber, askSender, askTopic } from '../../kit/asks.js';
import { did, spent } from '../../kit/conditions.js';
import { defineRecipe } from '../../kit/define-recipe.js';
import { sendsOf } from '../../kit/sends.js';

export const lowValue = defineRecipe({
  key: 'low-value',
  name: 'Nurture small customers',
  group: 'loyalty',
  summary: 'Customers who have spent little learn what else you have, at a calm pace, until they spend more.',
  begins: 'Somebody is a customer who has spent little',
  story: [
    'A small first order is a try. Whoever stays below your limit gets two mails with a pause between them: what goes with the first order, then what others in the same place bought. No discount: it would teach them to wait.',
    'When the orders since then reach the same limit, the contact leaves as converted.',
  ],
  tips: [
    'Choose the limit so that about a third of your customers are below it: the page of the segment shows how many.',
  ],
  measure: [
    'Look at how many reach the limit, and after which mail. A month without anybody who does means that the limit is too high, or that the mails show the wrong things.',
  ],
  asks: z.strictObject({
    order: askEvent(['order_completed', 'purchase'], { title: 'Order event' }),
    limit: askNumber(100, { min: 0, max: 1e9 }, { title: 'Little is less than', description: 'Spent within a year.' }),
    pause: askDuration('14d', { title: 'Second mail after' }),
    link: askLink('/', { title: 'The button leads to' }),
    topic: askTopic(['offers', 'newsletter']),
    sender: askSender,
  }),
  make: ({ order, limit, pause, link, ...send }) => ({
    segments: {
      small: {
        name: `Small customers: less than ${String(limit)} within a year`,
        description: 'Ordered within a year, and spent little.',
        condition: { all: [did(order, { within: '365d' }), spent(order, 'lt', limit, { within: '365d' })] },
      },
    },
    mails: {
      goes: {
        name: 'Small customers: what goes with it',
        subject: 'What goes with your order',
        preheader: 'Chosen to fit what you have.',
        title: 'What goes with it',
        text: ['Hello {{default contact.first_name "there"}}, here is what people add to what you have.'],
        button: { label: 'See what fits', href: link },
      },
      others: {
        name: 'Small customers: what others do',
        subject: 'What others in your place did next',
        preheader: 'Three short stories.',
        title: 'What others did next',
        text: ['Hello {{default contact.first_name "there"}}, three customers tell what they bought second, and why.'],
        button: { label: 'Read the stories', href: link },
      },
    },
    automation: ({ mail, segment }) => ({
      name: 'Nurture small customers',
      triggers: [{ type: 'segment_entered', segment: segment('small') }],
      entry: { again: 'after_exit', cooldown: '180d' },
      goal: { condition: spent(order, 'gte', limit, { since: 'entry' }), value_from: `${order}.value` },
      sends: sendsOf(send),
      start: 'settle',
      steps: {
        settle: { type: 'wait', name: 'Wait 3d after the order', for: '3d', next: 'goes' },
        goes: { type: 'send_email', name: 'Mail: what goes with it', template: mail('goes'), next: 'pause' },
        pause: { type: 'wait', name: `Wait ${pause}`, for: pause, next: 'others' },
        others: { type: 'send_email', name: 'Mail: what others did next', template: mail('others'), next: 'last' },
        last: { type: 'wait', name: 'Wait 4 weeks for orders', for: '4w', next: null },
      },
    }),
  }),
});
