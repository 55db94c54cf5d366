import { findOperator, OPERATORS } from '../operators/operators.js';
import type { Operator, ValueType } from '../operators/operator.js';

/** Properties have no declared type: the operator says how they are read. */
const BY_OPERATOR: readonly ValueType[] = ['any', 'text', 'number', 'datetime', 'boolean', 'set'];

export const PROPERTY_OPERATORS: readonly string[] = [
  ...new Set(BY_OPERATOR.flatMap((type) => OPERATORS[type].map(({ op }) => op))),
];

/** How a property is read for this operator; `between` goes by its operand. */
export function propertyType(op: string, value: unknown): ValueType | null {
  if (op === 'between') return Array.isArray(value) && typeof value[0] === 'string' ? 'datetime' : 'number';
  return BY_OPERATOR.find((type) => findOperator(type, op)) ?? null;
}

export function propertyOperator(op: string, value: unknown): { type: ValueType; operator: Operator } | null {
  const type = propertyType(op, value);
  const operator = type && findOperator(type, op);
  return type && operator ? { type, operator } : null;
}
