import { isUniqueViolation, type Database, type Tx } from '#libs/db';

const MAX_ATTEMPTS = 10;

/**
 * Runs a transaction that makes contacts. When somebody else makes one of them at the same moment, the unique key lets
 * one win and the other runs again, and then finds the contact.
 */
export async function retryOnTaken<T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction(work);
    } catch (error) {
      if (attempt >= MAX_ATTEMPTS || !isUniqueViolation(error, 'contact_identities_pkey')) throw error;
    }
  }
}
