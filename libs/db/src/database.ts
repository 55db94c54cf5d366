import { Inject, Injectable } from '@nestjs/common';
import { AsyncResource } from 'node:async_hooks';
import type { Pool, PoolClient, QueryResultRow } from 'pg';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import { copyRows, type CopyTarget } from './copy.js';
import { toQuery, type Sql } from './prepared.js';
import { isConnectionError, RETRYABLE_STATES, sqlState } from './sql-state.js';

/** What runs statements: the pool itself, or one transaction. */
export interface Queryable {
  /** Runs one statement and returns its rows. Values go through `params` only. */
  query<Row extends QueryResultRow = QueryResultRow>(sql: Sql, params?: readonly unknown[]): Promise<Row[]>;
  /** Runs one statement and returns how many rows it touched. */
  execute(sql: Sql, params?: readonly unknown[]): Promise<number>;
}

/** One open transaction. It ends with the function that received it; do not keep it. */
export interface Tx extends Queryable {
  /** TypeORM inside this transaction, for everyday reads and writes of entities. */
  readonly manager: EntityManager;
  /** Streams rows by COPY; resolves with their number. */
  copy(target: CopyTarget, rows: AsyncIterable<readonly unknown[]> | Iterable<readonly unknown[]>): Promise<number>;
  /**
   * Runs once the transaction has committed, never when it rolled back: the place for signals. What led to the caller
   * (the request, the rows at work) has led to it too.
   */
  afterCommit(action: () => void): void;
}

interface TransactionOptions {
  readonly isolation?: 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE';
  /** How often a deadlock or a serialization failure is tried again; 3 unless asked otherwise. */
  readonly attempts?: number;
}

/** The one door to PostgreSQL: raw statements and TypeORM share one pool and one transaction. */
@Injectable()
export class Database implements Queryable {
  constructor(@Inject(DataSource) readonly dataSource: DataSource) {}

  /** The pool under TypeORM, whose types say `any`: node-postgres' Pool. */
  private get pool(): Pool {
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }

  async query<Row extends QueryResultRow = QueryResultRow>(sql: Sql, params: readonly unknown[] = []): Promise<Row[]> {
    return (await this.pool.query<Row>(toQuery(sql, params))).rows;
  }

  async execute(sql: Sql, params: readonly unknown[] = []): Promise<number> {
    return (await this.pool.query(toQuery(sql, params))).rowCount ?? 0;
  }

  /** Runs `work` in a transaction; a deadlock or serialization failure is tried again as a whole. */
  async transaction<T>(work: (tx: Tx) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    const attempts = options.attempts ?? 3;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.runOnce(work, options.isolation);
      } catch (error) {
        if (attempt >= attempts || !RETRYABLE_STATES.has(sqlState(error) ?? '')) throw error;
      }
    }
  }

  private async runOnce<T>(work: (tx: Tx) => Promise<T>, isolation: TransactionOptions['isolation']): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const client = (await runner.connect()) as PoolClient;
      await runner.startTransaction(isolation);
      const actions: (() => void)[] = [];
      const result = await work(openTx(client, runner.manager, actions));
      await runner.commitTransaction();
      actions.forEach((action) => {
        action();
      });
      return result;
    } catch (error) {
      await rollBack(runner);
      throw error;
    } finally {
      await runner.release();
    }
  }
}

/** A connection that can't roll back is gone, and the server has rolled back itself; the first error is thrown. */
async function rollBack(runner: QueryRunner): Promise<void> {
  if (runner.isReleased || !runner.isTransactionActive) return;
  try {
    await runner.rollbackTransaction();
  } catch (error) {
    if (!isConnectionError(error)) throw error;
  }
}

function openTx(client: PoolClient, manager: EntityManager, actions: (() => void)[]): Tx {
  return {
    manager,
    query: async <Row extends QueryResultRow>(sql: Sql, params: readonly unknown[] = []) =>
      (await client.query<Row>(toQuery(sql, params))).rows,
    execute: async (sql, params = []) => (await client.query(toQuery(sql, params))).rowCount ?? 0,
    copy: (target, rows) => copyRows(client, target, rows),
    afterCommit: (action) => {
      actions.push(AsyncResource.bind(action));
    },
  };
}
