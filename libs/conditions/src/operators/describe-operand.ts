import { describeWindow, parseTimeWindow } from '../time/time-window.js';
import { parseReference } from './reference.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2026-10-03` and `2026-10-03T10:00:00Z` → `3 Oct 2026`; other text stays. */
export function describeDate(text: string): string {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]|$)/.exec(text) ?? [];
  if (!year || !month || !day) return text;
  return `${String(Number(day))} ${MONTHS[Number(month) - 1] ?? month} ${year}`;
}

/** A value in a sentence. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return value.length === 0 ? 'empty' : value.map(describeValue).join(', ');
  if (typeof value === 'string') return describeDate(value);
  return JSON.stringify(value);
}

/** How an operator is said; one that is not known by its name. */
export type SaidOperator = { readonly phrase: string; readonly relative: boolean } | string;

/** What an operator compares with, in a sentence; empty when it takes nothing. */
function describeOperand(operator: SaidOperator, value: unknown): string {
  if (value === undefined) return '';
  const reference = parseReference(value);
  if (reference) return reference.kind === 'field' ? `the field ${reference.key}` : `the event's ${reference.key}`;
  // `5d` may be the code of a product, too.
  const isRelative = typeof operator !== 'string' && operator.relative;
  if (isRelative && typeof value === 'string' && parseTimeWindow(value)) return describeWindow(value);
  return describeValue(value);
}

/** `Country is any of GB, IE`. */
export function describeTest(subject: string, operator: SaidOperator, value: unknown): string {
  const phrase = typeof operator === 'string' ? operator : operator.phrase;
  return [subject, phrase, describeOperand(operator, value)].filter((part) => part !== '').join(' ');
}
