import { z } from 'zod';
import { segmentId, timeOfDay, weekdays, zone } from '../../definition/params.js';
import { defineTrigger } from '../define-trigger.js';
import { inSegment } from '../past-audience.js';
import { nextRun } from './next-run.js';

export const schedule = defineTrigger({
  type: 'schedule',
  label: 'Schedule',
  description: 'All members of a segment enter at a time of day: daily, on days of the week, or on a day of the month.',
  params: z.object({
    segment: segmentId,
    every: z.enum(['day', 'week', 'month']).meta({ title: 'Every' }),
    time: timeOfDay.meta({ title: 'At', format: 'time' }),
    weekdays: weekdays.optional().meta({ title: 'Weekdays', description: 'For weeks. Monday is 1, Sunday 7.' }),
    day: z
      .number()
      .int()
      .min(1)
      .max(31)
      .optional()
      .meta({ title: 'Day of the month', description: 'For months; past the end of a month its last day.' }),
    zone: zone.optional().meta({
      title: 'Time zone',
      description: 'Empty: that of the organisation.',
      control: 'zone',
    }),
  }),
  refs: { segment: 'segment' },
  dimensions: () => [],
  starts: () => false,
  repeats: () => true,
  check: ({ every, weekdays: days, day, zone: name }) => [
    ...(every === 'week' && !days ? [{ path: 'weekdays', message: 'Say on which days of the week' }] : []),
    ...(every !== 'week' && days ? [{ path: 'weekdays', message: 'Goes with every week only' }] : []),
    ...(every === 'month' && !day ? [{ path: 'day', message: 'Say on which day of the month' }] : []),
    ...(every !== 'month' && day ? [{ path: 'day', message: 'Goes with every month only' }] : []),
    ...(name === 'contact' ? [{ path: 'zone', message: 'All members enter at once: choose one zone' }] : []),
  ],
  timing: {
    kind: 'segment',
    segment: ({ segment }) => segment,
    zone: (params) => params.zone ?? 'organisation',
    next: nextRun,
  },
  past: ({ segment }) => inSegment(segment),
  describe: ({ segment }) => ({ segment }),
});
