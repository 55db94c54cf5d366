import { daysInMonth, type LocalTime, toLocal } from '#libs/kernel';
import { parseDuration } from '../../time/duration.js';
import { readDate, shiftDate } from '../../time/wait-end.js';
import type { Moment } from '../../timers/trigger-timing.js';

export interface DateRule {
  readonly field: string;
  readonly anniversary?: boolean | undefined;
  readonly offset?: string | undefined;
  readonly time?: string | undefined;
}

const YEAR_MS = 365.2425 * 86_400_000;

/** The first moment after `after` that the rule finds for the value; null when it is no date, or none will come. */
export function nextMoment(rule: DateRule, value: string, zone: string, after: Date): Moment | null {
  const base = readDate(value, zone);
  if (!base) return null;
  if (rule.anniversary) return nextAnniversary(rule, base, zone, after);
  const at = shiftDate(base, rule, zone);
  const event = { field: rule.field, date: formatDate(base) };
  return at > after ? { at, once: onceOf(rule, value), event } : null;
}

/** Once a year, from the year of the date itself on; 29 February counts as the 28th in other years. */
function nextAnniversary(rule: DateRule, base: LocalTime, zone: string, after: Date): Moment | null {
  const first = Math.max(base.year, toLocal(after, zone).year - yearsOf(rule.offset) - 1);
  for (let year = first; year <= first + 3; year += 1) {
    const day = { ...base, year, day: Math.min(base.day, daysInMonth(year, base.month)) };
    const at = shiftDate(day, rule, zone);
    if (at <= after) continue;
    const event = { field: rule.field, date: formatDate(day), year, years: year - base.year };
    return { at, once: onceOf(rule, String(year)), event };
  }
  return null;
}

/** What a firing is known by for ever. The time of day is no part of it: moving it must not make a second one. */
function onceOf({ field, anniversary, offset }: DateRule, which: string): string {
  return `date ${field} ${offset ?? ''} ${anniversary ? 'year' : 'on'} ${which}`;
}

/** How many years an offset moves, rounded up. */
function yearsOf(offset: string | undefined): number {
  if (offset === undefined) return 0;
  const duration = parseDuration(offset);
  if (duration.kind === 'exact') return Math.ceil(duration.ms / YEAR_MS);
  return Math.ceil(duration.kind === 'days' ? duration.days / 365 : duration.months / 12);
}

function formatDate({ year, month, day }: LocalTime): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
