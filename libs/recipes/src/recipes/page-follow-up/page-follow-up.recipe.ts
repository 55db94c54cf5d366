import { z } from 'zod';
import { askDuration, askLink, askPerson, askSender, askTopic, askValue } from '../../kit/asks.js';
import { clip } from '../../kit/clip.js';
import { defineRecipe } from '../../kit/define-recipe.js';
import { inLine, toWord } from '../../kit/escape-words.js';
import { salesOf, sendsOf } from '../../kit/sends.js';

export const pageFollowUp = defineRecipe({
  key: 'page-follow-up',
  name: 'Page visit: write, and tell sales',
  group: 'interest',
  summary: 'A visit of an important page is answered by mail, and sales is reminded until somebody has called.',
  begins: 'Somebody opens the page',
  story: [
    'Prices, a demo page, catering: some pages are read by people who are about to decide. They get a helpful mail, and the owner of the contact gets an alert with a time by when it is due.',
    'The alert is not forgotten: a reminder goes out again and again until the alert is marked as done in the sales inbox. One visit a week counts, however often the page is opened.',
  ],
  tips: [
    'Give your contacts owners, or name below who is told instead.',
    'Read the mail aloud before you publish it. It goes to people who have just shown interest: help them, do not push.',
  ],
  measure: [
    'Look at the alerts in the sales inbox: how many were done in time, and how many of those visitors became customers. Alerts that nobody does in time are too many: choose a page that says more.',
  ],
  asks: z.strictObject({
    path: askValue(
      { event: 'page_viewed', property: 'path', nth: 0, otherwise: '/pricing' },
      { title: 'Page', description: 'Where its address begins, as in /pricing.' },
    ),
    link: askLink('/contact', { title: 'The button leads to' }),
    person: askPerson,
    due: askDuration('4h', { title: 'Sales calls within' }),
    remind: askDuration('1d', { title: 'Remind sales every' }),
    topic: askTopic(['offers', 'newsletter']),
    sender: askSender,
  }),
  make: ({ path, link, person, due, remind, ...send }) => ({
    mails: {
      answer: {
        name: `Visit of ${clip(path)}: can we help?`,
        subject: 'Can we help you decide?',
        preheader: 'Three things that most people ask us at this point.',
        title: 'Can we help you decide?',
        text: [
          'Hello {{default contact.first_name "there"}}, you had a look at our pages. Most people at this point ask what it costs in their case, how long it takes, and who else uses it.',
          'Answer this mail, or choose a time, and one of us will tell you.',
        ],
        button: { label: 'Talk to us', href: link },
      },
    },
    automation: ({ mail }) => ({
      name: `Visit of ${clip(path)}`,
      triggers: [{ type: 'page_viewed', path }],
      entry: { again: 'after_exit', cooldown: '7d' },
      sends: sendsOf(send, { atOnce: true }),
      ...salesOf(person),
      start: 'tag',
      steps: {
        tag: {
          type: 'add_tag',
          name: `Tag interest:${toWord(path)}`,
          tag: `interest:${toWord(path)}`,
          next: 'mail',
        },
        mail: { type: 'send_email', name: 'Mail: can we help?', template: mail('answer'), next: 'sales' },
        sales: {
          type: 'notify_sales',
          name: `Tell sales: call within ${due}, reminded every ${remind}`,
          to: 'owner',
          message: `{{contact.email}} looked at ${inLine(path)}: call and ask what they need`,
          due,
          remind_every: remind,
          next: null,
        },
      },
    }),
  }),
});
