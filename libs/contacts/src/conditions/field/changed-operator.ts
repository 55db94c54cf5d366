import { findOperator, type Operator } from '#libs/conditions';

/** Of any field, whatever its type: it compares the time of the last change. */
export const CHANGED_IN_LAST = 'changed_in_last';

/** What it does with that time. */
export const inLast = findWindowed();

export const changedInLast: Operator = { ...inLast, op: CHANGED_IN_LAST, phrase: 'changed in the last' };

function findWindowed(): Operator {
  const found = findOperator('datetime', 'in_last');
  if (!found) throw new Error('Points in time have lost the operator in_last');
  return found;
}
