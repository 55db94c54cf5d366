import {
  leavesOf,
  momentSpans,
  propertyOperator,
  type PropertyTree,
  spansSql,
  type SqlScope,
  windowStart,
} from '#libs/conditions';
import { measuredOperator } from './event-measure.js';
import type { EventParams } from './event-params.js';
import { measuresValue, moneyMoved } from './event-value.js';

/** The contacts whose verdict may have changed by time alone: those with an event that left a window meanwhile. */
export function eventMoves(params: EventParams, sql: SqlScope, from: Date): string | null {
  const moments = isMoment(params) ? momentSpans(params.op, params.value, from, sql.now) : null;
  if (needsEverybody(params, moments !== null)) return contactsWith(params.event, [], sql);
  const ranges: [Date, Date][] = [...(moments ?? [])];
  if (params.within !== undefined) ranges.push([windowStart(params.within, from), windowStart(params.within, sql.now)]);
  const selects = ranges.length > 0 ? [contactsWith(params.event, [spansSql('e.occurred_at', ranges, sql)], sql)] : [];
  // A statement of its own, false without a look at any event: by OR, all of them would be read.
  if (measuresValue(params)) selects.push(contactsWith(params.event, [moneyMoved(params.event, sql, from)], sql));
  return selects.length > 0 ? selects.join(' UNION ') : null;
}

/** First and last without a property are moments of events, so an event at the edge of the window names the contact. */
function isMoment({ measure, of }: EventParams): boolean {
  return of === undefined && (measure === 'first' || measure === 'last');
}

/** Anniversaries, and dates in properties, which no index knows. */
function needsEverybody(params: EventParams, byMoments: boolean): boolean {
  if (!byMoments && measuredOperator(params)?.operator.relative) return true;
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
