import { z } from 'zod';
import { fieldKey, offset, timeOfDay, zone } from '../../definition/params.js';
import { defineTrigger } from '../define-trigger.js';
import { nextMoment } from './date-moment.js';

export const date = defineTrigger({
  type: 'date',
  label: 'Date',
  description: 'A date of the contact comes: a birthday each year, or so many days before or after a renewal.',
  params: z.object({
    field: fieldKey.meta({ title: 'Date in', control: 'date_field' }),
    anniversary: z.boolean().optional().meta({ title: 'Every year', description: 'Only day and month count.' }),
    offset: offset.optional().meta({ title: 'Before or after it' }),
    time: timeOfDay.optional().meta({
      title: 'At',
      description: 'Empty: midnight, or the time that the field holds.',
      format: 'time',
    }),
    zone: zone.optional(),
  }),
  refs: { field: 'date field' },
  dimensions: () => [],
  starts: () => false,
  repeats: ({ anniversary = false }) => anniversary,
  timing: {
    kind: 'field',
    field: ({ field }) => field,
    zone: (params) => params.zone ?? 'contact',
    next: nextMoment,
  },
  past: ({ field }) => ({ condition: { type: 'field', field, op: 'is_not_empty' } }),
  describe: () => ({}),
});
