import { leavesOf, propertyOperator, propertyTreeSql, type SqlScope } from '#libs/conditions';
import { eventProperty, measuredOperator } from './event-measure.js';
import type { EventParams } from './event-params.js';
import { periodNeedsZone, periodSql } from './event-period.js';

/** The events `e` that a leaf is about; with the contact `ec` where days are counted in its zone. */
export function eventRows(
  params: EventParams,
  sql: SqlScope,
): { from: string; joins: string; contact: string; where: string[] } {
  const zone = (): string => sql.zoneOf('ec');
  return {
    from: 'events e',
    joins: needsContact(params) ? 'JOIN contacts ec ON ec.id = e.contact_id' : '',
    contact: 'e.contact_id',
    where: [
      namedSql(params.event, sql),
      ...periodSql(params, 'e.occurred_at', zone, sql),
      ...(params.where ? [propertyTreeSql(params.where, eventProperty, sql)] : []),
    ],
  };
}

/** Everybody's events are found by name, those of subjects by contact: see the migration 0022 for the collation. */
function namedSql(event: string, sql: SqlScope): string {
  const name = sql.param(event, 'text');
  return sql.mode === 'set' ? `e.name = ${name}` : `e.name COLLATE "C" = ${name}`;
}

function needsContact(params: EventParams): boolean {
  if (periodNeedsZone(params)) return true;
  if (params.of !== undefined && measuredOperator(params)?.type === 'datetime') return true;
  const tests = params.where ? leavesOf(params.where) : [];
  return tests.some(({ leaf }) => propertyOperator(leaf.op, leaf.value)?.type === 'datetime');
}
