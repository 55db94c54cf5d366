import {
  findOperator,
  foldedSql,
  jsonValue,
  propertyOperator,
  type Operator,
  type SqlScope,
  type SqlValue,
  type ValueType,
} from '#libs/conditions';
import type { EventParams } from './event-params.js';
import { convertedValue, type MoneyFacts, needsConversion } from './event-value.js';

const PERIODIC: ReadonlySet<string> = new Set(['first', 'last']);
const NUMERIC: ReadonlySet<string> = new Set(['count', 'sum', 'avg', 'distinct']);
/** Over no rows these are zero, the others are missing. */
export const ZERO_WITHOUT_ROWS: ReadonlySet<string> = new Set(['count', 'sum', 'distinct']);

/** These are numbers of rows. */
export const WHOLE: ReadonlySet<string> = new Set(['count', 'distinct']);

/**
 * Whether a count tells only those with an event from those without. Then every group counts, and it matters that no
 * test says so: the planner would take it for one that two groups of three fail.
 */
export function saysWhetherAny({ measure, op, value }: EventParams): boolean {
  if (measure !== 'count' || typeof value !== 'number') return false;
  if (op === 'gte' || op === 'lt') return value > 0 && value <= 1;
  if (op === 'gt' || op === 'lte') return value >= 0 && value < 1;
  return (op === 'eq' || op === 'ne') && value === 0;
}

/** The type of what is measured, and its operator; null when the operator does not fit. */
export function measuredOperator(params: EventParams): { type: ValueType; operator: Operator } | null {
  const type = measuredType(params);
  const operator = type && findOperator(type, params.op);
  return type && operator ? { type, operator } : null;
}

function measuredType({ measure, of, op, value }: EventParams): ValueType | null {
  if (NUMERIC.has(measure)) return 'number';
  if (PERIODIC.has(measure)) {
    if (of === undefined) return 'datetime';
    return of === 'value' ? 'number' : (propertyOperator(op, value)?.type ?? null);
  }
  const byOperator = of === undefined || of === 'value' ? 'number' : propertyOperator(op, value)?.type;
  return byOperator === 'datetime' ? 'datetime' : 'number';
}

/** A property of the event `e`; value and currency are its own columns. */
export function eventProperty(property: string, type: ValueType, sql: SqlScope): SqlValue {
  const zone = (): string => sql.zoneOf('ec');
  const column = { value: 'number', currency: 'text' }[property];
  if (!column) return jsonValue({ object: 'e.properties', key: property, zone }, type, sql);
  if (type !== column && type !== 'any') return { type, sql: `NULL::${SQL_TYPES[type]}`, zone };
  const text = `nullif(e.${property}, '')`;
  return { type, sql: property === 'currency' ? text : `e.${property}`, zone };
}

const SQL_TYPES: Readonly<Record<ValueType, string>> = {
  text: 'text',
  number: 'numeric',
  date: 'date',
  datetime: 'timestamptz',
  boolean: 'boolean',
  set: 'jsonb',
  any: 'text',
};

/** The aggregate over a contact's events `e`. */
export function measureSql(params: EventParams, type: ValueType, sql: SqlScope, money: MoneyFacts): string {
  const { measure, of = 'value' } = params;
  const property = (): string =>
    needsConversion(params, money) ? convertedValue(sql) : eventProperty(of, type, sql).sql;
  switch (measure) {
    case 'count':
      return 'count(*)';
    case 'sum':
      return `coalesce(sum(${property()}), 0)`;
    case 'distinct':
      return `count(DISTINCT ${distinctKey(of, sql)})`;
    case 'first':
      return params.of === undefined ? 'min(e.occurred_at)' : atEnd(property(), 'ASC');
    case 'last':
      return params.of === undefined ? 'max(e.occurred_at)' : atEnd(property(), 'DESC');
    default:
      return `${measure}(${property()})`;
  }
}

/** The value in the first or last event; of events at the same moment the id decides. */
function atEnd(value: string, direction: 'ASC' | 'DESC'): string {
  return `(array_agg(${value} ORDER BY e.occurred_at ${direction}, e.id ${direction}))[1]`;
}

/** Texts are the same when they fold to the same, numbers when they are equal; lists and objects don't count. */
function distinctKey(of: string, sql: SqlScope): string {
  if (of === 'value') return 'e.value';
  const text = eventProperty(of, 'text', sql).sql;
  if (of === 'currency') return foldedSql(text);
  const key = sql.param(of, 'text');
  return `(CASE jsonb_typeof(e.properties -> ${key})
    WHEN 'string' THEN 's' || ${foldedSql(text)}
    WHEN 'number' THEN 'n' || trim_scale((e.properties ->> ${key})::numeric)::text
    WHEN 'boolean' THEN 'b' || (e.properties ->> ${key}) END)`;
}
