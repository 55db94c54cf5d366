import { wallClockAt } from '#libs/kernel';
import { describeWindow, parseTimeWindow } from '../time/time-window.js';
import { parseReference } from './reference.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const INSTANT = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** The day of a point in time where the zone is, as `2026-10-03`; other text stays. */
function dayIn(zone: string, text: string): string {
  const at = INSTANT.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(at)) return text;
  return new Date(wallClockAt(Math.floor(at / 1000) * 1000, zone)).toISOString().slice(0, 'yyyy-mm-dd'.length);
}

/** `2026-10-03` and, by its day in the zone, `2026-10-03T10:00:00Z` → `3 Oct 2026`; other text stays. */
export function describeDate(text: string, zone = 'UTC'): string {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]|$)/.exec(dayIn(zone, text)) ?? [];
  if (!year || !month || !day) return text;
  return `${String(Number(day))} ${MONTHS[Number(month) - 1] ?? month} ${year}`;
}

/** A value in a sentence; points in time by their day in the zone. */
export function describeValue(value: unknown, zone = 'UTC'): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value))
    return value.length === 0 ? 'empty' : value.map((each) => describeValue(each, zone)).join(', ');
  if (typeof value === 'string') return describeDate(value, zone);
  return JSON.stringify(value);
}

/** How an operator is said; one that is not known by its name. */
export type SaidOperator = { readonly phrase: string; readonly relative: boolean } | string;

/** What an operator compares with, in a sentence; empty when it takes nothing. */
function describeOperand(operator: SaidOperator, value: unknown, zone?: string): string {
  if (value === undefined) return '';
  const reference = parseReference(value);
  if (reference) return reference.kind === 'field' ? `the field ${reference.key}` : `the event's ${reference.key}`;
  // `5d` may be the code of a product, too.
  const isRelative = typeof operator !== 'string' && operator.relative;
  if (isRelative && typeof value === 'string' && parseTimeWindow(value)) return describeWindow(value);
  return describeValue(value, zone);
}

/** `Country is any of GB, IE`. */
export function describeTest(subject: string, operator: SaidOperator, value: unknown, zone?: string): string {
  const phrase = typeof operator === 'string' ? operator : operator.phrase;
  return [subject, phrase, describeOperand(operator, value, zone)].filter((part) => part !== '').join(' ');
}
