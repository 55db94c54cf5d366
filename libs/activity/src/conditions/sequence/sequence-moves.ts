import { moveByWindow, parseTimeWindow, spansSql, type SqlScope, windowInterval, windowStart } from '#libs/conditions';
import { contactsWith, whereIsRelative } from '../event/event-moves.js';
import type { SequenceParams } from './sequence-params.js';

/** A month later than the end of a month may be up to three days nearer than a month before. */
const MONTH_SLACK_MS = 3 * 86_400_000;

/** The contacts whose time to follow was over meanwhile, and those whose first event left the period. */
export function sequenceMoves(
  { first, then, window, within }: SequenceParams,
  sql: SqlScope,
  from: Date,
): string | null {
  if (whereIsRelative(first.where) || whereIsRelative(then.where)) return contactsWith(first.event, [], sql);
  const tests: string[] = [];
  if (then.absent === true) tests.push(overSince(window, from, sql));
  if (within !== undefined) {
    const starts = [windowStart(within, from), windowStart(within, sql.now)] as const;
    tests.push(spansSql('e.occurred_at', [starts], sql));
  }
  return tests.length > 0 ? contactsWith(first.event, tests, sql) : null;
}

/** The span is for the index; of months it is wider than what is asked. */
function overSince(window: string, from: Date, sql: SqlScope): string {
  const parsed = parseTimeWindow(window);
  if (!parsed) throw new Error(`The window ${window} reached the compiler unchecked`);
  const slack = parsed.unit === 'mo' ? MONTH_SLACK_MS : 0;
  const back = (at: Date, ms: number): Date => new Date(moveByWindow(at, parsed, -1).getTime() + ms);
  const span = spansSql('e.occurred_at', [[back(from, -slack), back(sql.now, slack)]], sql);
  const end = `e.occurred_at + ${windowInterval(window)}`;
  return `(${span} AND ${end} > ${sql.param(from, 'timestamptz')} AND ${end} <= ${sql.nowSql})`;
}
