import {
  checkOperand,
  defineCondition,
  describeTest,
  describeValue,
  eventValue,
  findOperator,
  momentSpans,
  OPERATORS,
  parseReference,
  spansSql,
  type ConditionScope,
  type LeafProblem,
  type LeafSql,
  type Operator,
  type SqlOperand,
  type SqlScope,
  type SqlValue,
  type ValueType,
} from '#libs/conditions';
import { z } from 'zod';
import { CHANGED_IN_LAST, changedInLast, inLast } from './changed-operator.js';
import { fieldChange, fieldValue, loadFieldSources, type FieldSource, type FieldSources } from './field-source.js';

interface FieldParams {
  readonly field: string;
  readonly op: string;
  readonly value?: unknown;
}

const FIELD_TYPES = ['text', 'number', 'date', 'datetime', 'boolean', 'set'] as const;
const ALL_OPERATORS = [
  ...new Set([...FIELD_TYPES.flatMap((type) => OPERATORS[type].map(({ op }) => op)), CHANGED_IN_LAST]),
];

export const field = defineCondition<FieldParams, FieldSources>({
  type: 'field',
  label: 'Field',
  description: 'A field of the contact, compared with values, with another field or with the event that enrolled.',
  params: z.strictObject({
    field: z.string().min(1),
    op: z.enum(ALL_OPERATORS as [string, ...string[]]),
    value: z.unknown().optional(),
  }),
  lookup: (on, leaves) => loadFieldSources(on, leaves.flatMap(fieldsOf)),
  check: checkField,
  references: (params) => [
    { kind: 'field', key: params.field, path: ['field'] },
    ...referredField(params).map((key) => ({ kind: 'field' as const, key, path: ['value', 'ref'] })),
  ],
  reads: (params, sources) => {
    const dimensions = fieldsOf(params).map((key) => `field:${key}`);
    return usesZone(params, sources) ? [...dimensions, 'field:time_zone'] : dimensions;
  },
  toSql: fieldSql,
  moves: fieldMoves,
  explain: (params, fact, sources, zone) => {
    const source = sources.get(params.field);
    const operator = source && operatorOf(source, params);
    const clause = describeTest(source?.label ?? params.field, operator ?? params.op, params.value, zone);
    if (!source) return `${clause}: the field does not exist any more`;
    if (params.op !== CHANGED_IN_LAST) return `${clause}: is ${describeValue(fact, zone)}`;
    return fact === null ? `${clause}: never had a value` : `${clause}: changed on ${describeValue(fact, zone)}`;
  },
});

function operatorOf({ type }: FieldSource, { op }: FieldParams): Operator | undefined {
  return op === CHANGED_IN_LAST ? changedInLast : findOperator(type, op);
}

/** What is compared: the field's value, or the time of its last change. */
function readSide(source: FieldSource, { op }: FieldParams, sql: SqlScope): SqlValue {
  return op === CHANGED_IN_LAST ? fieldChange(source, sql) : fieldValue(source, sql);
}

function referredField({ value }: FieldParams): string[] {
  const reference = parseReference(value);
  return reference?.kind === 'field' ? [reference.key] : [];
}

function fieldsOf(params: FieldParams): string[] {
  return [params.field, ...referredField(params)];
}

const DATES: ReadonlySet<ValueType> = new Set(['date', 'datetime']);

function usesZone(params: FieldParams, sources: FieldSources): boolean {
  return DATES.has(sources.get(params.field)?.type ?? 'any');
}

function checkField(params: FieldParams, sources: FieldSources, scope: ConditionScope): LeafProblem[] {
  const source = sources.get(params.field);
  if (!source) return [{ path: ['field'], message: `there is no field "${params.field}"` }];
  const operator = operatorOf(source, params);
  if (!operator) {
    const known = [...OPERATORS[source.type].map(({ op }) => op), CHANGED_IN_LAST].join(', ');
    return [{ path: ['op'], message: `does not fit a field of type ${source.type}; there are: ${known}` }];
  }
  const problems = checkOperand(operator, params.value, { scope, fields: true });
  return problems.length > 0 ? problems : checkReferredField(params, source, sources);
}

function checkReferredField(params: FieldParams, source: FieldSource, sources: FieldSources): LeafProblem[] {
  return referredField(params).flatMap((key) => {
    const other = sources.get(key);
    if (!other) return [{ path: ['value', 'ref'], message: `there is no field "${key}"` }];
    const fits = other.type === source.type || (DATES.has(other.type) && DATES.has(source.type));
    return fits ? [] : [{ path: ['value', 'ref'], message: `is of type ${other.type}, not ${source.type}` }];
  });
}

function fieldSql(params: FieldParams, sql: SqlScope, sources: FieldSources): LeafSql {
  const source = sources.get(params.field);
  const operator = source && operatorOf(source, params);
  // A field that is gone, or is of another type now, is missing for everybody.
  if (!source || !operator) return { test: missingVerdict(params.op) };
  const value = readSide(source, params, sql);
  return { test: operator.test(value, operandOf(params, value, sql, sources), sql), fact: factOf(value) };
}

function missingVerdict(op: string): string {
  const operator = FIELD_TYPES.map((type) => findOperator(type, op)).find((found) => found !== undefined);
  return operator?.onMissing ? 'TRUE' : 'FALSE';
}

function factOf({ type, sql }: SqlValue): string {
  return type === 'date' ? `(${sql})::text` : sql;
}

function operandOf(params: FieldParams, value: SqlValue, sql: SqlScope, sources: FieldSources): SqlOperand {
  const reference = parseReference(params.value);
  if (!reference) return { literal: params.value };
  if (reference.kind === 'event') return { ref: eventValue(reference.key, value.type, sql) };
  const source = sources.get(reference.key);
  return { ref: source ? fieldValue(source, sql) : { ...value, sql: missing(value.type) } };
}

const SQL_TYPES: Readonly<Partial<Record<ValueType, string>>> = {
  number: 'numeric',
  date: 'date',
  datetime: 'timestamptz',
};

function missing(type: ValueType): string {
  return `NULL::${SQL_TYPES[type] ?? 'text'}`;
}

/** No zone's midnight lies elsewhere: between two quarters of an hour no day begins. */
const QUARTER_MS = 900_000;

function isSameDayEverywhere(from: Date, to: Date): boolean {
  return Math.floor(from.getTime() / QUARTER_MS) === Math.floor(to.getTime() / QUARTER_MS);
}

/**
 * Whose point in time came to an edge of the window, or whoever is judged otherwise at `from` than now. No index knows,
 * so this reads all contacts: once in a while only.
 */
function fieldMoves(params: FieldParams, sql: SqlScope, from: Date, sources: FieldSources): string | null {
  const source = sources.get(params.field);
  const operator = source && operatorOf(source, params);
  if (!source || !operator?.relative) return null;
  const side = readSide(source, params, sql);
  const spans =
    side.type === 'datetime'
      ? momentSpans(params.op === CHANGED_IN_LAST ? inLast.op : params.op, params.value, from, sql.now)
      : null;
  if (spans) return `SELECT c.id AS contact_id FROM contacts c WHERE ${spansSql(side.sql, spans, sql)}`;
  if (isSameDayEverywhere(from, sql.now)) return null;
  const before = fieldSql(params, sql.at(from), sources).test;
  const after = fieldSql(params, sql, sources).test;
  return `SELECT c.id AS contact_id FROM contacts c WHERE ${before} <> ${after}`;
}
