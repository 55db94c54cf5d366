import { checkText, defineStep, duration, nextStep, userId, warnOfText } from '#libs/automations';
import { FieldCatalogue } from '#libs/contacts';
import { z } from 'zod';
import { AlertMaker } from '../../alerts/alert-maker.service.js';
import { checkReminders } from '../../alerts/check-reminders.js';

export const createTask = defineStep({
  type: 'create_task',
  label: 'Create task',
  description: 'Puts a task on the list of the person in charge. Nobody is mailed but by its reminders.',
  params: z.object({
    to: z.union([z.enum(['owner', 'round_robin']).meta({ title: 'Owner or rep' }), userId]).meta({
      title: 'For',
      description: 'The owner of the contact, the reps in turn, or the id of a person.',
    }),
    message: z.string().trim().min(1).max(2_000).meta({
      title: 'What to do',
      description: 'May hold merge fields, as in Call {{contact.first_name}}',
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
  uses: { alerts: AlertMaker, fields: FieldCatalogue },
  check: async ({ message, remind_every: every }) => [
    ...(await checkText('message', message)),
    ...checkReminders(every),
  ],
  warn: async ({ message }, { fields }) => warnOfText('message', message, await fields.load()),
  run: async ({ to, message, due, remind_every: remindEvery, next }, batch, { alerts }) => {
    await alerts.make(batch, { kind: 'task', to, message, due, remindEvery });
    return batch.allGo(next);
  },
});
