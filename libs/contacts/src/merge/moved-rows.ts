import type { Tx } from '#libs/db';
import type { ContactMerge } from '../ports/contact-owner.port.js';

/** Tables whose rows live on under the kept contact: they have an `id`, and nothing but `contact_id` changes. */
type MovedTable =
  | 'contact_notes'
  | 'change_failures'
  | 'events'
  | 'messages'
  | 'message_events'
  | 'unjudged_hits'
  | 'webhook_deliveries'
  | 'audience_changes'
  | 'returned_mails'
  | 'enrolments'
  | 'sales_alerts';

// One array for each table and merge: 100,000 moved events are one row of 800 kB.
const move = (table: MovedTable, told: string): string => `
  WITH moved AS (
    UPDATE ${table} SET contact_id = $2 WHERE contact_id = $1 RETURNING ${table}.id, ${told} AS told
  ), noted AS (
    INSERT INTO contact_merge_parts (merge_id, part, ids)
    SELECT $3, '${table}', array_agg(id) FROM moved HAVING count(*) > 0
  )
  SELECT DISTINCT told FROM moved`;

// Only what the kept contact still has: rows that were deleted or went elsewhere meanwhile stay as they are. "+ 0" keeps
// the planner to the rows' ids: where it takes the contact's rows for few, it would go through all of them for each.
const give = (table: MovedTable): string => `
  UPDATE ${table} SET contact_id = $1
  FROM (SELECT unnest(ids) AS id FROM contact_merge_parts WHERE merge_id = $3 AND part = '${table}') mine
  WHERE ${table}.id = mine.id AND ${table}.contact_id + 0 = $2`;

/** Hands all rows of the table to the kept contact. Resolves with what `told`, a column, says of them; each once. */
export async function moveRows(tx: Tx, merge: ContactMerge, table: MovedTable, told = "''"): Promise<string[]> {
  const rows = await tx.query<{ told: string }>(move(table, told), [merge.mergedId, merge.keptId, merge.id]);
  return rows.map((row) => row.told);
}

/** Gives the rows back that `moveRows` has moved. */
export async function giveRows(tx: Tx, merge: ContactMerge, table: MovedTable): Promise<void> {
  await tx.execute(give(table), [merge.mergedId, merge.keptId, merge.id]);
}

/**
 * The end of a statement that notes rows which do not survive as they are: `from` is a part of it (WITH …) whose rows
 * are kept as JSON. The merge's id is the parameter `id`.
 */
export function noteRows(part: string, from: string, id: string): string {
  return `INSERT INTO contact_merge_parts (merge_id, part, rows)
    SELECT ${id}, '${part}', jsonb_agg(to_jsonb(${from})) FROM ${from} HAVING count(*) > 0`;
}

/** What `noteRows` has noted, as rows of the table: a source for FROM. */
export function notedRows(part: string, table: string, id: string): string {
  return `(SELECT noted.* FROM contact_merge_parts, jsonb_populate_recordset(NULL::${table}, rows) noted
    WHERE merge_id = ${id} AND part = '${part}')`;
}
