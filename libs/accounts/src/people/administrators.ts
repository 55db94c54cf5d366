import { DomainError } from '#libs/kernel';
import type { Tx } from '#libs/db';

// Two administrators who remove each other at the same moment would leave nobody: one after the other.
const LOCK = `SELECT pg_advisory_xact_lock(hashtext('users.administrators'))`;

const OTHERS = `
  SELECT count(*) AS others FROM users
  WHERE role = 'administrator' AND disabled_at IS NULL AND password_hash IS NOT NULL AND id <> $1`;

const IS_ONE = `SELECT 1 FROM users WHERE id = $1 AND role = 'administrator' AND disabled_at IS NULL`;

/** One administrator at a time may be made, changed or removed until the transaction ends. */
export async function lockAdministrators(tx: Tx): Promise<void> {
  await tx.query(LOCK);
}

/** Administrators who can sign in, without the one that is named. */
export async function countAdministrators(tx: Tx, without = 0): Promise<number> {
  const [row] = await tx.query<{ others: number }>(OTHERS, [without]);
  return row?.others ?? 0;
}

/** Throws `user.last_administrator` when nobody could administrate any more after this user stops doing so. */
export async function guardLastAdministrator(tx: Tx, id: number, stops: boolean): Promise<void> {
  if (!stops) return;
  await lockAdministrators(tx);
  const [administrator] = await tx.query(IS_ONE, [id]);
  if (administrator && (await countAdministrators(tx, id)) === 0) throw new DomainError('user.last_administrator');
}
