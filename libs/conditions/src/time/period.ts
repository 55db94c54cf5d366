import { z } from 'zod';
import { describeValue } from '../operators/describe-operand.js';
import { findOperator } from '../operators/operators.js';
import type { SqlScope } from '../sql/sql-scope.js';
import { describeWindow, moveByWindow, parseTimeWindow, timeWindowSchema } from './time-window.js';

/** When something has to have happened; ever, when none is given. At most one is. */
export interface Period {
  readonly within?: string | undefined;
  readonly between?: readonly [string, string] | undefined;
  readonly since?: 'entry' | 'step' | undefined;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** As `between` of points in time: days or RFC 3339 times. */
const betweenSchema = z.tuple([z.string(), z.string()]).superRefine((given, context) => {
  const parsed = findOperator('datetime', 'between')?.operand?.safeParse(given);
  for (const issue of parsed?.error?.issues ?? []) {
    context.addIssue({ code: 'custom', path: [...issue.path], message: issue.message });
  }
});

/** The parameters of a period, to be put among those of a leaf; then `hasOnePeriod` says whether they agree. */
export const periodShape = {
  within: timeWindowSchema.optional().describe('Only what happened in this time up to now.'),
  between: betweenSchema.optional().describe('Only what happened between these two, both included.'),
  since: z.enum(['entry', 'step']).optional().describe('In an automation: only since the entry or the step.'),
};

export function hasOnePeriod({ within, between, since }: Period): boolean {
  return [within, between, since].filter((one) => one !== undefined).length <= 1;
}

export const ONE_PERIOD = { path: ['within'], message: 'within, between and since exclude each other' };

/** Days are days of the contact's zone: then the relation needs the contact. */
export function periodNeedsZone({ between }: Period): boolean {
  return between?.some((end) => DAY.test(end)) ?? false;
}

/** The predicates that keep `time` (a timestamptz) within the period; `zone` is SQL. */
export function periodSql(
  { within, between, since }: Period,
  time: string,
  zone: () => string,
  sql: SqlScope,
): string[] {
  if (within !== undefined) return [`${time} >= ${sql.param(windowStart(within, sql.now), 'timestamptz')}`];
  if (between) return [edgeSql(between[0], '>=', time, zone, sql), edgeSql(between[1], '<=', time, zone, sql)];
  if (since) return [`${time} >= ${sql.subject(since === 'entry' ? 'entered_at' : 'step_at')}`];
  return [];
}

function edgeSql(end: string, sign: '>=' | '<=', time: string, zone: () => string, sql: SqlScope): string {
  if (!DAY.test(end)) return `${time} ${sign} ${sql.param(new Date(end), 'timestamptz')}`;
  const day = `(${time} AT TIME ZONE ${zone()})::date ${sign} ${sql.param(end, 'date')}`;
  // No zone is further from UTC than 15 h: lets an index skip what is certainly outside.
  const edge = new Date(Date.parse(`${end}T00:00:00Z`) + (sign === '>=' ? -15 : 24 + 15) * 3_600_000);
  return `(${time} ${sign} ${sql.param(edge, 'timestamptz')} AND ${day})`;
}

export function windowStart(within: string, now: Date): Date {
  const window = parseTimeWindow(within);
  if (!window) throw new Error(`The window ${within} reached the compiler unchecked`);
  return moveByWindow(now, window, -1);
}

/**
 * Keeps `time` within one of these spans, ends included, whichever end is the earlier: as "now" goes on, the start of a
 * window of months may go back (a month before 31 March, 9:00, is earlier than one before 30 March, 10:00).
 */
export function spansSql(time: string, spans: readonly (readonly [Date, Date])[], sql: SqlScope): string {
  const tests = spans.map(([from, to]) => {
    const [start, end] = from <= to ? [from, to] : [to, from];
    return `${time} BETWEEN ${sql.param(start, 'timestamptz')} AND ${sql.param(end, 'timestamptz')}`;
  });
  return `(${tests.join(' OR ')})`;
}

export function describePeriod({ within, between, since }: Period, zone?: string): string {
  if (within !== undefined) return ` in the last ${describeWindow(within)}`;
  if (between) return ` between ${describeValue(between[0], zone)} and ${describeValue(between[1], zone)}`;
  return since ? ` since the ${since}` : '';
}
