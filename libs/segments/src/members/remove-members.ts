import { CHANGE_SHARDS } from '#libs/contacts';
import type { Database, Tx } from '#libs/db';
import { passFence, standBehindFence } from '../live/fence.js';

const TABLES = ['segment_members', 'segment_touched', 'segment_history', 'segment_counts', 'segment_sizes'];

/** Removes what is left of a deleted segment, once no router can add to it any more. */
export async function removeSegmentRows(db: Database, segmentId: number): Promise<void> {
  await passFence(db);
  for (const table of TABLES) await db.execute(`DELETE FROM ${table} WHERE segment_id = $1`, [segmentId]);
}

// A build that has begun may still see the contact and will write it: noted, so that it is taken out when that has ended.
const REMOVE_CONTACT = `
  WITH gone AS (
    DELETE FROM segment_members WHERE contact_id = $1 RETURNING segment_id
  ), counted AS (
    UPDATE segment_counts SET members = members - 1
    FROM gone WHERE segment_counts.segment_id = gone.segment_id AND shard = mod($1::bigint, ${String(CHANGE_SHARDS)})
  ), touched AS (
    DELETE FROM segment_touched WHERE contact_id = $1
  ), noted AS (
    INSERT INTO segment_touched (segment_id, contact_id, quiet) SELECT id, $1, true FROM segments WHERE refreshing
  )
  DELETE FROM segment_history WHERE contact_id = $1`;

/** Removes an erased contact from all segments. */
export async function removeContact(tx: Tx, contactId: number): Promise<void> {
  await standBehindFence(tx);
  await tx.execute(REMOVE_CONTACT, [contactId]);
}
