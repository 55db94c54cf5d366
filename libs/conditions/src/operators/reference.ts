import type { ConditionScope } from '../condition-evaluator.js';
import type { LeafProblem } from '../leaves/define-condition.js';
import type { Operator } from './operator.js';

/** A value that is read when the condition is judged: `{ "ref": "field:billing_country" }`, `{ "ref": "event.plan" }`. */
export interface Reference {
  readonly kind: 'field' | 'event';
  readonly key: string;
}

export function isReference(value: unknown): value is { readonly ref: unknown } {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'ref');
}

export function parseReference(value: unknown): Reference | null {
  if (!isReference(value) || typeof value.ref !== 'string' || Object.keys(value).length > 1) return null;
  const [, kind, , key] = /^((field)(?=:)|event(?=\.))[:.](.+)$/.exec(value.ref) ?? [];
  return kind && key ? { kind: kind as Reference['kind'], key } : null;
}

interface OperandRules {
  readonly scope: ConditionScope;
  /** Whether the leaf can read the fields of the contact. */
  readonly fields: boolean;
}

/** What is wrong with the value that an operator was given. */
export function checkOperand(operator: Operator, value: unknown, rules: OperandRules): LeafProblem[] {
  if (!operator.operand) {
    return value === undefined ? [] : [{ path: ['value'], message: `${operator.op} takes no value` }];
  }
  if (isReference(value)) return checkReference(operator, value, rules);
  const parsed = operator.operand.safeParse(value);
  if (parsed.success) return [];
  return parsed.error.issues.map((issue) => ({
    path: ['value', ...(issue.path as (string | number)[])],
    message: issue.message,
  }));
}

function checkReference(operator: Operator, value: unknown, { scope, fields }: OperandRules): LeafProblem[] {
  const fail = (message: string): LeafProblem[] => [{ path: ['value', 'ref'], message }];
  const reference = parseReference(value);
  if (!reference) return fail('must be field:<key> or event.<property>');
  if (!operator.takesRef) return fail(`${operator.op} takes no reference`);
  if (reference.kind === 'field') return fields ? [] : fail('can refer to event.<property> only');
  return scope === 'audience' ? fail('makes sense in an automation only: there is no event here') : [];
}
