import { z } from 'zod';

export const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})$/;

function isDay(text: string): boolean {
  if (!DAY.test(text) || text.startsWith('0000')) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function isInstant(text: string): boolean {
  return INSTANT.test(text) && isDay(text.slice(0, 10)) && !Number.isNaN(Date.parse(text));
}

/** A day (YYYY-MM-DD) or a point in time (RFC 3339). */
export const dateOperandSchema = z
  .string()
  .refine((text) => isDay(text) || isInstant(text), 'must be a date (YYYY-MM-DD) or a time (RFC 3339)');

/** Only days can be compared with "on". */
export const dayOperandSchema = z.string().refine(isDay, 'must be a date: YYYY-MM-DD');

/** Both ends are included; a day as the end means the whole of it. */
export const dateRangeSchema = z
  .tuple([dateOperandSchema, dateOperandSchema])
  .refine(([from, to]) => isInOrder(from, to), { message: 'must be [from, to] with from ≤ to' });

/** By their days as written, or, where they are written in two zones, by their times. */
function isInOrder(from: string, to: string): boolean {
  if (from.slice(0, 10) <= to.slice(0, 10)) return true;
  return INSTANT.test(from) && INSTANT.test(to) && Date.parse(from) <= Date.parse(to);
}

/** `today`, `MM-DD` or `YYYY-MM-DD`. */
export const dayOfYearSchema = z
  .string()
  .refine((text) => text === 'today' || isDay(text) || isDay(`2000-${text}`), 'must be today, MM-DD or YYYY-MM-DD');

/** One number or a list of them. */
export function numbersSchema(low: number, high: number): z.ZodType<number | number[]> {
  const one = z.int().min(low).max(high);
  return z.union([one, z.array(one).min(1).max(high)]);
}
