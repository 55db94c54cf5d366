import { z } from 'zod';

/** Units of the contract: s, min, h, d (24 h) and w are exact; mo is a calendar month in UTC. */
const UNIT_MS = { s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const DAYS = { d: 1, w: 7 } as const;
const LONGEST_DAYS = 36_600;

export interface TimeWindow {
  readonly count: number;
  readonly unit: keyof typeof UNIT_MS | 'mo';
}

const PATTERN = /^([1-9]\d{0,6})(s|min|h|d|w|mo)$/;

export function parseTimeWindow(text: string): TimeWindow | null {
  const [, count, unit] = PATTERN.exec(text) ?? [];
  if (count === undefined || unit === undefined) return null;
  const window = { count: Number(count), unit: unit as TimeWindow['unit'] };
  const days = window.unit === 'mo' ? window.count * 30.5 : (window.count * UNIT_MS[window.unit]) / UNIT_MS.d;
  return days <= LONGEST_DAYS ? window : null;
}

/** `90d`, `4h`, `2mo`: up to a hundred years. */
export const timeWindowSchema = z
  .string()
  .refine((text) => parseTimeWindow(text) !== null, { message: 'must be a time such as 30min, 4h, 90d, 2w or 3mo' })
  .meta({ pattern: PATTERN.source });

/** A window in whole days: what a date without a time of day can be compared with. */
export const dayWindowSchema = timeWindowSchema.refine((text) => /(d|w|mo)$/.test(text), {
  message: 'must be in days, weeks or months: a date has no time of day',
});

/** `now` moved by the window; a month that is too short ends on its last day. */
export function moveByWindow(now: Date, window: TimeWindow, direction: 1 | -1): Date {
  if (window.unit !== 'mo') return new Date(now.getTime() + direction * window.count * UNIT_MS[window.unit]);
  const moved = new Date(now);
  moved.setUTCDate(1);
  moved.setUTCMonth(moved.getUTCMonth() + direction * window.count);
  const lastDay = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate();
  moved.setUTCDate(Math.min(now.getUTCDate(), lastDay));
  return moved;
}

/** SQL interval of a window in whole days. */
export function dayInterval(window: TimeWindow): string {
  if (window.unit === 'mo') return `interval '${String(window.count)} months'`;
  return `interval '${String(window.count * DAYS[window.unit as 'd' | 'w'])} days'`;
}

/** SQL interval of any window; to be added to a timestamptz in a session whose zone is UTC. */
export function windowInterval(text: string): string {
  const window = parseTimeWindow(text);
  if (!window) throw new Error(`The window ${text} reached the compiler unchecked`);
  if (window.unit === 'mo') return `interval '${String(window.count)} months'`;
  return `interval '${String((window.count * UNIT_MS[window.unit]) / UNIT_MS.s)} seconds'`;
}

/** Whether no stretch of the one window is longer than any of the other; months have 28 to 31 days. */
export function isNeverLonger(one: string, other: string): boolean {
  const [a, b] = [parseTimeWindow(one), parseTimeWindow(other)];
  if (!a || !b) return false;
  if (a.unit === 'mo' && b.unit === 'mo') return a.count <= b.count;
  return lengthMs(a, 31) <= lengthMs(b, 28);
}

function lengthMs({ count, unit }: TimeWindow, daysOfMonth: number): number {
  return count * (unit === 'mo' ? daysOfMonth * UNIT_MS.d : UNIT_MS[unit]);
}

const UNIT_WORDS = { s: 'second', min: 'minute', h: 'hour', d: 'day', w: 'week', mo: 'month' } as const;

/** `90d` → `90 days`. */
export function describeWindow(text: string): string {
  const window = parseTimeWindow(text);
  if (!window) return text;
  return `${String(window.count)} ${UNIT_WORDS[window.unit]}${window.count === 1 ? '' : 's'}`;
}
