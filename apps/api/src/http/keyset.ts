import { type DomainError, invalid } from '#libs/kernel';
import { IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { IsWholeText } from './whole-number.decorator.js';

/** Years 1 to 9999. */
const MOMENT = /^(?!0000)\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}\.\d{3}Z)?$/;

/** `?limit=&cursor=` of every list. Extend it for a list's own filters. */
export class ListQuery {
  /** How many at most, 1 to 1,000. */
  @IsOptional()
  @IsWholeText()
  @Min(1)
  @Max(1000)
  limit = 50;

  /** `next_cursor` of the page before. */
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  cursor?: string;
}

/** One page of a list; `next_cursor` null is the last one. */
export interface Page<T> {
  readonly data: readonly T[];
  readonly next_cursor: string | null;
}

/**
 * Makes a page of up to `limit` rows from `limit + 1` that were read: the extra one tells that more follow.
 * `keyOf` names where the next page begins: the values of the sort key of the last row shown.
 */
export function toPage<Row, T>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => readonly (string | number | null)[],
  show: (row: Row) => T,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { data: shown.map(show), next_cursor: more ? encodeCursor(keyOf(last)) : null };
}

export function encodeCursor(key: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

export function noCursor(): DomainError {
  return invalid([{ path: 'cursor', message: 'is no cursor of this list' }]);
}

/** Whether part of a cursor is a day, or a moment of one, as lists put it there: the database takes no other. */
export function isMoment(part: unknown): part is string {
  if (typeof part !== 'string' || !MOMENT.test(part)) return false;
  const at = new Date(part);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(part);
}

/** The sort key in a cursor, null without one. Throws `request.invalid` for anything that is none of ours. */
export function decodeCursor(cursor: string | undefined, length = 1): (string | number | null)[] | null {
  if (cursor === undefined || cursor === '') return null;
  const key = parse(cursor);
  const whole = Array.isArray(key) && key.length === length && key.every((part) => part === null || isScalar(part));
  if (!whole) throw noCursor();
  return key as (string | number | null)[];
}

/** The cursor of a list that is ordered by id: the id of the last row shown. */
export function decodeIdCursor(cursor: string | undefined): number | null {
  const id = decodeCursor(cursor)?.[0];
  if (id === undefined) return null;
  if (!Number.isSafeInteger(id)) throw noCursor();
  return id as number;
}

function isScalar(part: unknown): boolean {
  return typeof part === 'string' || typeof part === 'number';
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
