import { z } from 'zod';
import type { SqlScope } from '../sql/sql-scope.js';
import { dayInterval, dayWindowSchema, moveByWindow, parseTimeWindow, timeWindowSchema } from '../time/time-window.js';
import type { TimeWindow } from '../time/time-window.js';
import {
  dateOperandSchema,
  dateRangeSchema,
  DAY,
  dayOfYearSchema,
  dayOperandSchema,
  numbersSchema,
} from './date-operand.js';
import { emptiness, literalOf, opposite, positive, type Operator, type SqlOperand, type SqlValue } from './operator.js';

// A date is a day of its own; a point in time belongs to a day of the contact's zone.
const dayOf = (value: SqlValue): string =>
  value.type === 'date' ? value.sql : `(${value.sql} AT TIME ZONE ${value.zone()})::date`;

const today = (value: SqlValue, sql: SqlScope): string => `(${sql.nowSql} AT TIME ZONE ${value.zone()})::date`;

/** Both sides as days, unless both are points in time. */
function sides(value: SqlValue, operand: SqlOperand, sql: SqlScope): { left: string; right: string } {
  if ('ref' in operand) {
    const both = value.type === 'datetime' && operand.ref.type === 'datetime';
    return both ? { left: value.sql, right: operand.ref.sql } : { left: dayOf(value), right: dayOf(operand.ref) };
  }
  return literalSides(value, operand.literal as string, sql);
}

function literalSides(value: SqlValue, text: string, sql: SqlScope): { left: string; right: string } {
  if (DAY.test(text)) return { left: dayOf(value), right: sql.param(text, 'date') };
  return { left: value.sql, right: sql.param(new Date(text), 'timestamptz') };
}

const on = positive(
  'on',
  'is on',
  dayOperandSchema,
  (v, o, sql) => {
    const right = 'ref' in o ? dayOf(o.ref) : sql.param(o.literal, 'date');
    return `${dayOf(v)} = ${right}`;
  },
  { takesRef: true },
);
const ordered = (op: string, phrase: string, sign: string): Operator =>
  positive(
    op,
    phrase,
    dateOperandSchema,
    (v, o, sql) => {
      const { left, right } = sides(v, o, sql);
      return `${left} ${sign} ${right}`;
    },
    { takesRef: true },
  );
const between = positive('between', 'is between', dateRangeSchema, (v, o, sql) => {
  const [from, to] = literalOf(o) as [string, string];
  const low = literalSides(v, from, sql);
  const high = literalSides(v, to, sql);
  return `${low.left} >= ${low.right} AND ${high.left} <= ${high.right}`;
});

function windowOf(operand: SqlOperand): TimeWindow {
  const window = parseTimeWindow(literalOf(operand) as string);
  if (!window) throw new Error('A window reached the compiler unchecked');
  return window;
}

type Edge = (value: SqlValue, window: TimeWindow, sql: SqlScope) => string;

const moved =
  (direction: 1 | -1): Edge =>
  (value, window, sql) =>
    value.type === 'date'
      ? `(${today(value, sql)} ${direction === 1 ? '+' : '-'} ${dayInterval(window)})::date`
      : sql.param(moveByWindow(sql.now, window, direction), 'timestamptz');

const present = (value: SqlValue, sql: SqlScope): string => (value.type === 'date' ? today(value, sql) : sql.nowSql);
const past = moved(-1);
const future = moved(1);
const relative = { relative: true };

const inLast = positive(
  'in_last',
  'is in the last',
  timeWindowSchema,
  (v, o, sql) => `${v.sql} BETWEEN ${past(v, windowOf(o), sql)} AND ${present(v, sql)}`,
  relative,
);
const inNext = positive(
  'in_next',
  'is in the next',
  timeWindowSchema,
  (v, o, sql) => `${v.sql} BETWEEN ${present(v, sql)} AND ${future(v, windowOf(o), sql)}`,
  relative,
);
const moreThanAgo = positive(
  'more_than_ago',
  'is longer ago than',
  timeWindowSchema,
  (v, o, sql) => `${v.sql} < ${past(v, windowOf(o), sql)}`,
  relative,
);

// Adding years to 29 February gives the 28th in years without it: the rule of the contract.
const anniversaryIn = (day: string, year: string): string =>
  `(${day} + make_interval(years => (${year} - extract(year FROM ${day}))::integer))::date`;

const anniversaryOn = positive(
  'anniversary_on',
  'has its anniversary on',
  dayOfYearSchema,
  (v, o, sql) => {
    const target = targetDay(literalOf(o) as string, () => today(v, sql), sql);
    return `${anniversaryIn(dayOf(v), `extract(year FROM ${target})`)} = ${target}`;
  },
  relative,
);

/** today, MM-DD of this year (which may lack a 29 February), or a full date. */
function targetDay(text: string, todaySql: () => string, sql: SqlScope): string {
  if (text === 'today') return todaySql();
  if (DAY.test(text)) return sql.param(text, 'date');
  return anniversaryIn(sql.param(`2000-${text}`, 'date'), `extract(year FROM ${todaySql()})`);
}

const anniversaryInNext = positive(
  'anniversary_in_next',
  'has its anniversary in the next',
  dayWindowSchema,
  (v, o, sql) => {
    const now = today(v, sql);
    const year = `extract(year FROM ${now})`;
    const thisYear = anniversaryIn(dayOf(v), year);
    const nextYear = anniversaryIn(dayOf(v), `${year} + 1`);
    const next = `CASE WHEN ${thisYear} >= ${now} THEN ${thisYear} ELSE ${nextYear} END`;
    return `${next} <= (${now} + ${dayInterval(windowOf(o))})::date`;
  },
  relative,
);

const part = (op: string, phrase: string, field: string, low: number, high: number): Operator =>
  positive(op, phrase, numbersSchema(low, high), (v, o, sql) => {
    const given = literalOf(o);
    const list = Array.isArray(given) ? given : [given];
    return `extract(${field} FROM ${dayOf(v)})::integer = ANY(${sql.param(list, 'integer[]')})`;
  });

export const DATETIME_OPERATORS: readonly Operator[] = [
  on,
  ordered('before', 'is before', '<'),
  ordered('after', 'is after', '>'),
  between,
  inLast,
  opposite('not_in_last', 'is not in the last', inLast),
  inNext,
  moreThanAgo,
  anniversaryOn,
  anniversaryInNext,
  part('day_is', 'falls on the day', 'day', 1, 31),
  part('month_is', 'falls in the month', 'month', 1, 12),
  part('weekday_is', 'falls on the weekday (1 = Monday)', 'isodow', 1, 7),
  ...emptiness(),
];

const WINDOWS: ReadonlySet<string> = new Set(['in_last', 'not_in_last', 'in_next', 'more_than_ago']);
const MOMENTS: ReadonlySet<string> = new Set(['before', 'after']);

/** The same operators over days: their windows are in whole days, their operands are dates. */
export const DATE_OPERATORS: readonly Operator[] = DATETIME_OPERATORS.map((operator) => ({
  ...operator,
  operand: dayOperand(operator),
}));

function dayOperand({ op, operand }: Operator): z.ZodType | null {
  if (WINDOWS.has(op)) return dayWindowSchema;
  if (MOMENTS.has(op)) return dayOperandSchema;
  if (op === 'between') {
    const isDay = ([from, to]: [string, string]): boolean => DAY.test(from) && DAY.test(to);
    return dateRangeSchema.refine(isDay, 'must be [from, to], each YYYY-MM-DD');
  }
  return operand;
}
