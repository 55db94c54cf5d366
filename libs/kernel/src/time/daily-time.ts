import { addDays, toInstant, toLocal, weekdayOf } from './zoned-time.js';

export interface DailyTime {
  /** `HH:MM`, 24 h. */
  readonly time: string;
  /** ISO weekdays, Monday = 1; absent = every day. */
  readonly weekdays?: readonly number[] | undefined;
}

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

/** The next such time strictly after `from`, so that a daily loop takes a day. */
export function nextDailyTime(from: Date, { time, weekdays = EVERY_DAY }: DailyTime, zone: string): Date {
  const today = toLocal(from, zone);
  const timeMs = parseTimeOfDay(time);
  // Today counts; an allowed weekday comes again after 7 days, 8 when today's time has gone or fell into a gap.
  for (let ahead = 0; ahead <= 8; ahead += 1) {
    const candidate = { ...addDays(today, ahead), timeMs };
    if (!weekdays.includes(weekdayOf(candidate))) continue;
    const at = toInstant(candidate, zone);
    if (at > from) return at;
  }
  throw new RangeError('No weekday is allowed');
}

/** `HH:MM` as milliseconds since midnight. */
export function parseTimeOfDay(time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return ((hours ?? 0) * 60 + (minutes ?? 0)) * 60_000;
}
