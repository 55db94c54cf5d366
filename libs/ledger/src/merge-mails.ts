import { appendChanges, type ContactMerge, giveRows, moveRows } from '#libs/contacts';
import type { Tx } from '#libs/db';

// Senders come from the queue to the ledger, and returned mail from the ledger to contacts.
const HOLD_QUEUE = `
  SELECT FROM message_queue WHERE message_id IN (SELECT id FROM messages WHERE contact_id = ANY ($1::bigint[]))
  ORDER BY message_id FOR UPDATE`;

const HOLD = `SELECT FROM messages WHERE contact_id = ANY ($1::bigint[]) ORDER BY id FOR UPDATE`;

// Both were to get the same mail (the same round of a campaign): one is enough. Of two that wait the kept contact's
// stays; one that waits goes when the other has left, or may have. What is being handed over can't be called back.
const SKIP_DOUBLES = `
  WITH pair AS (
    SELECT theirs.id AS theirs, own.id AS own, waiting.state AS their_state, own_waiting.state AS own_state,
      theirs.state IN ('sent', 'unknown') OR coalesce(waiting.state = 'sending', false) AS they_left,
      own.state IN ('sent', 'unknown') OR own_waiting.message_id IS NOT NULL AS own_leaves
    FROM messages theirs JOIN messages own ON own.contact_id = $2 AND own.source_kind = theirs.source_kind
      AND own.source_id = theirs.source_id AND own.occurrence = theirs.occurrence AND own.recipient_kind = 'contact'
    LEFT JOIN message_queue waiting ON waiting.message_id = theirs.id
    LEFT JOIN message_queue own_waiting ON own_waiting.message_id = own.id
    WHERE theirs.contact_id = $1 AND theirs.recipient_kind = 'contact'
  ), doubled AS (
    SELECT CASE WHEN their_state IN ('due', 'claimed') AND own_leaves THEN theirs
      WHEN own_state IN ('due', 'claimed') AND they_left THEN own END AS id FROM pair
  ), gone AS (
    DELETE FROM message_queue USING doubled WHERE message_id = doubled.id
  )
  UPDATE messages SET state = 'skipped', reason = 'contact.merged', updated_at = now()
  FROM doubled WHERE messages.id = doubled.id`;

// An occurrence names a mail of a source once for each contact. Where both had it, the merged contact's is written with
// leading noughts, more than any of the two has: it remains the same number to whoever reads a round or a run in it, and
// no row is in another's way, neither now nor when it goes back.
const RENAME = `
  WITH family AS (
    SELECT theirs.id, theirs.occurrence, 1 + max(greatest(length(own.occurrence) - length(ltrim(own.occurrence, '0')),
      (SELECT max(length(other.occurrence) - length(ltrim(other.occurrence, '0'))) FROM messages other
        WHERE other.contact_id = $1 AND other.source_kind = theirs.source_kind AND other.source_id = theirs.source_id)
      )) AS noughts
    FROM messages theirs JOIN messages own ON own.contact_id = $2 AND own.source_kind = theirs.source_kind
      AND own.source_id = theirs.source_id AND ltrim(own.occurrence, '0') = ltrim(theirs.occurrence, '0')
    WHERE theirs.contact_id = $1 GROUP BY theirs.id
  ), renamed AS (
    UPDATE messages SET occurrence = repeat('0', family.noughts) || family.occurrence
    FROM family WHERE messages.id = family.id RETURNING messages.id, family.occurrence
  )
  INSERT INTO contact_merge_parts (merge_id, part, rows)
  SELECT $3, 'occurrences', jsonb_agg(to_jsonb(renamed)) FROM renamed HAVING count(*) > 0`;

// By the mails' ids, as in `giveRows`.
const RENAME_BACK = `
  UPDATE messages SET occurrence = renamed.occurrence
  FROM contact_merge_parts, jsonb_to_recordset(rows) AS renamed (id bigint, occurrence text)
  WHERE merge_id = $2 AND part = 'occurrences' AND messages.id = renamed.id AND messages.contact_id + 0 = $1`;

const TABLES = ['message_events', 'unjudged_hits', 'webhook_deliveries', 'audience_changes'] as const;

export async function holdMails(tx: Tx, contactIds: readonly number[]): Promise<void> {
  await tx.query(HOLD_QUEUE, [contactIds]);
  await tx.query(HOLD, [contactIds]);
}

/** Mails and what happened to them go to the kept contact, under the caps, too; a mail that both await leaves once. */
export async function mergeMails(tx: Tx, merge: ContactMerge): Promise<void> {
  await tx.execute(SKIP_DOUBLES, [merge.mergedId, merge.keptId]);
  await tx.execute(RENAME, [merge.mergedId, merge.keptId, merge.id]);
  const states = await moveRows(tx, merge, 'messages', 'state');
  const kinds = await moveRows(tx, merge, 'message_events', 'kind');
  for (const table of TABLES.slice(1)) await moveRows(tx, merge, table);
  const happened = new Set([...kinds, ...states.filter((state) => state === 'sent')]);
  await appendChanges(
    tx,
    [...happened].map((kind) => ({ contactId: merge.keptId, dimension: `email:${kind}`, quiet: true })),
  );
}

/** Mails that were left out as doubles stay so. */
export async function giveMails(tx: Tx, merge: ContactMerge): Promise<void> {
  await giveRows(tx, merge, 'messages');
  await tx.execute(RENAME_BACK, [merge.mergedId, merge.id]);
  for (const table of TABLES) await giveRows(tx, merge, table);
}
