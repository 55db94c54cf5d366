import { defineCondition } from '#libs/conditions';
import { z } from 'zod';

interface SegmentParams {
  readonly op: 'in' | 'not_in';
  readonly segment: number;
}

const EXISTING = `SELECT id, name FROM segments WHERE id = ANY ($1::bigint[]) AND archived_at IS NULL`;

export const segment = defineCondition<SegmentParams, ReadonlyMap<number, string>>({
  type: 'segment',
  label: 'Segment',
  description: 'Members of another segment, by its stored membership.',
  params: z.strictObject({ op: z.enum(['in', 'not_in']), segment: z.int().positive() }),
  lookup: async (on, leaves) => {
    const ids = leaves.map((leaf) => leaf.segment);
    const rows = await on.query<{ id: number; name: string }>(EXISTING, [ids]);
    return new Map(rows.map(({ id, name }) => [id, name]));
  },
  check: (params, segments) =>
    segments.has(params.segment) ? [] : [{ path: ['segment'], message: `there is no segment ${params.segment}` }],
  references: (params) => [{ kind: 'segment', key: String(params.segment), path: ['segment'] }],
  reads: (params) => [`segment:${params.segment}`],
  toSql: ({ op, segment: id }, sql) => {
    const relation = sql.relation({
      from: 'segment_members sm',
      contact: 'sm.contact_id',
      where: [`sm.segment_id = ${sql.param(id, 'bigint')}`],
      atMostOne: true,
      fact: 'to_jsonb(min(sm.entered_at))',
    });
    return { test: op === 'in' ? relation.present : `(NOT ${relation.present})`, fact: relation.fact };
  },
  explain: ({ op, segment: id }, fact, segments) => {
    const name = segments.get(id) ?? `segment ${id} (gone)`;
    return `${op === 'in' ? 'In' : 'Not in'} ${name}: is ${fact ? 'in it' : 'not in it'}`;
  },
});
