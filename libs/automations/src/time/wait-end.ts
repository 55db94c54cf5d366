import { addDays, addMonths, daysInMonth, type LocalTime, parseTimeOfDay, toInstant, toLocal } from '#libs/kernel';
import { parseDuration, toWritable, type Duration } from './duration.js';

export interface FieldDate {
  /** The field's value: `YYYY-MM-DD`, or an RFC 3339 instant. */
  readonly value: string;
  readonly offset?: string | undefined;
  readonly time?: string | undefined;
}

/** The end of `{ "for": … }`: exact for s, min and h; d, w and mo keep the local time of day in the zone. */
export function addDuration(from: Date, text: string, zone: string): Date {
  const duration = parseDuration(text);
  if (duration.kind === 'exact') return toWritable(new Date(from.getTime() + duration.ms));
  return toWritable(toInstant(moveLocal(toLocal(from, zone), duration), zone));
}

function moveLocal(local: LocalTime, duration: Exclude<Duration, { kind: 'exact' }>): LocalTime {
  return duration.kind === 'days' ? addDays(local, duration.days) : addMonths(local, duration.months);
}

/** The end of `{ "until_field": … }`, or null when the value is no date. A date without time begins at midnight. */
export function fieldDate({ value, offset, time }: FieldDate, zone: string): Date | null {
  const base = readDate(value, zone);
  return base && shiftDate(base, { offset, time }, zone);
}

/** The instant that lies so far from a local time, at that time of day. */
export function shiftDate(base: LocalTime, { offset, time }: Omit<FieldDate, 'value'>, zone: string): Date {
  const timed: LocalTime = time === undefined ? base : { ...base, timeMs: parseTimeOfDay(time) };
  if (offset === undefined) return toWritable(toInstant(timed, zone));
  const duration = parseDuration(offset);
  if (duration.kind === 'exact') return toWritable(new Date(toInstant(timed, zone).getTime() + duration.ms));
  return toWritable(toInstant(moveLocal(timed, duration), zone));
}

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** A date begins at midnight; an instant is what a clock in the zone shows. Null when it is neither. */
export function readDate(value: string, zone: string): LocalTime | null {
  const [, year, month, day] = (DATE.exec(value) ?? []).map(Number);
  if (year !== undefined && month !== undefined && day !== undefined) {
    const exists = month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
    return exists ? { year, month, day, timeMs: 0 } : null;
  }
  const instant = new Date(value);
  return Number.isNaN(instant.getTime()) ? null : toLocal(instant, zone);
}
