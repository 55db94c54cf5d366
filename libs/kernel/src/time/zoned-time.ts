import { wallClockAt } from './wall-clock.js';
import { zonedToInstant } from './zoned-instant.js';

/** A wall clock's reading, without a zone. `month` counts from 1. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** Milliseconds since local midnight, 0 … 86,399,999. */
  readonly timeMs: number;
}

/** What a wall clock in the zone shows at the instant. */
export function toLocal(at: Date, zone: string): LocalTime {
  const ms = ((at.getTime() % 1_000) + 1_000) % 1_000;
  const wall = new Date(wallClockAt(at.getTime() - ms, zone) + ms);
  const [year, month, day] = [wall.getUTCFullYear(), wall.getUTCMonth() + 1, wall.getUTCDate()];
  return { year, month, day, timeMs: wall.getTime() - Date.UTC(year, month - 1, day) };
}

/** The reading as if the zone were UTC: a number to compute with. */
function asUtc(local: LocalTime): number {
  return Date.UTC(local.year, local.month - 1, local.day) + local.timeMs;
}

/**
 * The instant at which a wall clock in the zone shows the time. Of a fold the first is taken; a time in a gap is
 * shifted forward by the gap's length (02:30 becomes 03:30), as RFC 5545, 3.3.5 reads it.
 */
export function toInstant(local: LocalTime, zone: string): Date {
  return zonedToInstant(asUtc(local), zone);
}

export function addDays(local: LocalTime, days: number): LocalTime {
  const moved = new Date(Date.UTC(local.year, local.month - 1, local.day + days));
  return {
    year: moved.getUTCFullYear(),
    month: moved.getUTCMonth() + 1,
    day: moved.getUTCDate(),
    timeMs: local.timeMs,
  };
}

/** The same day of the month, or its last: 31 January + 1 month is 28 or 29 February. */
export function addMonths(local: LocalTime, months: number): LocalTime {
  const index = local.year * 12 + (local.month - 1) + months;
  const year = Math.floor(index / 12);
  const month = index - year * 12 + 1;
  return { year, month, day: Math.min(local.day, daysInMonth(year, month)), timeMs: local.timeMs };
}

/** `month` counts from 1. */
export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** ISO 8601: Monday is 1, Sunday 7. */
export function weekdayOf(local: LocalTime): number {
  return new Date(Date.UTC(local.year, local.month - 1, local.day)).getUTCDay() || 7;
}
