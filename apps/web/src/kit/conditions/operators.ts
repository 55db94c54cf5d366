import type { FieldType } from '../../api/fields';

/** How a value compares. */
export type ValueKind = 'text' | 'number' | 'date' | 'boolean' | 'set';

/** What stands beside an operator. */
export type Operand =
  | 'none'
  | 'text'
  | 'texts'
  | 'number'
  | 'numberRange'
  | 'date'
  | 'dateRange'
  | 'moment'
  | 'momentRange'
  | 'duration'
  | 'dayOfYear'
  | 'numbers';

const ANY_FIELD = { changed_in_last: 'duration' } as const;
const EMPTINESS = { is_empty: 'none', is_not_empty: 'none' } as const;

/** Operators by the kind of the value, in the order of a list, with what each asks for. */
const OPERATORS = {
  text: {
    is: 'text',
    is_not: 'text',
    is_any_of: 'texts',
    is_none_of: 'texts',
    contains: 'text',
    not_contains: 'text',
    starts_with: 'text',
    not_starts_with: 'text',
    ends_with: 'text',
    not_ends_with: 'text',
    matches: 'text',
    ...EMPTINESS,
  },
  number: {
    eq: 'number',
    ne: 'number',
    gt: 'number',
    gte: 'number',
    lt: 'number',
    lte: 'number',
    between: 'numberRange',
    ...EMPTINESS,
  },
  date: {
    on: 'date',
    before: 'date',
    after: 'date',
    between: 'dateRange',
    in_last: 'duration',
    not_in_last: 'duration',
    in_next: 'duration',
    more_than_ago: 'duration',
    anniversary_on: 'dayOfYear',
    anniversary_in_next: 'duration',
    day_is: 'numbers',
    month_is: 'numbers',
    weekday_is: 'numbers',
    ...EMPTINESS,
  },
  boolean: { is_true: 'none', is_false: 'none', is_empty: 'none' },
  set: {
    has_any_of: 'texts',
    has_all_of: 'texts',
    has_none_of: 'texts',
    size_gte: 'number',
    size_lte: 'number',
    is_empty: 'none',
  },
} as const satisfies Record<ValueKind, Record<string, Operand>>;

/** These compare with another field as well as with a value. */
const WITH_FIELDS: ReadonlySet<string> = new Set([
  ...['is', 'is_not', 'contains', 'not_contains', 'starts_with', 'not_starts_with', 'ends_with', 'not_ends_with'],
  ...['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'on', 'before', 'after'],
]);

export function takesField(op: string): boolean {
  return WITH_FIELDS.has(op);
}

type KeysOf<T> = T extends unknown ? keyof T : never;

/** Every operator name. */
export type OperatorName = KeysOf<(typeof OPERATORS)[ValueKind]> | keyof typeof ANY_FIELD;

export interface Operator {
  op: OperatorName;
  operand: Operand;
}

const KIND_OF_FIELD: Record<FieldType, ValueKind> = {
  text: 'text',
  url: 'text',
  phone: 'text',
  choice: 'text',
  number: 'number',
  money: 'number',
  date: 'date',
  datetime: 'date',
  boolean: 'boolean',
  set: 'set',
};

/** How values of a field compare; text when there is no field yet. */
export function kindOfField(type: FieldType | undefined): ValueKind {
  return type === undefined ? 'text' : KIND_OF_FIELD[type];
}

function listOf(operators: Record<string, Operand>): Operator[] {
  return Object.entries(operators).map(([op, operand]) => ({ op: op as OperatorName, operand }));
}

/** The operators for values of a kind. */
export function operatorsOf(kind: ValueKind): Operator[] {
  return listOf(OPERATORS[kind]);
}

/** What may be more exact than a day where points in time are compared; `on` is about a day. */
const EXACT: Partial<Record<OperatorName, Operand>> = { before: 'moment', after: 'moment', between: 'momentRange' };

/** The operators for points in time: a day may come with a time of day. */
export function momentOperators(): Operator[] {
  return operatorsOf('date').map(({ op, operand }) => ({ op, operand: EXACT[op] ?? operand }));
}

/** The operators for a field: those of its kind, and that it has changed. */
export function fieldOperators(type: FieldType): Operator[] {
  const own = type === 'datetime' ? momentOperators() : operatorsOf(KIND_OF_FIELD[type]);
  return [...own, ...listOf(ANY_FIELD)];
}

/** A property has no declared type: the operator says how it is read. `between` is one of numbers. */
export const propertyOperators: Operator[] = [
  ...new Map(
    (['text', 'number', 'boolean', 'date', 'set'] as const)
      .flatMap((kind) => operatorsOf(kind))
      .reverse()
      .map((operator) => [operator.op, operator] as const),
  ).values(),
].reverse();

/** What an operator asks for, when it is among those given; `none` otherwise. */
export function operandOf(operators: Operator[], op: string): Operand {
  return operators.find((operator) => operator.op === op)?.operand ?? 'none';
}

const OPERAND_KINDS: ReadonlyMap<string, Operand> = new Map([
  ...Object.values(OPERATORS)
    .toReversed()
    .flatMap(Object.entries<Operand>),
  ...Object.entries<Operand>(ANY_FIELD),
]);

/** What an operator asks for, whatever the type of the value; `between` may be one of numbers as well as of dates. */
export function operandKindOf(op: string): Operand {
  return OPERAND_KINDS.get(op) ?? 'text';
}

const RANGES: ReadonlySet<Operand> = new Set(['numberRange', 'dateRange', 'momentRange']);

/** The value that an operator begins with. */
export function firstValue(operand: Operand): unknown {
  if (operand === 'texts' || operand === 'numbers') return [];
  if (RANGES.has(operand)) return [null, null];
  return operand === 'none' ? undefined : null;
}

/** Whether a value is complete enough to be asked about. */
export function isComplete(operand: Operand, value: unknown): boolean {
  if (operand === 'none') return true;
  if (isReference(value)) return /[:.]./.test(value.ref);
  if (operand === 'texts' || operand === 'numbers') {
    return typeof value === 'number' || (Array.isArray(value) && value.length > 0);
  }
  if (RANGES.has(operand)) {
    return Array.isArray(value) && value.length === 2 && value.every((end) => end !== null && end !== '');
  }
  return value !== null && value !== undefined && value !== '';
}

/** A comparison with another field or with the event. */
export function isReference(value: unknown): value is { ref: string } {
  return typeof value === 'object' && value !== null && 'ref' in value && typeof value.ref === 'string';
}
