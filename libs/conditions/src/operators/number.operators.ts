import { z } from 'zod';
import type { SqlScope } from '../sql/sql-scope.js';
import { emptiness, literalOf, opposite, positive, type Operator, type SqlOperand, type SqlValue } from './operator.js';

const numberSchema = z.number();
export const numberRangeSchema = z
  .tuple([numberSchema, numberSchema])
  .refine(([from, to]) => from <= to, { message: 'must be [from, to] with from ≤ to' });

/** Decimal comparison: 0.1 is 0.1, as it was written. */
function operandSql(value: SqlValue, operand: SqlOperand, sql: SqlScope): string {
  return 'ref' in operand ? operand.ref.sql : literalSql(value, operand.literal as number, sql);
}

function literalSql(value: SqlValue, literal: number, sql: SqlScope): string {
  const whole = value.whole && Number.isSafeInteger(literal);
  return sql.param(String(literal), whole ? 'bigint' : 'numeric');
}

function compare(op: string, phrase: string, sign: string): Operator {
  return positive(op, phrase, numberSchema, (v, o, sql) => `${v.sql} ${sign} ${operandSql(v, o, sql)}`, {
    takesRef: true,
  });
}

const eq = compare('eq', '=', '=');
const between = positive('between', 'is between', numberRangeSchema, (v, o, sql) => {
  const [from, to] = literalOf(o) as [number, number];
  return `${v.sql} BETWEEN ${literalSql(v, from, sql)} AND ${literalSql(v, to, sql)}`;
});

export const NUMBER_OPERATORS: readonly Operator[] = [
  eq,
  opposite('ne', '≠', eq),
  compare('gt', '>', '>'),
  compare('gte', '≥', '>='),
  compare('lt', '<', '<'),
  compare('lte', '≤', '<='),
  between,
  ...emptiness(),
];

/** Whether zero passes a comparison: what a count over no rows gives. */
export function zeroPasses(op: string, operand: unknown): boolean {
  if (op === 'between') {
    const [from, to] = operand as [number, number];
    return from <= 0 && to >= 0;
  }
  const value = operand as number;
  const verdicts: Readonly<Record<string, boolean>> = {
    eq: value === 0,
    ne: value !== 0,
    gt: value < 0,
    gte: value <= 0,
    lt: value > 0,
    lte: value >= 0,
    is_empty: false,
    is_not_empty: true,
  };
  return verdicts[op] ?? false;
}
