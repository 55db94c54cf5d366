import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { createDataSource } from './data-source.js';
import { Database, type Tx } from './database.js';
import { isConnectionError } from './sql-state.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
}, 60_000);
afterAll(() => database.drop());

/** Ends the transaction's session from outside and lets the process hear of it. */
async function cut(tx: Tx): Promise<void> {
  const [session] = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  await database.db.query('SELECT pg_terminate_backend($1)', [session?.pid]);
  await pause(100);
}

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'it went well',
    (error: unknown) => error,
  );

describe('a connection that is lost in the middle of a transaction', () => {
  it.each<[string, (tx: Tx) => Promise<unknown>]>([
    ['the next statement', (tx) => tx.query('SELECT 1')],
    ['the next use of an entity', (tx) => tx.manager.query('SELECT 1')],
  ])('is known as such by %s', async (_, next) => {
    const error = await failureOf(
      database.db.transaction(async (tx) => {
        await cut(tx);
        await next(tx);
      }),
    );
    expect(isConnectionError(error)).toBe(true);
  });

  it('is known as such when nothing but the commit was left to do', async () => {
    const error = await failureOf(database.db.transaction(cut));
    expect(isConnectionError(error)).toBe(true);
  });

  it('does not hide what the work itself has failed with', async () => {
    const own = new Error('This step does not work');
    const error = await failureOf(
      database.db.transaction(async (tx) => {
        await cut(tx);
        throw own;
      }),
    );
    expect(error).toBe(own);
  });
});

describe('a transaction that rests for too long', () => {
  it('is ended by the server, its locks are free, and it is known as lost', async () => {
    const { db, url } = database;
    await db.execute('CREATE TABLE things AS SELECT 1 AS id');
    const source = await createDataSource({ url, idleTransactionMs: 200 }).initialize();
    const resting = new Database(source).transaction(async (tx) => {
      await tx.query('SELECT FROM things FOR UPDATE');
      await pause(600);
      await tx.query('SELECT 1');
    });
    const failure = failureOf(resting);
    await pause(50);
    expect(await db.query('SELECT FROM things FOR UPDATE SKIP LOCKED')).toHaveLength(0);
    await pause(400);
    expect(await db.query('SELECT FROM things FOR UPDATE SKIP LOCKED')).toHaveLength(1);
    expect(isConnectionError(await failure)).toBe(true);
    await source.destroy();
  });
});
