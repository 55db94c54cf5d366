import { propertyTreeSql, type LeafSql, type SqlScope, windowInterval, windowStart } from '#libs/conditions';
import { eventProperty } from '../event/event-measure.js';
import { namedSql, whereNeedsZone } from '../event/event-rows.js';
import type { SequenceParams, SequencePart } from './sequence-params.js';

/** Rows are the first events `e`; those count that the other, `t`, followed, or did not follow in time. */
export function sequenceSql(params: SequenceParams, sql: SqlScope): LeafSql {
  const { first, then, within } = params;
  const needsZone = whereNeedsZone(first.where) || whereNeedsZone(then.where);
  const began =
    within === undefined ? [] : [`e.occurred_at >= ${sql.param(windowStart(within, sql.now), 'timestamptz')}`];
  const relation = sql.relation({
    from: 'events e',
    joins: needsZone ? 'JOIN contacts ec ON ec.id = e.contact_id' : '',
    contact: 'e.contact_id',
    where: [...partSql('e', first, sql), ...began],
    only: followedSql(params, sql),
    joinsGroups: true,
    fact: `jsonb_build_object('first', max(e.occurred_at), 'hit', max(e.occurred_at) FILTER (WHERE ${followedSql(params, sql)}))`,
  });
  return { test: relation.present, fact: relation.fact };
}

function followedSql({ then, window }: SequenceParams, sql: SqlScope): string {
  const end = `e.occurred_at + ${windowInterval(window)}`;
  const tests = [
    't.contact_id = e.contact_id',
    ...partSql('t', then, sql),
    't.occurred_at > e.occurred_at',
    `t.occurred_at <= ${end}`,
  ];
  const followed = `EXISTS (SELECT FROM events t WHERE ${tests.join(' AND ')})`;
  return then.absent === true ? `(${end} <= ${sql.nowSql} AND NOT ${followed})` : followed;
}

function partSql(alias: string, { event, where }: SequencePart, sql: SqlScope): string[] {
  const named = namedSql(alias, event, sql);
  if (!where) return [named];
  return [named, propertyTreeSql(where, (property, type) => eventProperty(property, type, sql, alias), sql)];
}
