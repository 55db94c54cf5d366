import { daysInMonth, parseDuration } from './duration.js';
import { addDays, addMonths, toInstant, toLocal, weekdayOf, type LocalTime } from './zoned-time.js';

export interface DailyTime {
  /** `HH:MM`, 24 h. */
  readonly time: string;
  /** ISO weekdays, Monday = 1; absent = every day. */
  readonly weekdays?: readonly number[] | undefined;
}

export interface FieldDate {
  /** The field's value: `YYYY-MM-DD`, or an RFC 3339 instant. */
  readonly value: string;
  readonly offset?: string | undefined;
  readonly time?: string | undefined;
}

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

/** The end of `{ "for": … }`: exact for s, min and h; d, w and mo keep the local time of day in the zone. */
export function addDuration(from: Date, text: string, zone: string): Date {
  const duration = parseDuration(text);
  if (duration.kind === 'exact') return new Date(from.getTime() + duration.ms);
  const local = toLocal(from, zone);
  return toInstant(duration.kind === 'days' ? addDays(local, duration.days) : addMonths(local, duration.months), zone);
}

/** The end of `{ "until": … }`: the next such time strictly after `from`, so that a daily loop takes a day. */
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

/** The end of `{ "until_field": … }`, or null when the value is no date. A date without time begins at midnight. */
export function fieldDate({ value, offset, time }: FieldDate, zone: string): Date | null {
  const base = readDate(value, zone);
  if (!base) return null;
  const timed: LocalTime = time === undefined ? base : { ...base, timeMs: parseTimeOfDay(time) };
  if (offset === undefined) return toInstant(timed, zone);
  const duration = parseDuration(offset);
  if (duration.kind === 'exact') return new Date(toInstant(timed, zone).getTime() + duration.ms);
  return toInstant(duration.kind === 'days' ? addDays(timed, duration.days) : addMonths(timed, duration.months), zone);
}

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

function readDate(value: string, zone: string): LocalTime | null {
  const [, year, month, day] = (DATE.exec(value) ?? []).map(Number);
  if (year !== undefined && month !== undefined && day !== undefined) {
    const exists = month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
    return exists ? { year, month, day, timeMs: 0 } : null;
  }
  const instant = new Date(value);
  return Number.isNaN(instant.getTime()) ? null : toLocal(instant, zone);
}

/** `HH:MM` as milliseconds since midnight. */
export function parseTimeOfDay(time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return ((hours ?? 0) * 60 + (minutes ?? 0)) * 60_000;
}
