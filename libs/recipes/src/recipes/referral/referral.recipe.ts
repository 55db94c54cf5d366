import { z } from 'zod';
import { askDuration, askEvent, askLink, askNumber, askSender, askTopic } from '../../kit/asks.js';
import { did, spent } from '../../kit/conditions.js';
import { defineRecipe, type RecipeMail } from '../../kit/define-recipe.js';
import { sendsOf } from '../../kit/sends.js';

const mailsOf = (link: string): Record<string, RecipeMail> => ({
  invite: {
    name: 'Referral: bring a friend',
    subject: 'Bring a friend, and both of you win',
    preheader: 'Because you know us best.',
    title: 'Bring a friend',
    text: [
      'Hello {{default contact.first_name "there"}}, you know us better than any advertisement. Pass your link on: your friend gets something, and so do you.',
    ],
    button: { label: 'Get your link', href: link },
  },
  reminder: {
    name: 'Referral: your link is waiting',
    subject: 'Your link is still waiting',
    preheader: 'It takes a minute.',
    title: 'Your link is still waiting',
    text: ['Hello {{default contact.first_name "there"}}, is there somebody who would like it here, too?'],
    button: { label: 'Get your link', href: link },
  },
});

export const referral = defineRecipe({
  key: 'referral',
  name: 'Top customers refer friends',
  group: 'loyalty',
  summary: 'Your best customers are invited to bring a friend, and reminded once.',
  begins: 'Somebody has become a top customer',
  story: [
    'People trust people. Whoever has spent much with you within a year, and ordered lately, is invited to the referral programme: a link to pass on, something for both.',
    'A referral ends it and gives the tag advocate. Without one there is a single reminder.',
  ],
  tips: ['Your shop must report a referral as an event; its name is asked below.'],
  measure: [
    'Count the contacts with the tag advocate, and what those whom they brought have spent since. When most of them act only after the reminder, send it sooner.',
  ],
  asks: z.strictObject({
    order: askEvent(['order_completed', 'purchase'], { title: 'Order event' }),
    value: askNumber(1_000, { min: 0, max: 1e9 }, { title: 'Top is from', description: 'Spent within a year.' }),
    referred: askEvent(['referral_made', 'friend_invited'], { title: 'Event of a referral' }),
    patience: askDuration('10d', { title: 'Remind after' }),
    link: askLink('/refer', { title: 'Page of the programme' }),
    topic: askTopic(['offers', 'newsletter']),
    sender: askSender,
  }),
  make: ({ order, value, referred, patience, link, ...send }) => ({
    segments: {
      top: {
        name: `Top customers: ${String(value)} or more within a year`,
        description: 'Spent much within a year, and ordered within the last 60 days.',
        condition: { all: [spent(order, 'gte', value, { within: '365d' }), did(order, { within: '60d' })] },
      },
    },
    mails: mailsOf(link),
    automation: ({ mail, segment }) => {
      const wait = (then: string, otherwise: string | null) => ({
        type: 'wait_for',
        name: `Referred somebody within ${patience}?`,
        condition: did(referred, { since: 'entry' }),
        timeout: patience,
        then,
        else: otherwise,
      });
      return {
        name: 'Top customers refer friends',
        triggers: [{ type: 'segment_entered', segment: segment('top') }],
        entry: { again: 'after_exit', cooldown: '365d' },
        sends: sendsOf(send),
        start: 'invite',
        steps: {
          invite: { type: 'send_email', name: 'Mail: bring a friend', template: mail('invite'), next: 'first' },
          first: wait('advocate', 'reminder'),
          reminder: {
            type: 'send_email',
            name: 'Mail: your link is waiting',
            template: mail('reminder'),
            next: 'second',
          },
          second: wait('advocate', null),
          advocate: { type: 'add_tag', name: 'Tag advocate', tag: 'advocate', next: 'done' },
          done: { type: 'goal', name: 'Has referred somebody' },
        },
      };
    },
  }),
});
