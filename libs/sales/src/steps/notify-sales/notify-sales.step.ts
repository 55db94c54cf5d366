import { checkText, defineStep, duration, nextStep, userId, warnOfText } from '#libs/automations';
import { FieldCatalogue } from '#libs/contacts';
import { z } from 'zod';
import { AlertMaker } from '../../alerts/alert-maker.service.js';
import { checkReminders } from '../../alerts/check-reminders.js';

export const notifySales = defineStep({
  type: 'notify_sales',
  label: 'Notify sales',
  description: 'Puts an alert into the sales inbox and mails it to the person in charge.',
  params: z.object({
    to: z.union([z.enum(['owner', 'round_robin']).meta({ title: 'Owner or rep' }), userId]).meta({
      title: 'To',
      description: 'The owner of the contact, the reps in turn, or the id of a person.',
    }),
    message: z.string().trim().min(1).max(2_000).meta({
      title: 'Message',
      description: 'May hold merge fields, as in Hot: {{contact.email}}',
      control: 'longText',
    }),
    due: duration.optional().meta({ title: 'Due after', control: 'duration' }),
    remind_every: duration
      .optional()
      .meta({ title: 'Remind every', description: 'Every 15 minutes at most.', control: 'duration' }),
    next: nextStep,
  }),
  edges: ['next'],
  refs: { to: 'user' },
  reaches: true,
  uses: { alerts: AlertMaker, fields: FieldCatalogue },
  check: async ({ message, remind_every: every }) => [
    ...(await checkText('message', message)),
    ...checkReminders(every),
  ],
  warn: async ({ message }, { fields }) => warnOfText('message', message, await fields.load()),
  run: async ({ to, message, due, remind_every: remindEvery, next }, batch, { alerts }) => {
    await alerts.make(batch, { kind: 'alert', to, message, due, remindEvery });
    return batch.allGo(next);
  },
});
