import { type Database, isCanceled, type Tx } from '#libs/db';
import { DomainError } from '#libs/kernel';

/** No statement may hold its locks for longer. */
const BOUND = `SET LOCAL statement_timeout = '5s'`;

/** Carries the result out of a transaction that must not be committed. */
class RolledBack<T> extends Error {
  constructor(readonly result: T) {
    super('rolled back');
  }
}

/** Does work that must leave no trace, and resolves with what it found. Throws `automation.simulation_slow`. */
export async function rollBack<T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await db.transaction(async (tx): Promise<never> => {
      await tx.execute(BOUND);
      throw new RolledBack(await work(tx));
    });
  } catch (error) {
    if (error instanceof RolledBack) return error.result as T;
    if (isCanceled(error)) throw new DomainError('automation.simulation_slow');
    throw error;
  }
}
