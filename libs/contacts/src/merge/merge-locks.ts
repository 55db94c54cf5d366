import type { Tx } from '#libs/db';
import { CHANGE_SHARDS } from '../changes/append-changes.js';
import type { ContactOwner } from '../ports/contact-owner.port.js';

// Routers, erasures and other merges of these contacts take their turns by the leases of the two shards.
const LEASES = `
  SELECT FROM change_shards WHERE shard IN (SELECT mod(id, ${String(CHANGE_SHARDS)}) FROM unnest($1::bigint[]) id)
  ORDER BY shard FOR UPDATE`;

const CONTACTS = `SELECT id FROM contacts WHERE id = ANY ($1::bigint[]) ORDER BY id FOR UPDATE`;

/**
 * Locks contacts for a merge: leases, then what the libs' own work locks before contacts, then the contacts. Everybody
 * else takes them in this order, too, so that crossing merges, imports and runs wait for each other instead of
 * deadlocking. Resolves with those that exist.
 */
export async function lockForMerge(
  tx: Tx,
  ids: readonly number[],
  owners: readonly ContactOwner[],
): Promise<ReadonlySet<number>> {
  await tx.query(LEASES, [ids]);
  for (const owner of owners) await owner.hold?.(tx, ids);
  const found = await tx.query<{ id: number }>(CONTACTS, [ids]);
  return new Set(found.map(({ id }) => id));
}
