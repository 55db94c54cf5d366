import { z } from 'zod';
import { askCount, askDuration, askLink, askSender, askTopic } from '../../kit/asks.js';
import { CLICKED, mailed } from '../../kit/conditions.js';
import { defineRecipe, type RecipeMail } from '../../kit/define-recipe.js';
import { sendsOf } from '../../kit/sends.js';

const mailsOf = (link: string): Record<string, RecipeMail> => ({
  question: {
    name: 'Sunset: shall we go on?',
    subject: 'Shall we go on writing to you?',
    preheader: 'One click keeps you on the list.',
    title: 'Shall we go on writing?',
    text: [
      'Hello {{default contact.first_name "there"}}, it looks as if our mails are not for you any more. If they are, press the button, and everything stays as it is.',
      'If we hear nothing, this was the last one. You can come back at any time.',
    ],
    button: { label: 'Yes, go on', href: link },
  },
});

export const sunset = defineRecipe({
  key: 'sunset',
  name: 'Sunset silent readers',
  group: 'keeping',
  summary: 'Readers who never open or click are asked once whether to go on, and unsubscribed when they are silent.',
  begins: 'A reader has been silent for a long time',
  story: [
    'Mails that nobody reads harm those that are read: mail providers notice. Whoever was sent several mails and neither opened nor clicked any gets one question: shall we go on? A click keeps the subscription; silence ends it.',
    'Opens that programs make do not count as reading.',
  ],
  tips: [
    'Some read with pictures turned off and are never seen to open. The question gives them a way to stay: keep its button large.',
  ],
  measure: [
    'Most will stay silent, and that is right. Look at the opens and bounces of your newsletter in the months after: they must get better. If many answer, you ask too early.',
  ],
  asks: z.strictObject({
    topic: askTopic(),
    silent: askDuration('180d', { title: 'Neither opened nor clicked for' }),
    mails: askCount(5, { min: 1, max: 100 }, { title: 'Of at least so many mails' }),
    patience: askDuration('14d', { title: 'Wait for an answer' }),
    link: askLink('/', { title: 'The button leads to', description: 'A page that says thank you.' }),
    sender: askSender,
  }),
  make: ({ silent, mails, patience, link, ...send }) => ({
    segments: {
      silent: {
        name: `Silent readers (${send.topic}): nothing for ${silent}`,
        description: `Subscribed, were sent ${String(mails)} mails or more, and neither opened nor clicked.`,
        condition: {
          all: [
            { type: 'consent', topic: send.topic, status: 'subscribed' },
            mailed('sent', 'gte', mails, { within: silent }),
            // Written to for as long: whoever came last week has had no time to be silent.
            { type: 'email', action: 'sent', measure: 'first', op: 'more_than_ago', value: silent },
            mailed('opened', 'eq', 0, { within: silent }),
            mailed('clicked', 'eq', 0, { within: silent }),
          ],
        },
      },
    },
    mails: mailsOf(link),
    automation: ({ mail, segment }) => ({
      name: `Sunset silent readers (${send.topic})`,
      triggers: [{ type: 'segment_entered', segment: segment('silent') }],
      entry: { again: 'after_exit', cooldown: '365d' },
      sends: sendsOf(send),
      start: 'mail',
      steps: {
        mail: { type: 'send_email', name: 'Mail: shall we go on?', template: mail('question'), next: 'answer' },
        answer: {
          type: 'wait_for',
          name: `Clicked within ${patience}?`,
          condition: CLICKED,
          timeout: patience,
          then: 'stays',
          else: 'silent',
        },
        stays: { type: 'goal', name: 'Stays' },
        silent: { type: 'add_tag', name: 'Tag reader:silent', tag: 'reader:silent', next: 'leave' },
        leave: { type: 'unsubscribe', name: `Unsubscribe from ${send.topic}`, topic: send.topic, next: null },
      },
    }),
  }),
});
