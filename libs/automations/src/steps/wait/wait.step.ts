import { z } from 'zod';
import { duration, fieldKey, nextStep, offset, timeOfDay, weekdays, zone } from '../../definition/params.js';
import { go, waitUntil, type Outcome } from '../../runner/outcome.js';
import type { Run } from '../../runner/step-batch.js';
import { ContactZones } from '../../time/contact-zones.js';
import { nextDailyTime } from '#libs/kernel';
import { LATENESS_MS } from '../../time/duration.js';
import { addDuration, fieldDate } from '../../time/wait-end.js';
import { defineStep } from '../define-step.js';
import { loadFieldTexts } from './field-texts.js';

const until = z
  .object({ time: timeOfDay, weekdays: weekdays.optional(), zone: zone.optional() })
  .meta({ title: 'Until a time of day', description: 'In the zone of the contact unless you choose another.' });

/** One of three; said in the schema too, so that forms offer a choice. */
const SHAPES = {
  oneOf: [
    { title: 'For some time', required: ['for'] },
    { title: 'Until a time of day', required: ['until'] },
    { title: 'Until a date', required: ['until_field'] },
  ],
  dependentRequired: { offset: ['until_field'], time: ['until_field'] },
};

const fields = z.object({
  for: duration.optional().meta({ title: 'For', control: 'duration' }),
  until: until.optional(),
  until_field: fieldKey.optional().meta({ title: 'Until the date in', control: 'date_field' }),
  offset: offset.optional().meta({ title: 'Before or after it' }),
  time: timeOfDay.optional().meta({ title: 'At', format: 'time' }),
  next: nextStep,
});

const params = fields.meta(SHAPES);

type WaitParams = z.infer<typeof params>;

export const wait = defineStep({
  type: 'wait',
  label: 'Wait',
  description: 'Waits for some time, until a time of day, or until a date in a field of the contact.',
  params,
  edges: ['next'],
  refs: { until_field: 'date field' },
  uses: { zones: ContactZones },
  // A date in the past ends its wait at once, so that a loop through it would turn without pause.
  delays: (wanted) => wanted.until_field === undefined,
  check: (wanted) => {
    const shapes = [wanted.for, wanted.until, wanted.until_field].filter((shape) => shape !== undefined);
    if (shapes.length !== 1) return [{ path: 'for', message: 'Give one of for, until and until_field' }];
    const loose = (['offset', 'time'] as const).filter((name) => wanted[name] !== undefined);
    if (wanted.until_field !== undefined) return [];
    return loose.map((path) => ({ path, message: 'Goes with until_field only' }));
  },
  run: async (wanted, batch, { zones }) => {
    const zoneOf = await zones.named(wanted.until?.zone ?? 'contact', batch.tx, batch.contactIds);
    const dates = wanted.until_field ? await loadFieldTexts(batch.tx, wanted.until_field, batch.contactIds) : null;
    return batch.runs.map((run): Outcome => {
      const zoneName = zoneOf(run.contactId);
      const over = endOf(wanted, run, zoneName, dates?.get(run.contactId));
      if (over !== null && over > batch.now) return waitUntil(over);
      return missed(wanted, over, batch.now)
        ? waitUntil(nextDailyTime(batch.now, wanted.until, zoneName))
        : go(wanted.next);
    });
  },
});

/** The end is fixed when the wait begins; null when there is no such date. */
function endOf(wanted: WaitParams, run: Run, zoneName: string, date: string | undefined): Date | null {
  if (run.wait !== null) return run.dueAt;
  if (wanted.for !== undefined) return addDuration(run.stepAt, wanted.for, zoneName);
  if (wanted.until) return nextDailyTime(run.stepAt, wanted.until, zoneName);
  return date === undefined ? null : fieldDate({ value: date, offset: wanted.offset, time: wanted.time }, zoneName);
}

/** A time of day that was missed by too much (a pause, an outage) is waited for again. */
function missed(
  wanted: WaitParams,
  over: Date | null,
  now: Date,
): wanted is WaitParams & { until: NonNullable<WaitParams['until']> } {
  return wanted.until !== undefined && over !== null && now.getTime() - over.getTime() > LATENESS_MS;
}
