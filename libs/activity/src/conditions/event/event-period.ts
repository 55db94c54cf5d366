import { findOperator, moveByWindow, parseTimeWindow, type SqlScope } from '#libs/conditions';
import { z } from 'zod';

/** What a period of a leaf comes down to. */
interface Period {
  readonly within?: string | undefined;
  readonly between?: readonly [string, string] | undefined;
  readonly since?: 'entry' | 'step' | undefined;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** As `between` of points in time: days or RFC 3339 times. */
export const periodSchema = z.tuple([z.string(), z.string()]).superRefine((given, context) => {
  const parsed = findOperator('datetime', 'between')?.operand?.safeParse(given);
  for (const issue of parsed?.error?.issues ?? []) {
    context.addIssue({ code: 'custom', path: [...issue.path], message: issue.message });
  }
});

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
