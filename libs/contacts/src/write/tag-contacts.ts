import { prepared, type Tx } from '#libs/db';
import { requestBehind } from '#libs/kernel';
import { CHANGE_SHARDS } from '../changes/append-changes.js';
import { chainText, currentCause } from '../changes/cause-chain.js';
import { ensureTag } from './write-tags.js';

// Locked in the order of ids like every batch. One statement: nothing of it has to come here and go back. It sees no
// tag that another transaction gave while this one waited for its lock, and need not: the unique key decides.
const TAG = prepared(`
  WITH held AS MATERIALIZED (
    SELECT id FROM contacts WHERE id = ANY ($1::bigint[]) ORDER BY id FOR NO KEY UPDATE
  ), added AS (
    INSERT INTO contact_tags (contact_id, tag_id, source, added_at) SELECT id, $2, $3, $4 FROM held
    ON CONFLICT DO NOTHING
    RETURNING contact_id
  )
  INSERT INTO contact_changes (shard, contact_id, dimension, new, request_id, led_by)
  SELECT mod(contact_id, ${String(CHANGE_SHARDS)}), contact_id, 'tags', to_jsonb($5::text), request_id, led_by::bigint[]
  FROM added
  JOIN unnest($1::bigint[], $6::text[], $7::text[]) AS given (id, request_id, led_by) ON given.id = added.contact_id`);

/**
 * Gives contacts one tag and logs it for those who did not have it; ids that nobody has are passed over. Makes the tag
 * when it is new. Resolves with how many were tagged.
 */
export async function tagContacts(
  tx: Tx,
  name: string,
  contactIds: readonly number[],
  { source, now }: { source: string; now: Date },
): Promise<number> {
  if (contactIds.length === 0) return 0;
  const tag = await ensureTag(tx, name);
  // Each once: of a contact that is there twice the change would be logged twice.
  const ids = [...new Set(contactIds)];
  const chains = ids.map((id) => chainText(currentCause(id)));
  return tx.execute(TAG, [ids, tag.id, source, now, tag.name, ids.map(requestBehind), chains]);
}
