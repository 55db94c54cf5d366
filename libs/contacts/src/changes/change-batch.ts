import type { Tx } from '#libs/db';
import type { ContactChange } from './contact-change.js';

const COLUMNS = `contact_changes.id, contact_changes.contact_id AS "contactId", dimension, old, new, ref, quiet, at,
  request_id AS "requestId", led_by AS "ledBy"`;

// The oldest of one shard. Ids do not commit in order, so nothing remembers where it was: what is there is work.
const TAKE = `
  DELETE FROM contact_changes USING (SELECT id FROM contact_changes WHERE shard = $1 ORDER BY id LIMIT $2) oldest
  WHERE contact_changes.id = oldest.id RETURNING ${COLUMNS}`;

const TAKE_OF_CONTACTS = `
  DELETE FROM contact_changes WHERE id = ANY ($1::bigint[]) RETURNING ${COLUMNS}`;

type TakenChange = ContactChange & { readonly id: number };

/** Takes up to `limit` changes out of the log; they are back when the transaction fails. */
export async function takeOldest(tx: Tx, shard: number, limit: number): Promise<TakenChange[]> {
  return inOrder(await tx.query<TakenChange>(TAKE, [shard, limit]));
}

/** Takes these changes, as far as they are still there. */
export async function takeThese(tx: Tx, ids: readonly number[]): Promise<TakenChange[]> {
  return inOrder(await tx.query<TakenChange>(TAKE_OF_CONTACTS, [ids]));
}

function inOrder(changes: TakenChange[]): TakenChange[] {
  return changes.sort((a, b) => a.id - b.id);
}
