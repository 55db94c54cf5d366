import { moveByWindow, parseTimeWindow, type SqlScope, windowStart } from '#libs/conditions';
import { contactsBetween, whereIsRelative } from '../event/event-moves.js';
import type { SequenceParams } from './sequence-params.js';

/** A month later than the end of a month may be up to three days nearer than a month before. */
const MONTH_SLACK_MS = 3 * 86_400_000;

/** The contacts whose time to follow was over meanwhile, and those whose first event left the period. */
export function sequenceMoves(
  { first, then, window, within }: SequenceParams,
  sql: SqlScope,
  from: Date,
): string | null {
  if (whereIsRelative(first.where) || whereIsRelative(then.where)) return contactsBetween(first.event, [], sql);
  const ranges: [Date, Date][] = [];
  if (then.absent === true) {
    const parsed = parseTimeWindow(window);
    if (!parsed) throw new Error(`The window ${window} reached the compiler unchecked`);
    const slack = parsed.unit === 'mo' ? MONTH_SLACK_MS : 0;
    const back = (at: Date, ms: number): Date => new Date(moveByWindow(at, parsed, -1).getTime() + ms);
    ranges.push([back(from, -slack), back(sql.now, slack)]);
  }
  if (within !== undefined) ranges.push([windowStart(within, from), windowStart(within, sql.now)]);
  return ranges.length > 0 ? contactsBetween(first.event, ranges, sql) : null;
}
