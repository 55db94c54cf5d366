import { CHANGE_SHARDS } from '#libs/contacts';
import type { Database, Tx } from '#libs/db';
import { passFence, standBehindFence } from '../live/fence.js';

const TABLES = ['segment_members', 'segment_touched', 'segment_history', 'segment_counts', 'segment_sizes'];

/** Removes what is left of a deleted segment, once no router can add to it any more. Resolves with how many rows went. */
export async function removeSegmentRows(db: Database, segmentId: number): Promise<number> {
  await passFence(db);
  let removed = 0;
  for (const table of TABLES) removed += await db.execute(`DELETE FROM ${table} WHERE segment_id = $1`, [segmentId]);
  return removed;
}

// From id to id by the index that each table has on the segment: one probe for each segment, however many rows it has.
const GONE = (table: string): string => `
  WITH RECURSIVE named (id) AS (
    SELECT min(segment_id) FROM ${table}
    UNION ALL
    SELECT (SELECT min(segment_id) FROM ${table} WHERE segment_id > named.id) FROM named WHERE named.id IS NOT NULL
  )
  SELECT id FROM named WHERE id IS NOT NULL AND NOT EXISTS (SELECT FROM segments WHERE segments.id = named.id)`;

/** The deleted segments that have left rows behind, because a process ended between the two halves of a deletion. */
export async function findLeftRows(db: Database): Promise<number[]> {
  const rows = await db.query<{ id: number }>(TABLES.map((table) => `(${GONE(table)})`).join(' UNION '));
  return rows.map(({ id }) => id);
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
