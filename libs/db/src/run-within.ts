import type { Database, Tx } from './database.js';
import { joinBySets } from './join-by-sets.js';
import { isCanceled } from './sql-state.js';

const LIMIT = `SELECT set_config('statement_timeout', $1, true), pg_backend_pid() AS pid`;
const CANCEL = 'SELECT pg_cancel_backend($1)';

interface Limits {
  /** For each statement. */
  readonly withinMs: number;
  /** The server stops working when this aborts. */
  readonly signal?: AbortSignal | undefined;
  /** See {@link joinBySets}. */
  readonly joinsBySets?: boolean;
}

/** Runs `work` in a transaction of its own; null when a statement took longer or when nobody wanted it any more. */
export async function runWithin<T>(
  db: Database,
  { withinMs, signal, joinsBySets = false }: Limits,
  work: (tx: Tx) => Promise<T>,
): Promise<T | null> {
  try {
    return await db.transaction(async (tx) => {
      if (joinsBySets) await joinBySets(tx);
      const [session] = await tx.query<{ pid: number }>(LIMIT, [String(withinMs)]);
      if (signal?.aborted) return null;
      let cancelling: Promise<unknown> = Promise.resolve();
      const cancel = (): void => {
        cancelling = db.query(CANCEL, [session?.pid]);
      };
      signal?.addEventListener('abort', cancel, { once: true });
      try {
        return await work(tx);
      } finally {
        signal?.removeEventListener('abort', cancel);
        // The connection is this statement's until the cancellation has been sent: it must not meet the next one.
        await cancelling;
      }
    });
  } catch (error) {
    if (isCanceled(error)) return null;
    throw error;
  }
}
