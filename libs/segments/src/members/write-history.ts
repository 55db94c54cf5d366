import type { Tx } from '#libs/db';
import type { MoveReason } from './move-reason.js';
import type { MovedMember } from './write-differences.js';

export interface ReasonedMove extends MovedMember {
  /** Of the condition that moved the member; null for a static segment. */
  readonly revision: number | null;
  readonly why: MoveReason;
}

const WRITE = `
  INSERT INTO segment_history (segment_id, contact_id, entered, at, revision, why)
  SELECT segment_id, contact_id, entered, $4::timestamptz, revision, why
  FROM unnest($1::bigint[], $2::bigint[], $3::boolean[], $5::integer[], $6::jsonb[])
    AS moved (segment_id, contact_id, entered, revision, why)`;

/** Writes down who moved and why, in the transaction that moved them. */
export async function writeHistory(tx: Tx, moved: readonly ReasonedMove[], at: Date): Promise<void> {
  if (moved.length === 0) return;
  await tx.execute(WRITE, [
    moved.map(({ segmentId }) => segmentId),
    moved.map(({ contactId }) => contactId),
    moved.map(({ entered }) => entered),
    at,
    moved.map(({ revision }) => revision),
    moved.map(({ why }) => JSON.stringify(why)),
  ]);
}
