import { findOperator, momentSpans, spansSql, type SqlScope, windowStart } from '#libs/conditions';
import type { EmailParams } from './email-params.js';
import { emailRows } from './email-rows.js';

/** The contacts with a mail, or an event of one, that came to the edge of a window meanwhile. */
export function emailMoves(params: EmailParams, sql: SqlScope, from: Date): string | null {
  const { within, measure, op, value } = params;
  const ranges: [Date, Date][] = [];
  if (within !== undefined) ranges.push([windowStart(within, from), windowStart(within, sql.now)]);
  if (measure !== 'count' && findOperator('datetime', op)?.relative === true) {
    const spans = momentSpans(op, value, from, sql.now);
    // Days and anniversaries come round for any of them.
    if (!spans) return contactsAt(params, [], sql);
    ranges.push(...spans);
  }
  return ranges.length > 0 ? contactsAt(params, ranges, sql) : null;
}

function contactsAt(params: EmailParams, ranges: readonly [Date, Date][], sql: SqlScope): string {
  const { from, joins, contact, where, at } = emailRows({ ...params, within: undefined }, sql);
  const tests = ranges.length > 0 ? [...where, spansSql(at, ranges, sql)] : where;
  return `SELECT ${contact} AS contact_id FROM ${from} ${joins} WHERE ${tests.join(' AND ')}`;
}
