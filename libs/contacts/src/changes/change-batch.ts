import type { Tx } from '#libs/db';
import { chainReader } from './cause-chain.js';
import type { ContactChange } from './contact-change.js';

const COLUMNS = `contact_changes.id, contact_changes.contact_id AS "contactId", dimension, old, new, ref, quiet, at,
  request_id AS "requestId", led_by::text AS "ledBy"`;

// The oldest of each shard. Ids do not commit in order, so nothing remembers where it was: what is there is work.
const TAKE = `
  DELETE FROM contact_changes USING (
    SELECT oldest.id FROM unnest($1::smallint[]) AS leased (shard) CROSS JOIN LATERAL
      (SELECT id FROM contact_changes WHERE contact_changes.shard = leased.shard ORDER BY id LIMIT $2) oldest) taken
  WHERE contact_changes.id = taken.id RETURNING ${COLUMNS}`;

const TAKE_OF_CONTACTS = `
  DELETE FROM contact_changes WHERE id = ANY ($1::bigint[]) RETURNING ${COLUMNS}`;

type TakenChange = ContactChange & { readonly id: number };
type TakenRow = Omit<TakenChange, 'ledBy'> & { readonly ledBy: string | null };

/** Takes up to `limit` changes of each shard out of the log; they are back when the transaction fails. */
export async function takeOldest(tx: Tx, shards: readonly number[], limit: number): Promise<TakenChange[]> {
  return inOrder(await tx.query<TakenRow>(TAKE, [shards, limit]));
}

/** Takes these changes, as far as they are still there. */
export async function takeThese(tx: Tx, ids: readonly number[]): Promise<TakenChange[]> {
  return inOrder(await tx.query<TakenRow>(TAKE_OF_CONTACTS, [ids]));
}

function inOrder(rows: TakenRow[]): TakenChange[] {
  const readChain = chainReader();
  return rows.map((row) => ({ ...row, ledBy: readChain(row.ledBy) })).sort((a, b) => a.id - b.id);
}
