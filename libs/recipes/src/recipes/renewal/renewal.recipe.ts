import { z } from 'zod';
import { askCount, askDateField, askEvent, askLink, askPerson, askSender, askTopic } from '../../kit/asks.js';
import { did } from '../../kit/conditions.js';
import { defineRecipe, type RecipeMail } from '../../kit/define-recipe.js';
import { salesOf, sendsOf } from '../../kit/sends.js';

const OWN_FIELD = 'renewal_date';

const mailsOf = (link: string): Record<string, RecipeMail> => ({
  first: {
    name: 'Renewal: it comes up',
    subject: 'Your renewal comes up{{#if event.date}} on {{date event.date}}{{/if}}',
    preheader: 'What stays, what is new, and how to go on.',
    title: 'Your renewal comes up',
    text: [
      'Hello {{default contact.first_name "there"}}, {{#if event.date}}on {{date event.date}}{{else}}soon{{/if}} your contract ends. Renew now, and everything goes on without a break.',
    ],
    button: { label: 'Renew', href: link },
  },
  second: {
    name: 'Renewal: one week left',
    subject: 'One week left to renew',
    preheader: 'It takes two minutes.',
    title: 'One week left',
    text: [
      'Hello {{default contact.first_name "there"}}, {{#if event.date}}after {{date event.date}}{{else}}in a week{{/if}} your access would end.',
    ],
    button: { label: 'Renew', href: link },
  },
});

export const renewal = defineRecipe({
  key: 'renewal',
  name: 'Renewal reminder',
  group: 'service',
  summary: 'Before a contract ends the customer is reminded twice, and then a person calls.',
  begins: 'The renewal date comes near',
  story: [
    'Some weeks before the date the customer hears that the renewal comes up and what it brings; a week before it once more. When nothing has happened three days before, the owner gets a task to call.',
    'A renewal ends it at any point. Next year it comes again, with the new date.',
  ],
  tips: [
    'Keep the date in a field of the contact. If there is none, the recipe makes the field "Renewal date"; fill it by import or through the API.',
  ],
  measure: [
    'Compare the share that renews before the task with the share after it: the calls are dear, the mails are not. The value of the conversions is what stays with you.',
  ],
  asks: z.strictObject({
    field: askDateField([OWN_FIELD, 'contract_end', 'expires_at'], { title: 'Renewal date in' }),
    days: askCount(30, { min: 8, max: 365 }, { title: 'Days before, for the first mail' }),
    renewed: askEvent(['renewed', 'subscription_renewed', 'order_completed'], { title: 'Event of a renewal' }),
    link: askLink('/renew', { title: 'The button leads to' }),
    person: askPerson,
    topic: askTopic(),
    sender: askSender,
  }),
  make: ({ field, days, renewed, link, person, ...send }) => ({
    ...(field === OWN_FIELD ? { fields: [{ key: OWN_FIELD, type: 'date' as const }] } : {}),
    mails: mailsOf(link),
    automation: ({ mail }) => ({
      name: 'Renewal reminder',
      triggers: [{ type: 'date', field, offset: `-${String(days)}d`, time: '09:00' }],
      entry: { again: 'after_exit' },
      goal: { condition: did(renewed, { since: 'entry' }), value_from: `${renewed}.value` },
      sends: sendsOf(send, { atOnce: true }),
      ...salesOf(person),
      start: 'first',
      steps: {
        first: { type: 'send_email', name: 'Mail: your renewal comes up', template: mail('first'), next: 'week' },
        week: {
          type: 'wait',
          name: 'Wait until a week before',
          until_field: field,
          offset: '-7d',
          time: '09:00',
          next: 'second',
        },
        second: { type: 'send_email', name: 'Mail: one week left', template: mail('second'), next: 'days' },
        days: {
          type: 'wait',
          name: 'Wait until 3 days before',
          until_field: field,
          offset: '-3d',
          time: '09:00',
          next: 'task',
        },
        task: {
          type: 'create_task',
          name: 'Task: call about the renewal',
          to: 'owner',
          message: '{{contact.email}} has not renewed: call before {{event.date}}',
          due: '1d',
          remind_every: '1d',
          next: null,
        },
      },
    }),
  }),
});
