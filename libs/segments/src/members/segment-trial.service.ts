import { Inject, Injectable } from '@nestjs/common';
import { ConditionEvaluator } from '#libs/conditions';
import type { Dimension } from '#libs/contacts';
import type { Tx } from '#libs/db';
import { ConditionCache, loadLiveSegments } from '../live/live-segments.js';

// Membership alone: sizes and history belong to what really happens, and their rows are shared with the routers.
const WRITE = `
  WITH judged AS (
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::boolean[]) AS judged (segment_id, contact_id, member)
  ), entered AS (
    INSERT INTO segment_members (segment_id, contact_id, entered_at)
    SELECT segment_id, contact_id, $4::timestamptz FROM judged WHERE member ON CONFLICT DO NOTHING
    RETURNING segment_id, contact_id
  ), gone AS (
    DELETE FROM segment_members USING judged
    WHERE NOT judged.member AND segment_members.segment_id = judged.segment_id
      AND segment_members.contact_id = judged.contact_id
    RETURNING judged.segment_id, judged.contact_id
  )
  SELECT segment_id AS id, contact_id AS "contactId" FROM entered UNION ALL SELECT segment_id, contact_id FROM gone`;

interface Move {
  readonly id: number;
  readonly contactId: number;
}

/** Memberships of contacts as they would be at some moment, for a transaction that is rolled back. */
@Injectable()
export class SegmentTrial {
  private readonly conditions = new ConditionCache();

  constructor(@Inject(ConditionEvaluator) private readonly evaluator: ConditionEvaluator) {}

  /** Resolves with the dimensions that this changes. */
  async refresh(tx: Tx, contactId: number, now: Date): Promise<Dimension[]> {
    return (await this.refreshMany(tx, [contactId], now)).get(contactId) ?? [];
  }

  /** The same for several contacts, a few statements for all of them. */
  async refreshMany(tx: Tx, contactIds: readonly number[], now: Date): Promise<Map<number, Dimension[]>> {
    const moved = new Map<number, Dimension[]>();
    for (const level of await loadLiveSegments(tx)) {
      const segments = level.filter(({ paused }) => !paused);
      const trees = await this.conditions.load(tx, segments);
      const subjects = contactIds.map((contactId) => ({ contactId }));
      const verdicts = await this.evaluator.judgeMany(tx, trees, subjects, now);
      const pairs = segments.flatMap(({ id }, tree) =>
        contactIds.map((contactId, at) => ({ id, contactId, member: verdicts[tree]?.[at] ?? false })),
      );
      const rows = await tx.query<Move & Record<string, unknown>>(WRITE, [
        pairs.map(({ id }) => id),
        pairs.map(({ contactId }) => contactId),
        pairs.map(({ member }) => member),
        now,
      ]);
      for (const { id, contactId } of rows) moved.set(contactId, [...(moved.get(contactId) ?? []), `segment:${id}`]);
    }
    return moved;
  }
}
