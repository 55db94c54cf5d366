import { z } from 'zod';
import { askDuration, askEvent, askLink, askPerson, askSender, askText, askTopic } from '../../kit/asks.js';
import { clip } from '../../kit/clip.js';
import { did } from '../../kit/conditions.js';
import { defineRecipe } from '../../kit/define-recipe.js';
import { inLine, inMail } from '../../kit/escape-words.js';
import { salesOf, sendsOf } from '../../kit/sends.js';

export const featureAdoption = defineRecipe({
  key: 'feature-adoption',
  name: 'Feature not activated',
  group: 'service',
  summary: 'Customers who do not use what they came for get help by mail, then by a person.',
  begins: 'Somebody becomes a customer',
  story: [
    'Customers leave when they never get to what they bought. Whoever has not activated the feature after some days gets a mail that shows how; whoever still has not some days later becomes a task for customer service: a short training by phone.',
    'The moment the feature is used, both are called off and the contact counts as converted.',
  ],
  tips: ['Your product must report both events. Names that have not come in yet are allowed.'],
  measure: [
    'What counts is how many activate the feature before anybody has to call. When most tasks end with an activation, let the call come earlier.',
  ],
  asks: z.strictObject({
    start: askEvent(['signed_up', 'account_created', 'order_completed'], { title: 'Event of becoming a customer' }),
    used: askEvent(['feature_activated', 'feature_used'], { title: 'Event of using the feature' }),
    feature: askText('the shared inbox', { title: 'What you call it', description: 'As in "the shared inbox".' }),
    wait: askDuration('7d', { title: 'Help by mail after' }),
    more: askDuration('5d', { title: 'Then a task after' }),
    link: askLink('/help', { title: 'The button leads to' }),
    person: askPerson,
    topic: askTopic(),
    sender: askSender,
  }),
  make: ({ start, used, feature, wait, more, link, person, ...send }) => ({
    mails: {
      help: {
        name: `Getting started: ${clip(feature)}`,
        subject: `Two minutes to ${inLine(feature)}`,
        preheader: 'How to begin, step by step.',
        title: 'Two minutes to begin',
        text: [
          `Hello {{default contact.first_name "there"}}, you have not tried ${inMail(feature)} yet. Most people do it in two minutes and never go back.`,
        ],
        button: { label: 'Show me how', href: link },
      },
    },
    automation: ({ mail }) => ({
      name: `Not activated: ${clip(feature)}`,
      triggers: [{ type: 'event', event: start }],
      goal: { condition: did(used, { since: 'entry' }) },
      sends: sendsOf(send),
      ...salesOf(person),
      start: 'wait',
      steps: {
        wait: { type: 'wait', name: `Wait ${wait}`, for: wait, next: 'help' },
        help: { type: 'send_email', name: 'Mail: how to begin', template: mail('help'), next: 'more' },
        more: { type: 'wait', name: `Wait ${more}`, for: more, next: 'task' },
        task: {
          type: 'create_task',
          name: 'Task: offer a short training',
          to: 'owner',
          message: `{{contact.email}} does not use ${inLine(feature)} yet: offer a short training`,
          due: '2d',
          remind_every: '2d',
          next: null,
        },
      },
    }),
  }),
});
