import { z } from 'zod';
import { askDuration, askLink, askSender, askTopic } from '../../kit/asks.js';
import { CLICKED } from '../../kit/conditions.js';
import { defineRecipe } from '../../kit/define-recipe.js';
import { sendsOf } from '../../kit/sends.js';

export const welcome = defineRecipe({
  key: 'welcome',
  name: 'Welcome',
  group: 'welcome',
  summary: 'Whoever subscribes is welcomed at once, and shown the best of you a few days later.',
  begins: 'Somebody subscribes to the topic',
  story: [
    'The first mail is the one that is read most. It comes in the minute of the subscription and says what will follow. Some days later a second one shows what you do best.',
    'Whoever clicks in the first mail gets a tag: they want to hear more from you.',
  ],
  tips: ['Say in the first mail how often you will write, and keep to it.'],
  measure: [
    'Watch the share of new readers who get the tag reader:keen. When it falls, the first mail promises something else than your sign-up form does.',
  ],
  asks: z.strictObject({
    topic: askTopic(),
    link: askLink('/', { title: 'The button leads to' }),
    wait: askDuration('3d', { title: 'Second mail after' }),
    sender: askSender,
  }),
  make: ({ link, wait, ...send }) => ({
    mails: {
      hello: {
        name: 'Welcome: good to have you here',
        subject: 'Good to have you here{{#if contact.first_name}}, {{contact.first_name}}{{/if}}',
        preheader: 'What we will write to you about, and how often.',
        title: 'Good to have you here',
        text: [
          'Hello {{default contact.first_name "there"}}, thank you for subscribing. We write when we have something worth your time, and never more than once a week.',
          'You can leave with one click at the end of each mail.',
        ],
        button: { label: 'Look around', href: link },
      },
      best: {
        name: 'Welcome: what people like most',
        subject: 'What people like most about us',
        preheader: 'Three things to begin with.',
        title: 'What people like most',
        text: [
          'Hello {{default contact.first_name "again"}}, here are the three things that new readers come back for.',
        ],
        button: { label: 'See all three', href: link },
      },
    },
    automation: ({ mail }) => ({
      name: 'Welcome',
      triggers: [{ type: 'topic_subscribed', topic: send.topic }],
      sends: sendsOf(send, { atOnce: true }),
      start: 'hello',
      steps: {
        hello: { type: 'send_email', name: 'Mail: good to have you here', template: mail('hello'), next: 'clicked' },
        clicked: {
          type: 'wait_for',
          name: `Clicked within ${wait}?`,
          condition: CLICKED,
          timeout: wait,
          then: 'keen',
          else: 'best',
        },
        keen: { type: 'add_tag', name: 'Tag reader:keen', tag: 'reader:keen', next: 'pause' },
        pause: { type: 'wait', name: `Wait ${wait}`, for: wait, next: 'best' },
        best: { type: 'send_email', name: 'Mail: what people like most', template: mail('best'), next: null },
      },
    }),
  }),
});
