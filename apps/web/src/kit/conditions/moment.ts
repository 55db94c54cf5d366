import { toLocalInput } from '../local-time';

/** A day (`2026-10-03`) or a point in time as a tree holds it, as two inputs show it in the zone of the reader. */
export interface MomentParts {
  day: string;
  /** `09:30`; '' for the whole day. */
  time: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function momentParts(value: unknown): MomentParts {
  if (typeof value !== 'string') return { day: '', time: '' };
  if (DAY.test(value) || Number.isNaN(Date.parse(value))) return { day: value.slice(0, 10), time: '' };
  const [day = '', time = ''] = toLocalInput(value).split('T');
  return { day, time };
}

/** What two inputs say, as a tree holds it: a day stays a day, a time becomes a point in time; null without a day. */
export function momentOf(day: string, time: string): string | null {
  if (day === '') return null;
  return time === '' ? day : new Date(`${day}T${time}`).toISOString();
}
