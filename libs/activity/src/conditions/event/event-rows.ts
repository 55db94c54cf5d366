import {
  leavesOf,
  periodNeedsZone,
  periodSql,
  propertyOperator,
  type PropertyTree,
  propertyTreeSql,
  type SqlScope,
} from '#libs/conditions';
import { eventProperty, measuredOperator } from './event-measure.js';
import type { EventParams } from './event-params.js';

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
      namedSql('e', params.event, sql),
      ...periodSql(params, 'e.occurred_at', zone, sql),
      ...(params.where ? [propertyTreeSql(params.where, eventProperty, sql)] : []),
    ],
  };
}

/** Everybody's events are found by name, those of subjects by contact: see the migration 0022 for the collation. */
export function namedSql(alias: string, event: string, sql: SqlScope): string {
  const name = sql.param(event, 'text');
  return sql.mode === 'set' ? `${alias}.name = ${name}` : `${alias}.name COLLATE "C" = ${name}`;
}

function needsContact(params: EventParams): boolean {
  if (periodNeedsZone(params)) return true;
  if (params.of !== undefined && measuredOperator(params)?.type === 'datetime') return true;
  return whereNeedsZone(params.where);
}

/** Dates in properties are compared in the contact's zone. */
export function whereNeedsZone(where: PropertyTree | undefined): boolean {
  const tests = where ? leavesOf(where) : [];
  return tests.some(({ leaf }) => propertyOperator(leaf.op, leaf.value)?.type === 'datetime');
}
