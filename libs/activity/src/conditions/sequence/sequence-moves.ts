import { edgeMoved, type SqlScope } from '#libs/conditions';
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
  const ranges: (readonly [Date, Date])[] = [];
  if (then.absent === true) {
    const [start, end] = edgeMoved(window, from, sql.now);
    const slack = window.endsWith('mo') ? MONTH_SLACK_MS : 0;
    ranges.push([new Date(start.getTime() - slack), new Date(end.getTime() + slack)]);
  }
  if (within !== undefined) ranges.push(edgeMoved(within, from, sql.now));
  return ranges.length > 0 ? contactsBetween(first.event, ranges, sql) : null;
}
