import { daysInMonth } from '#libs/kernel';

/** How waits, cooldowns and reminders are written: `90s`, `30min`, `4h`, `2d`, `1w`, `1mo`. */
export const DURATION = /^([1-9]\d{0,5})(s|min|h|d|w|mo)$/;

/** A duration with a sign, as an offset from a date: `-14d`, `+2h`, `3d`. */
export const SIGNED_DURATION = /^[+-]?([1-9]\d{0,5})(s|min|h|d|w|mo)$/;

/**
 * So far ahead every date still has a year of four digits, which is all that RFC 3339 writes; it holds for everything
 * that begins before the year 3000.
 */
const LONGEST_YEARS = 7_000;

/** Whether a duration, with or without sign, moves no date out of what RFC 3339 writes. */
export function isWritable(text: string): boolean {
  const duration = parseDuration(text);
  if (duration.kind === 'months') return Math.abs(duration.months) <= LONGEST_YEARS * 12;
  return duration.kind === 'exact' || Math.abs(duration.days) <= LONGEST_YEARS * 365;
}

const FIRST_MS = Date.parse('0001-01-01T00:00:00.000Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** The nearest moment that RFC 3339 can write and the database can hold: the last for what would come later. */
export function toWritable(at: Date): Date {
  return new Date(Math.min(Math.max(at.getTime(), FIRST_MS), LAST_MS));
}

const EXACT_MS = { s: 1_000, min: 60_000, h: 3_600_000 } as const;
const CALENDAR_DAYS = { d: 1, w: 7 } as const;
const DAY_MS = 86_400_000;

/** Seconds, minutes and hours are exact; days, weeks and months keep the local time of day. */
export type Duration =
  | { readonly kind: 'exact'; readonly ms: number }
  | { readonly kind: 'days'; readonly days: number }
  | { readonly kind: 'months'; readonly months: number };

/** Reads a duration, with or without sign. The text must have passed one of the patterns above. */
export function parseDuration(text: string): Duration {
  const sign = text.startsWith('-') ? -1 : 1;
  const [, count, unit] = SIGNED_DURATION.exec(text) ?? [];
  if (count === undefined || unit === undefined) throw new RangeError(`"${text}" is no duration`);
  const amount = sign * Number(count);
  if (unit in EXACT_MS) return { kind: 'exact', ms: amount * EXACT_MS[unit as keyof typeof EXACT_MS] };
  if (unit in CALENDAR_DAYS) {
    return { kind: 'days', days: amount * CALENDAR_DAYS[unit as keyof typeof CALENDAR_DAYS] };
  }
  return { kind: 'months', months: amount };
}

/** How long a process may be late and still do at a time of day what was to be done then. */
export const LATENESS_MS = 30 * 60_000;

/** A number of seconds, minutes or hours, 0 included, in milliseconds. */
export function durationMs(text: string): number {
  const [, count, unit] = /^(\d+)(s|min|h)$/.exec(text) ?? [];
  if (unit === undefined) throw new RangeError(`"${text}" has no exact length`);
  return Number(count) * EXACT_MS[unit as keyof typeof EXACT_MS];
}

/** The start of a window that ends now, as conditions count it: a day is 24 h, a month a calendar month in UTC. */
export function windowStart(now: Date, text: string): Date {
  const duration = parseDuration(text);
  if (duration.kind === 'exact') return new Date(now.getTime() - duration.ms);
  if (duration.kind === 'days') return toWritable(new Date(now.getTime() - duration.days * DAY_MS));
  return toWritable(addUtcMonths(now, -duration.months));
}

/** 31 January + 1 month is the last day of February. */
function addUtcMonths(at: Date, months: number): Date {
  const day = at.getUTCDate();
  const moved = new Date(at);
  moved.setUTCDate(1);
  moved.setUTCMonth(moved.getUTCMonth() + months);
  moved.setUTCDate(Math.min(day, daysInMonth(moved.getUTCFullYear(), moved.getUTCMonth() + 1)));
  return moved;
}
