import { edgeMoved, findOperator, type SqlScope } from '#libs/conditions';
import type { EmailParams } from './email-params.js';
import { emailRows } from './email-rows.js';

const EXACT: ReadonlySet<string> = new Set(['in_last', 'not_in_last', 'more_than_ago', 'in_next']);

/** The contacts with a mail, or an event of one, that came to the edge of a window meanwhile. */
export function emailMoves(params: EmailParams, sql: SqlScope, from: Date): string | null {
  const { within, measure, op, value } = params;
  const ranges: (readonly [Date, Date])[] = [];
  if (within !== undefined) ranges.push(edgeMoved(within, from, sql.now));
  if (measure !== 'count' && findOperator('datetime', op)?.relative === true) {
    // Days and anniversaries come round for any of them.
    if (!EXACT.has(op)) return contactsAt(params, [], sql);
    const window = String(value);
    ranges.push(edgeMoved(window, from, sql.now), [from, sql.now], edgeMoved(window, from, sql.now, 1));
  }
  return ranges.length > 0 ? contactsAt(params, ranges, sql) : null;
}

function contactsAt(params: EmailParams, ranges: readonly (readonly [Date, Date])[], sql: SqlScope): string {
  const { from, joins, contact, where, at } = emailRows({ ...params, within: undefined }, sql);
  const times = ranges.map(([start, end]) => {
    return `${at} BETWEEN ${sql.param(start, 'timestamptz')} AND ${sql.param(end, 'timestamptz')}`;
  });
  const tests = times.length > 0 ? [...where, `(${times.join(' OR ')})`] : where;
  return `SELECT ${contact} AS contact_id FROM ${from} ${joins} WHERE ${tests.join(' AND ')}`;
}
