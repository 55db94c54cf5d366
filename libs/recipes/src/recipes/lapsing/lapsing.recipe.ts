import { z } from 'zod';
import { askCount, askDuration, askEvent, askLink, askSender, askTopic } from '../../kit/asks.js';
import { did, didNot } from '../../kit/conditions.js';
import { defineRecipe } from '../../kit/define-recipe.js';
import { sendsOf } from '../../kit/sends.js';

export const lapsing = defineRecipe({
  key: 'lapsing',
  name: 'Lapsing regulars',
  group: 'keeping',
  summary: 'Regular customers who stay away longer than usual are asked back before they are gone.',
  begins: 'A regular customer has not ordered for some time',
  story: [
    'It is far cheaper to keep a regular than to win one back. Whoever has ordered often and then not for some weeks enters a segment, and is written to once, kindly, without a discount.',
    'The next order ends it and counts as a conversion with its value.',
  ],
  tips: [
    'Look at the size of the segment before you publish: its page shows who is in it today. Those who are in it already are not written to; put them in by hand if you want to.',
  ],
  measure: [
    'Compare the share that converts with how many of the segment ordered again before there was this automation. The value of the conversions is what it may cost.',
  ],
  asks: z.strictObject({
    order: askEvent(['order_completed', 'purchase'], { title: 'Order event' }),
    regular: askCount(
      5,
      { min: 2, max: 1_000 },
      { title: 'A regular has ordered at least', description: 'So many times.' },
    ),
    quiet: askDuration('60d', { title: 'And then not for' }),
    link: askLink('/', { title: 'The button leads to' }),
    topic: askTopic(['offers', 'newsletter']),
    sender: askSender,
  }),
  make: ({ order, regular, quiet, link, ...send }) => ({
    segments: {
      lapsing: {
        name: `Lapsing: ${String(regular)} orders or more, none for ${quiet}`,
        description: 'Regular customers who stay away longer than usual.',
        condition: { all: [did(order, {}, regular), didNot(order, { within: quiet })] },
      },
    },
    mails: {
      missing: {
        name: 'Lapsing: we have kept your place',
        subject: 'Is everything all right?',
        preheader: 'We have not seen you for a while.',
        title: 'We have kept your place',
        text: [
          'Hello {{default contact.first_name "there"}}, you used to come by more often. If something was not as it should be, answer this mail: a person reads it.',
        ],
        button: { label: 'See what is new', href: link },
      },
    },
    automation: ({ mail, segment }) => ({
      name: 'Lapsing regulars',
      triggers: [{ type: 'segment_entered', segment: segment('lapsing') }],
      entry: { again: 'after_exit', cooldown: '90d' },
      goal: { condition: did(order, { since: 'entry' }), value_from: `${order}.value` },
      sends: sendsOf(send),
      start: 'mail',
      steps: {
        mail: { type: 'send_email', name: 'Mail: we have kept your place', template: mail('missing'), next: 'wait' },
        wait: { type: 'wait', name: 'Wait 3 weeks for an order', for: '3w', next: 'tag' },
        tag: { type: 'add_tag', name: 'Tag customer:lapsing', tag: 'customer:lapsing', next: null },
      },
    }),
  }),
});
