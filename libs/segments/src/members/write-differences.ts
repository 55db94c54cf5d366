import { CHANGE_SHARDS } from '#libs/contacts';
import type { Tx } from '#libs/db';

/** What a contact's membership should be. */
export interface JudgedMember {
  readonly segmentId: number;
  readonly contactId: number;
  readonly member: boolean;
}

/** Who entered or left. */
export interface MovedMember {
  readonly segmentId: number;
  readonly contactId: number;
  readonly entered: boolean;
}

/**
 * The part of a statement that counts what `moved` (segment_id, contact_id, entered) says.
 * Sorted, so that two writers who share rows take them in the same order.
 */
export function countMoved(): string {
  return `counted AS (
    INSERT INTO segment_counts AS stored (segment_id, shard, members)
    SELECT segment_id, mod(contact_id, ${String(CHANGE_SHARDS)}), sum(CASE WHEN entered THEN 1 ELSE -1 END)
    FROM moved GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (segment_id, shard) DO UPDATE SET members = stored.members + excluded.members
  )`;
}

// The keys of the table decide who really moved: judging the same contact twice moves nobody.
const WRITE = `
  WITH judged AS (
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::boolean[]) AS judged (segment_id, contact_id, member)
  ), entered AS (
    INSERT INTO segment_members (segment_id, contact_id, entered_at)
    SELECT segment_id, contact_id, $4::timestamptz FROM judged WHERE member ORDER BY 1, 2
    ON CONFLICT DO NOTHING RETURNING segment_id, contact_id
  ), gone AS (
    DELETE FROM segment_members USING judged
    WHERE NOT judged.member AND segment_members.segment_id = judged.segment_id
      AND segment_members.contact_id = judged.contact_id
    RETURNING judged.segment_id, judged.contact_id
  ), moved AS (
    SELECT segment_id, contact_id, true AS entered FROM entered
    UNION ALL SELECT segment_id, contact_id, false FROM gone
  ), ${countMoved()}
  SELECT segment_id AS "segmentId", contact_id AS "contactId", entered FROM moved`;

/** Writes memberships and counts; resolves with those that were otherwise before, whom the history is still to note. */
export async function writeDifferences(tx: Tx, judged: readonly JudgedMember[], at: Date): Promise<MovedMember[]> {
  if (judged.length === 0) return [];
  return tx.query<MovedMember>(WRITE, [
    judged.map(({ segmentId }) => segmentId),
    judged.map(({ contactId }) => contactId),
    judged.map(({ member }) => member),
    at,
  ]);
}
