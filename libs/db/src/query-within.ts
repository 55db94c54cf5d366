import type { QueryResultRow } from 'pg';
import type { Database } from './database.js';
import { joinBySets } from './join-by-sets.js';
import { sqlState } from './sql-state.js';

const QUERY_CANCELED = '57014';

const LIMIT = `SELECT set_config('statement_timeout', $1, true), pg_backend_pid() AS pid`;
const CANCEL = 'SELECT pg_cancel_backend($1)';

interface Limits {
  readonly withinMs: number;
  /** The server stops working on the statement when this aborts. */
  readonly signal?: AbortSignal | undefined;
  /** See {@link joinBySets}. */
  readonly joinsBySets?: boolean;
}

/** Runs one statement in a transaction of its own; null when it took longer or when nobody wanted it any more. */
export async function queryWithin<Row extends QueryResultRow>(
  db: Database,
  sql: string,
  params: readonly unknown[],
  { withinMs, signal, joinsBySets = false }: Limits,
): Promise<Row[] | null> {
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
        return await tx.query<Row>(sql, params);
      } finally {
        signal?.removeEventListener('abort', cancel);
        // The connection is this statement's until the cancellation has been sent: it must not meet the next one.
        await cancelling;
      }
    });
  } catch (error) {
    if (sqlState(error) === QUERY_CANCELED) return null;
    throw error;
  }
}
