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

/** What an operator compares with, in a sentence; empty when it takes nothing. */
export function describeOperand(value: unknown): string {
  if (value === undefined) return '';
  const reference = parseReference(value);
  if (reference) return reference.kind === 'field' ? `the field ${reference.key}` : `the event's ${reference.key}`;
  if (typeof value === 'string' && parseTimeWindow(value)) return describeWindow(value);
  return describeValue(value);
}

/** `Country is any of GB, IE`. */
export function describeTest(subject: string, phrase: string, value: unknown): string {
  return [subject, phrase, describeOperand(value)].filter((part) => part !== '').join(' ');
}
