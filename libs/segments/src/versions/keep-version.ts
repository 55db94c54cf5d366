import type { Actor } from '#libs/accounts';
import type { Tx } from '#libs/db';

const KEEP = `
  INSERT INTO segment_versions (segment_id, revision, condition, created_at, created_by)
  SELECT id, revision, condition, $2, $3 FROM segments WHERE id = $1`;

/** Keeps the condition as it now stands in the segment, under its revision. */
export async function keepVersion(tx: Tx, segmentId: number, by: Actor | null, at: Date): Promise<void> {
  await tx.execute(KEEP, [segmentId, at, by?.kind === 'user' ? by.id : null]);
}
