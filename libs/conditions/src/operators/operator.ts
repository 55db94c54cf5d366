import { z } from 'zod';
import type { SqlScope } from '../sql/sql-scope.js';

/** How a value compares. `any` is a property whose JSON type does not matter (is_empty). */
export type ValueType = 'text' | 'number' | 'date' | 'datetime' | 'boolean' | 'set' | 'any';

/** A value in SQL: NULL when it is missing or of another type. */
export interface SqlValue {
  readonly type: ValueType;
  readonly sql: string;
  /** Text within JSON: as it stands, and the test that it is text at all. Cheaper than `sql`. */
  readonly loose?: { readonly sql: string; readonly isText: string };
  /** A bigint: comparing whole numbers as such costs a fifth of comparing decimals. */
  readonly whole?: boolean;
  /** The time zone in which its days are counted. */
  readonly zone: () => string;
}

/** What a value is compared with: given in the tree, or read from another field or the event. */
export type SqlOperand = { readonly literal: unknown } | { readonly ref: SqlValue };

export interface Operator {
  readonly op: string;
  /** In a sentence: "Country *is any of* GB, IE". */
  readonly phrase: string;
  /** What may be given; null when it takes no value. */
  readonly operand: z.ZodType | null;
  readonly takesRef: boolean;
  /** The verdict on a missing value. */
  readonly onMissing: boolean;
  /** Passing time can change the verdict. */
  readonly relative: boolean;
  /** A predicate that is never NULL. */
  test(value: SqlValue, operand: SqlOperand, sql: SqlScope): string;
}

type OperatorOptions = Partial<Pick<Operator, 'takesRef' | 'onMissing' | 'relative'>>;

/** An operator that is false on missing values: `test` may yield NULL. */
export function positive(
  op: string,
  phrase: string,
  operand: z.ZodType | null,
  test: Operator['test'],
  options: OperatorOptions = {},
): Operator {
  return {
    op,
    phrase,
    operand,
    takesRef: false,
    onMissing: false,
    relative: false,
    ...options,
    test: (value, given, sql) => `((${test(value, given, sql)}) IS TRUE)`,
  };
}

/** The exact opposite of a positive operator: true on missing values. */
export function opposite(op: string, phrase: string, of: Operator): Operator {
  return { ...of, op, phrase, onMissing: !of.onMissing, test: (...args) => `(NOT ${of.test(...args)})` };
}

export function literalOf(operand: SqlOperand): unknown {
  if ('literal' in operand) return operand.literal;
  throw new Error('This operator takes no reference');
}

/** The operators that every type has. */
export function emptiness(isEmpty: (value: SqlValue) => string = ({ sql }) => `${sql} IS NULL`): Operator[] {
  const empty: Operator = {
    op: 'is_empty',
    phrase: 'is empty',
    operand: null,
    takesRef: false,
    onMissing: true,
    relative: false,
    test: (value) => `(${isEmpty(value)})`,
  };
  return [empty, opposite('is_not_empty', 'is not empty', empty)];
}
