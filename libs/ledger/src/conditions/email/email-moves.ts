import { findOperator, moveByWindow, parseTimeWindow, spansSql, type SqlScope, windowStart } from '#libs/conditions';
import type { EmailParams } from './email-params.js';
import { emailRows } from './email-rows.js';

const EXACT: ReadonlySet<string> = new Set(['in_last', 'not_in_last', 'more_than_ago', 'in_next']);

/** The contacts with a mail, or an event of one, that came to the edge of a window meanwhile. */
export function emailMoves(params: EmailParams, sql: SqlScope, from: Date): string | null {
  const { within, measure, op, value } = params;
  const ranges: [Date, Date][] = [];
  if (within !== undefined) ranges.push([windowStart(within, from), windowStart(within, sql.now)]);
  if (measure !== 'count' && findOperator('datetime', op)?.relative === true) {
    const window = EXACT.has(op) ? parseTimeWindow(String(value)) : null;
    // Days and anniversaries come round for any of them.
    if (!window) return contactsAt(params, [], sql);
    ranges.push([moveByWindow(from, window, -1), moveByWindow(sql.now, window, -1)]);
    ranges.push([from, sql.now], [moveByWindow(from, window, 1), moveByWindow(sql.now, window, 1)]);
  }
  return ranges.length > 0 ? contactsAt(params, ranges, sql) : null;
}

function contactsAt(params: EmailParams, ranges: readonly [Date, Date][], sql: SqlScope): string {
  const { from, joins, contact, where, at } = emailRows({ ...params, within: undefined }, sql);
  const tests = ranges.length > 0 ? [...where, spansSql(at, ranges, sql)] : where;
  return `SELECT ${contact} AS contact_id FROM ${from} ${joins} WHERE ${tests.join(' AND ')}`;
}
