import { isUniqueViolation, sqlState, type Database, type Tx } from '#libs/db';

const MAX_ATTEMPTS = 10;
const FOREIGN_KEY_VIOLATION = '23503';

/**
 * Runs a transaction that makes contacts. When somebody else makes one of them at the same moment, the unique key lets
 * one win and the other runs again, and then finds the contact. So does one whose contact is merged or removed between
 * its being found and its getting an identity.
 */
export async function retryOnTaken<T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction(work);
    } catch (error) {
      const moved = isUniqueViolation(error, 'contact_identities_pkey') || sqlState(error) === FOREIGN_KEY_VIOLATION;
      if (attempt >= MAX_ATTEMPTS || !moved) throw error;
    }
  }
}
