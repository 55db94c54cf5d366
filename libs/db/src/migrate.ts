import { MIGRATIONS } from '#migrations';
import { withSessionOptions } from '#libs/kernel';
import type { PoolClient } from 'pg';
import pg from 'pg';
import type { Migration } from './migration.js';

/** Any number: it names the lock under which one process at a time migrates. */
const MIGRATION_LOCK = 715_301;

const LEDGER = `
  CREATE TABLE IF NOT EXISTS migrations (
    name       text PRIMARY KEY,
    applied_at timestamptz NOT NULL DEFAULT now()
  )`;

interface MigrateOptions {
  readonly onProgress?: (name: string, done: number, total: number) => void;
  readonly migrations?: readonly Migration[];
}

/** Brings a database to the newest schema; several processes may call it at once. Resolves with the applied names. */
export async function migrate(url: string, options: MigrateOptions = {}): Promise<string[]> {
  const migrations = options.migrations ?? MIGRATIONS;
  return withMigrationLock(url, async (client) => {
    const applied = await readApplied(client);
    const pending = migrations.filter((migration) => !applied.has(migration.name));
    for (const [index, migration] of pending.entries()) {
      options.onProgress?.(migration.name, index + 1, pending.length);
      await step(client, migration.up, 'INSERT INTO migrations (name) VALUES ($1)', migration.name);
    }
    return pending.map((migration) => migration.name);
  });
}

/** Names of the migrations that {@link migrate} would apply. Changes nothing, also in a database without tables. */
export async function pendingMigrations(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ ledger: string | null }>("SELECT to_regclass('migrations') AS ledger");
    const applied = rows[0]?.ledger ? await readApplied(client) : new Set<string>();
    return MIGRATIONS.filter(({ name }) => !applied.has(name)).map(({ name }) => name);
  } finally {
    await client.end();
  }
}

/** Undoes the newest `steps` migrations (all unless asked otherwise). For tests and for a way back by hand. */
export async function migrateDown(url: string, steps = Number.POSITIVE_INFINITY): Promise<string[]> {
  return withMigrationLock(url, async (client) => {
    const applied = await readApplied(client);
    const undone = MIGRATIONS.filter((migration) => applied.has(migration.name))
      .reverse()
      .slice(0, steps);
    for (const migration of undone) {
      await step(client, migration.down, 'DELETE FROM migrations WHERE name = $1', migration.name);
    }
    return undone.map((migration) => migration.name);
  });
}

async function withMigrationLock<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: withSessionOptions(url, '-c timezone=UTC') });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query(LEDGER);
    return await work(client);
  } finally {
    await client.end();
  }
}

async function readApplied(client: pg.Client): Promise<Set<string>> {
  const { rows } = await client.query<{ name: string }>('SELECT name FROM migrations');
  return new Set(rows.map((row) => row.name));
}

async function step(client: pg.Client | PoolClient, sql: string, note: string, name: string): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(sql);
    await client.query(note, [name]);
    await client.query('COMMIT');
  } catch (cause) {
    await client.query('ROLLBACK');
    throw new Error(`Migration ${name} failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
