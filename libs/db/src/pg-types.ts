import pg from 'pg';
import { parseUtcMoment } from './utc-moment.js';

/** `int8[]`; pg lists no array types. */
const INT8_ARRAY = 1016;

function toSafeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} does not fit a JavaScript number exactly`);
  return value;
}

function toSafeNumbers(text: string): (number | null)[] {
  const inner = text.slice(1, -1);
  return inner === '' ? [] : inner.split(',').map((part) => (part === 'NULL' ? null : toSafeNumber(part)));
}

const parseAnyTimestamp = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ) as (text: string) => Date;

function toDate(text: string): Date {
  return parseUtcMoment(text) ?? parseAnyTimestamp(text);
}

/** int8 as number (refused beyond 2^53 − 1); numeric stays text, so that money keeps every digit. */
export function registerTypeParsers(): void {
  pg.types.setTypeParser(pg.types.builtins.INT8, toSafeNumber);
  pg.types.setTypeParser(INT8_ARRAY as never, toSafeNumbers);
  pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, toDate);
}
