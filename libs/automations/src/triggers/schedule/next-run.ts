import { addDays, addMonths, type LocalTime, nextDailyTime, parseTimeOfDay, toInstant, toLocal } from '#libs/kernel';

export interface Calendar {
  readonly every: 'day' | 'week' | 'month';
  readonly time: string;
  /** Monday is 1; for weeks. */
  readonly weekdays?: readonly number[] | undefined;
  /** For months; past a month's end its last day. */
  readonly day?: number | undefined;
}

/** The first moment of the calendar after `after`. */
export function nextRun({ every, time, weekdays, day = 1 }: Calendar, zone: string, after: Date): Date {
  if (every !== 'month') return nextDailyTime(after, { time, weekdays: every === 'week' ? weekdays : undefined }, zone);
  const { year, month } = toLocal(after, zone);
  const first: LocalTime = { year, month, day: 1, timeMs: parseTimeOfDay(time) };
  for (let ahead = 0; ; ahead += 1) {
    const at = toInstant(dayOf(addMonths(first, ahead), day), zone);
    if (at > after) return at;
  }
}

function dayOf(first: LocalTime, day: number): LocalTime {
  const wanted = addDays(first, day - 1);
  return wanted.month === first.month ? wanted : addDays(addMonths(first, 1), -1);
}
