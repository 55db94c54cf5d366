import { edgeMoved, leavesOf, propertyOperator, type PropertyTree, type SqlScope } from '#libs/conditions';
import { measuredOperator } from './event-measure.js';
import type { EventParams } from './event-params.js';

const EXACT: ReadonlySet<string> = new Set(['in_last', 'not_in_last', 'more_than_ago', 'in_next']);

/** The contacts whose verdict may have changed by time alone: those with an event that left a window meanwhile. */
export function eventMoves(params: EventParams, sql: SqlScope, from: Date): string | null {
  if (needsEverybody(params)) return contactsBetween(params.event, [], sql);
  const ranges: (readonly [Date, Date])[] = [];
  if (params.within !== undefined) ranges.push(edgeMoved(params.within, from, sql.now));
  const window = EXACT.has(params.op) && isMoment(params) ? String(params.value) : null;
  if (window !== null) {
    ranges.push(edgeMoved(window, from, sql.now), [from, sql.now], edgeMoved(window, from, sql.now, 1));
  }
  return ranges.length > 0 ? contactsBetween(params.event, ranges, sql) : null;
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

/** Selects whoever has such an event at one of these times; at any time, when there are none. */
export function contactsBetween(event: string, ranges: readonly (readonly [Date, Date])[], sql: SqlScope): string {
  const times = ranges.map(([start, end]) => {
    return `e.occurred_at BETWEEN ${sql.param(start, 'timestamptz')} AND ${sql.param(end, 'timestamptz')}`;
  });
  const when = times.length > 0 ? ` AND (${times.join(' OR ')})` : '';
  return `SELECT e.contact_id FROM events e WHERE e.name = ${sql.param(event, 'text')}${when}`;
}
