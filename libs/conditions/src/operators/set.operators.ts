import { foldText } from '#libs/kernel';
import { z } from 'zod';
import { foldedSql } from '../sql/folded-text.js';
import { emptiness, literalOf, opposite, positive, type Operator, type SqlOperand } from './operator.js';
import { textListSchema } from './text.operators.js';

const sizeSchema = z.int().min(0).max(1_000_000);

/** The texts in a JSON array; what is no text in it equals no operand. */
function elements(array: string): string {
  const text = `CASE jsonb_typeof(item.j) WHEN 'string' THEN item.j #>> '{}' END`;
  return `(SELECT ${foldedSql('t.x')} AS x FROM jsonb_array_elements(${array}) AS item (j), LATERAL (SELECT ${text} AS x) t)`;
}

function foldedSet(operand: SqlOperand): string[] {
  return [...new Set((literalOf(operand) as string[]).map(foldText))];
}

const hasAnyOf = positive('has_any_of', 'has any of', textListSchema, (v, o, sql) => {
  const values = sql.param(foldedSet(o), 'text[]');
  return `EXISTS (SELECT 1 FROM ${elements(v.sql)} e WHERE e.x = ANY(${values}))`;
});
const hasAllOf = positive('has_all_of', 'has all of', textListSchema, (v, o, sql) => {
  const values = foldedSet(o);
  const found = `SELECT count(DISTINCT e.x) FROM ${elements(v.sql)} e WHERE e.x = ANY(${sql.param(values, 'text[]')})`;
  return `(${found}) = ${String(values.length)}`;
});
const size = (op: string, phrase: string, sign: string): Operator =>
  positive(op, phrase, sizeSchema, (v, o, sql) => {
    return `jsonb_array_length(${v.sql}) ${sign} ${sql.param(literalOf(o), 'integer')}`;
  });

export const SET_OPERATORS: readonly Operator[] = [
  hasAnyOf,
  hasAllOf,
  opposite('has_none_of', 'has none of', hasAnyOf),
  size('size_gte', 'has at least this many', '>='),
  size('size_lte', 'has at most this many', '<='),
  ...emptiness(({ sql }) => `coalesce(${sql}, '[]') = '[]'`),
];
