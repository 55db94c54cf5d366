import type { Queryable, Tx } from '#libs/db';

// Waits for those who are about to leave the change out, and none after it does.
const WANT = `UPDATE change_readers SET wanted = true WHERE dimension = ANY($1::text[]) AND NOT wanted`;

/**
 * Has these dimensions logged from now on: some are not while nobody reads them, like the one change for each mail that
 * is sent. Call it in the transaction that saves a condition, before the contacts are judged by it.
 */
export async function wantChanges(tx: Queryable, reads: readonly string[]): Promise<void> {
  await tx.execute(WANT, [[...reads]]);
}

const IS_WANTED = `SELECT wanted FROM change_readers WHERE dimension = $1 AND NOT wanted FOR SHARE`;

/**
 * Whether anybody reads the dimension. "No" holds until the transaction ends: whoever begins to read it meanwhile waits,
 * and finds what this transaction has written.
 */
export async function isWanted(tx: Tx, dimension: string): Promise<boolean> {
  return (await tx.query(IS_WANTED, [dimension])).length === 0;
}

/**
 * The same as a part of a statement: `unread` has a row when nobody reads the dimension, which then holds until the
 * statement is committed.
 */
export function unreadChanges(dimension: string): string {
  return `unread AS MATERIALIZED (
    SELECT dimension FROM change_readers WHERE dimension = '${dimension}' AND NOT wanted FOR SHARE)`;
}
