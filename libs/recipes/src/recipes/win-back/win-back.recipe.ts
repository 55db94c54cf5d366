import { z } from 'zod';
import { askDuration, askEvent, askLink, askSender, askTopic } from '../../kit/asks.js';
import { did, didNot } from '../../kit/conditions.js';
import { defineRecipe } from '../../kit/define-recipe.js';
import { sendsOf } from '../../kit/sends.js';

export const winBack = defineRecipe({
  key: 'win-back',
  name: 'Win back past customers',
  group: 'keeping',
  summary: 'Customers who are gone get two mails and a reason to come back; then they are left alone.',
  begins: 'A customer has not ordered for a long time',
  story: [
    'Whoever ordered once and then not for half a year is gone, unless something brings them back. The first mail says what has become better, the second, ten days later, offers something. An order ends it at any point.',
    'Whoever does not answer gets a tag, so that other mails can leave them out.',
  ],
  tips: ['Put your offer into the second mail before you publish: it stands there as a sentence to complete.'],
  measure: [
    'Few come back, and some would have come anyway. Compare them with how many past customers came back in the same months without a mail, and their value with what your offer costs.',
  ],
  asks: z.strictObject({
    order: askEvent(['order_completed', 'purchase'], { title: 'Order event' }),
    gone: askDuration('180d', { title: 'No order for' }),
    second: askDuration('10d', { title: 'Second mail after' }),
    link: askLink('/', { title: 'The button leads to' }),
    topic: askTopic(['offers', 'newsletter']),
    sender: askSender,
  }),
  make: ({ order, gone, second, link, ...send }) => ({
    segments: {
      gone: {
        name: `Past customers: no order for ${gone}`,
        description: 'Ordered before, and not for a long time.',
        condition: { all: [did(order), didNot(order, { within: gone })] },
      },
    },
    mails: {
      better: {
        name: 'Win back: what has become better',
        subject: 'What has become better since you left',
        preheader: 'Three changes that customers asked for.',
        title: 'What has become better',
        text: [
          'Hello {{default contact.first_name "there"}}, it has been a while. We have listened, and changed what people liked least.',
        ],
        button: { label: 'Have a look', href: link },
      },
      offer: {
        name: 'Win back: something to welcome you',
        subject: 'Something to welcome you back',
        preheader: 'For your next order.',
        title: 'Something to welcome you back',
        text: [
          'Hello {{default contact.first_name "there"}}, your next order is on better terms. Tell us if you miss anything.',
        ],
        button: { label: 'Choose something', href: link },
      },
    },
    automation: ({ mail, segment }) => ({
      name: 'Win back past customers',
      triggers: [{ type: 'segment_entered', segment: segment('gone') }],
      entry: { again: 'after_exit', cooldown: '365d' },
      goal: { condition: did(order, { since: 'entry' }), value_from: `${order}.value` },
      sends: sendsOf(send),
      start: 'better',
      steps: {
        better: { type: 'send_email', name: 'Mail: what has become better', template: mail('better'), next: 'wait' },
        wait: { type: 'wait', name: `Wait ${second}`, for: second, next: 'offer' },
        offer: { type: 'send_email', name: 'Mail: something to welcome you', template: mail('offer'), next: 'last' },
        last: { type: 'wait', name: 'Wait 2 weeks for an order', for: '2w', next: 'tag' },
        tag: { type: 'add_tag', name: 'Tag customer:gone', tag: 'customer:gone', next: null },
      },
    }),
  }),
});
