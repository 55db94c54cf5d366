import type { Queryable } from './database.js';

const JOIN_BY_SETS = 'SET LOCAL enable_nestloop = off';

/**
 * For the rest of the transaction the planner joins by hashing and merging only. For statements over everybody whose
 * parts it may take for tiny: a nested loop over two groups of 120,000 that it believed to be one row each did not end
 * within a minute, a hash join takes 0.2 s (measured with events of a name newer than the table's statistics). What a
 * loop would have saved, where a part is tiny indeed, is a scan of the contacts: 0.1 s per million.
 */
export async function joinBySets(tx: Queryable): Promise<void> {
  await tx.execute(JOIN_BY_SETS);
}
