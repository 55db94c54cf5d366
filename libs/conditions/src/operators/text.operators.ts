import { foldText } from '#libs/kernel';
import { z } from 'zod';
import { foldedJsonSql, foldedSql } from '../sql/folded-text.js';
import type { SqlScope } from '../sql/sql-scope.js';
import { emptiness, literalOf, opposite, positive, type Operator, type SqlOperand, type SqlValue } from './operator.js';
import { patternSchema, translatePattern } from './text-pattern.js';

export const textOperandSchema = z.string().min(1, 'must not be empty; use is_empty').max(1000);
export const textListSchema = z.array(textOperandSchema).min(1, 'needs at least one value').max(10_000);

function operandSql(operand: SqlOperand, sql: SqlScope): string {
  return 'ref' in operand ? foldedSql(operand.ref.sql) : sql.param(foldText(operand.literal as string), 'text');
}

function foldedList(operand: SqlOperand): string[] {
  return (literalOf(operand) as string[]).map(foldText);
}

/** No operand is empty, so that '' passes no test on folded text: what is loose need not be checked for it. */
function onFolded(value: SqlValue, test: (folded: string) => string): string {
  const { loose } = value;
  return loose ? `(${test(foldedJsonSql(loose.sql))} AND ${loose.isText})` : test(foldedSql(value.sql));
}
const withRef = { takesRef: true };

const is = positive(
  'is',
  'is',
  textOperandSchema,
  (v, o, sql) => onFolded(v, (text) => `${text} = ${operandSql(o, sql)}`),
  withRef,
);
const isAnyOf = positive('is_any_of', 'is any of', textListSchema, (v, o, sql) =>
  onFolded(v, (text) => `${text} = ANY(${sql.param(foldedList(o), 'text[]')})`),
);
const contains = positive(
  'contains',
  'contains',
  textOperandSchema,
  (v, o, sql) => onFolded(v, (text) => `strpos(${text}, ${operandSql(o, sql)}) > 0`),
  withRef,
);
const startsWith = positive(
  'starts_with',
  'starts with',
  textOperandSchema,
  (v, o, sql) => onFolded(v, (text) => `starts_with(${text}, ${operandSql(o, sql)})`),
  withRef,
);
const endsWith = positive(
  'ends_with',
  'ends with',
  textOperandSchema,
  (v, o, sql) => onFolded(v, (text) => `right(${text}, length(${operandSql(o, sql)})) = ${operandSql(o, sql)}`),
  withRef,
);
const matches = positive(
  'matches',
  'matches',
  patternSchema,
  (v, o, sql) => `${foldedSql(v.sql)} ~ ${sql.param(translatePattern(literalOf(o) as string), 'text')}`,
);

export const TEXT_OPERATORS: readonly Operator[] = [
  is,
  opposite('is_not', 'is not', is),
  isAnyOf,
  opposite('is_none_of', 'is none of', isAnyOf),
  contains,
  opposite('not_contains', 'does not contain', contains),
  startsWith,
  opposite('not_starts_with', 'does not start with', startsWith),
  endsWith,
  opposite('not_ends_with', 'does not end with', endsWith),
  matches,
  ...emptiness(),
];
