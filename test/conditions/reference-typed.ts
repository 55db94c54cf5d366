import { decimal, isCalendarDay, midnightIn, parseInstant } from './reference-values.js';

type Json = Readonly<Record<string, unknown>>;

/** A value with its type; null where it is missing. */
export type Value =
  | { readonly type: 'text'; readonly text: string | null }
  | { readonly type: 'number'; readonly number: bigint | null }
  | { readonly type: 'date'; readonly day: string | null }
  | { readonly type: 'datetime'; readonly at: Date | null }
  | { readonly type: 'boolean'; readonly flag: boolean | null }
  | { readonly type: 'set'; readonly items: readonly unknown[] | null }
  | { readonly type: 'any'; readonly there: boolean };

/** Reads a JSON value as a type; a value of another type is missing. */
export function jsonValue(value: unknown, type: Value['type'], { zone }: { readonly zone: string }): Value {
  const text = typeof value === 'string' && value !== '' ? value : null;
  switch (type) {
    case 'text':
      return { type, text };
    case 'number':
      return { type, number: typeof value === 'number' ? decimal(value) : null };
    case 'boolean':
      return { type, flag: typeof value === 'boolean' ? value : null };
    case 'set':
      return { type, items: Array.isArray(value) ? value : null };
    case 'date':
      return { type, day: text !== null && isCalendarDay(text) ? text : null };
    case 'datetime': {
      if (text === null) return { type, at: null };
      return { type, at: isCalendarDay(text) ? midnightIn(text, zone) : parseInstant(text) };
    }
    case 'any':
      return {
        type,
        there: value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0),
      };
  }
}

const NUMBER_OPS = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte'];
const BOOLEAN_OPS = ['is_true', 'is_false'];
const SET_OPS = ['has_any_of', 'has_all_of', 'has_none_of', 'size_gte', 'size_lte'];
const DATE_OPS = [
  ...['on', 'before', 'after', 'in_last', 'not_in_last', 'in_next', 'more_than_ago', 'anniversary_on'],
  ...['anniversary_in_next', 'day_is', 'month_is', 'weekday_is'],
];

/** Properties have no declared type: the operator says how they are read. */
export function typeFor({ op, value }: Json): Value['type'] {
  const name = op as string;
  if (name === 'is_empty' || name === 'is_not_empty') return 'any';
  if (name === 'between') return typeof (value as unknown[])[0] === 'string' ? 'datetime' : 'number';
  if (NUMBER_OPS.includes(name)) return 'number';
  if (BOOLEAN_OPS.includes(name)) return 'boolean';
  if (SET_OPS.includes(name)) return 'set';
  return DATE_OPS.includes(name) ? 'datetime' : 'text';
}

export function isMissing(value: Value): boolean {
  if (value.type === 'any') return !value.there;
  return Object.values(value).includes(null);
}
