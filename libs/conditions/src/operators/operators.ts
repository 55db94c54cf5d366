import { BOOLEAN_OPERATORS } from './boolean.operators.js';
import { DATE_OPERATORS, DATETIME_OPERATORS } from './date.operators.js';
import { NUMBER_OPERATORS } from './number.operators.js';
import { emptiness, type Operator, type ValueType } from './operator.js';
import { SET_OPERATORS } from './set.operators.js';
import { TEXT_OPERATORS } from './text.operators.js';

/** Every operator there is, by the type of what it compares. */
export const OPERATORS: Readonly<Record<ValueType, readonly Operator[]>> = {
  text: TEXT_OPERATORS,
  number: NUMBER_OPERATORS,
  date: DATE_OPERATORS,
  datetime: DATETIME_OPERATORS,
  boolean: BOOLEAN_OPERATORS,
  set: SET_OPERATORS,
  any: emptiness(),
};

export function findOperator(type: ValueType, op: string): Operator | undefined {
  return OPERATORS[type].find((operator) => operator.op === op);
}
