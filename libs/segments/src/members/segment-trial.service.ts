import { Inject, Injectable } from '@nestjs/common';
import { ConditionEvaluator } from '#libs/conditions';
import type { Dimension } from '#libs/contacts';
import type { Tx } from '#libs/db';
import { ConditionCache, loadLiveSegments } from '../live/live-segments.js';

// Membership alone: sizes and history belong to what really happens, and their rows are shared with the routers.
const WRITE = `
  WITH judged AS (
    SELECT * FROM unnest($1::bigint[], $3::boolean[]) AS judged (segment_id, member)
  ), entered AS (
    INSERT INTO segment_members (segment_id, contact_id, entered_at)
    SELECT segment_id, $2, $4::timestamptz FROM judged WHERE member ON CONFLICT DO NOTHING RETURNING segment_id
  ), gone AS (
    DELETE FROM segment_members USING judged
    WHERE NOT judged.member AND segment_members.segment_id = judged.segment_id AND contact_id = $2
    RETURNING judged.segment_id
  )
  SELECT segment_id AS id FROM entered UNION ALL SELECT segment_id FROM gone`;

/** Memberships of one contact as they would be at some moment, for a transaction that is rolled back. */
@Injectable()
export class SegmentTrial {
  private readonly conditions = new ConditionCache();

  constructor(@Inject(ConditionEvaluator) private readonly evaluator: ConditionEvaluator) {}

  /** Resolves with the dimensions that this changes. */
  async refresh(tx: Tx, contactId: number, now: Date): Promise<Dimension[]> {
    const moved: Dimension[] = [];
    for (const level of await loadLiveSegments(tx)) {
      const segments = level.filter(({ paused }) => !paused);
      const trees = await this.conditions.load(tx, segments);
      const verdicts = await this.evaluator.judgeMany(tx, trees, [{ contactId }], now);
      const rows = await tx.query<{ id: number }>(WRITE, [
        segments.map(({ id }) => id),
        contactId,
        verdicts.map(([member = false]) => member),
        now,
      ]);
      moved.push(...rows.map(({ id }): Dimension => `segment:${id}`));
    }
    return moved;
  }
}
