import { z } from 'zod';
import { askDateField, askLink, askSender, askTime, askTopic } from '../../kit/asks.js';
import { defineRecipe } from '../../kit/define-recipe.js';
import { sendsOf } from '../../kit/sends.js';

export const birthday = defineRecipe({
  key: 'birthday',
  name: 'Birthday',
  group: 'loyalty',
  summary: 'A greeting on the morning of the birthday, every year, in the time zone of the reader.',
  begins: 'It is the birthday',
  story: [
    'Once a year a mail that sells nothing, at nine in the morning where the reader lives. Born on 29 February? It comes on the 28th in other years.',
    'Each contact is greeted once a year, even if the date is corrected in between.',
  ],
  tips: ['Ask for the day when people subscribe, and say what for: many like to be greeted.'],
  measure: [
    'Clicks in the greeting tell whether the present is liked. Compare the unsubscriptions after it with those after a usual mail: they should be fewer.',
  ],
  asks: z.strictObject({
    field: askDateField(['birth_date', 'birthday'], { title: 'Date of birth in' }),
    time: askTime('09:00', { title: 'At' }),
    link: askLink('/', { title: 'The button leads to' }),
    topic: askTopic(),
    sender: askSender,
  }),
  make: ({ field, time, link, ...send }) => ({
    mails: {
      greeting: {
        name: 'Birthday: greeting',
        subject: 'Happy birthday{{#if contact.first_name}}, {{contact.first_name}}{{/if}}!',
        preheader: 'A small present for your day.',
        title: 'Happy birthday!',
        text: ['Dear {{default contact.first_name "reader"}}, have a good day. Something small is waiting for you.'],
        button: { label: 'Open it', href: link },
      },
    },
    automation: ({ mail }) => ({
      name: 'Birthday',
      triggers: [{ type: 'date', field, anniversary: true, time }],
      entry: { again: 'after_exit' },
      sends: sendsOf(send, { atOnce: true }),
      start: 'mail',
      steps: { mail: { type: 'send_email', name: 'Mail: happy birthday', template: mail('greeting'), next: null } },
    }),
  }),
});
