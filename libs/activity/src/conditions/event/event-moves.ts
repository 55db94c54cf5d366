import {
  leavesOf,
  moveByWindow,
  parseTimeWindow,
  propertyOperator,
  type PropertyTree,
  spansSql,
  type SqlScope,
  windowStart,
} from '#libs/conditions';
import { measuredOperator } from './event-measure.js';
import type { EventParams } from './event-params.js';

const EXACT: ReadonlySet<string> = new Set(['in_last', 'not_in_last', 'more_than_ago', 'in_next']);

/** The contacts whose verdict may have changed by time alone: those with an event that left a window meanwhile. */
export function eventMoves(params: EventParams, sql: SqlScope, from: Date): string | null {
  if (needsEverybody(params)) return contactsWith(params.event, [], sql);
  const ranges: [Date, Date][] = [];
  if (params.within !== undefined) ranges.push([windowStart(params.within, from), windowStart(params.within, sql.now)]);
  const window = EXACT.has(params.op) && isMoment(params) ? parseTimeWindow(String(params.value)) : null;
  if (window) {
    ranges.push([moveByWindow(from, window, -1), moveByWindow(sql.now, window, -1)]);
    ranges.push([from, sql.now], [moveByWindow(from, window, 1), moveByWindow(sql.now, window, 1)]);
  }
  return ranges.length > 0 ? contactsWith(params.event, [spansSql('e.occurred_at', ranges, sql)], sql) : null;
}

/** First and last without a property are moments of events, so an event at the edge of the window names the contact. */
function isMoment({ measure, of }: EventParams): boolean {
  return of === undefined && (measure === 'first' || measure === 'last');
}

/** Anniversaries, and dates in properties, which no index knows. */
function needsEverybody(params: EventParams): boolean {
  const operator = measuredOperator(params)?.operator;
  if (operator?.relative && !(isMoment(params) && EXACT.has(params.op))) return true;
  return whereIsRelative(params.where);
}

/** A property is compared with now. */
export function whereIsRelative(where: PropertyTree | undefined): boolean {
  const tests = where ? leavesOf(where) : [];
  return tests.some(({ leaf }) => propertyOperator(leaf.op, leaf.value)?.operator.relative === true);
}

/** Selects whoever has such an event `e` that passes one of these tests; any such event, when there are none. */
export function contactsWith(event: string, tests: readonly string[], sql: SqlScope): string {
  const passed = tests.length > 0 ? ` AND (${tests.join(' OR ')})` : '';
  return `SELECT e.contact_id FROM events e WHERE e.name = ${sql.param(event, 'text')}${passed}`;
}
