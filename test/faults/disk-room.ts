import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '#libs/db';
import { describe } from '@jest/globals';
import pg from 'pg';

type Suite = (name: string, body: () => void) => void;

/** A `describe` for tests that need a disk that may run full: only who may mount one has it. */
export const needsSmallDisk: Suite = (name, body) => {
  const reason = obstacle();
  if (reason === undefined) describe(name, body);
  else describe.skip(`${name} [skipped: ${reason}]`, body);
};

function obstacle(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'tidings-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
  if (mounted.status === 0) execFileSync('umount', [folder]);
  rmSync(folder, { recursive: true });
  return mounted.status === 0 ? undefined : 'a small disk can not be mounted here: only root may';
}

/** A disk of its own for the data of one database, which can be filled and emptied. */
export class SmallDisk {
  private readonly folder = mkdtempSync(join(tmpdir(), 'tidings-disk-'));
  private readonly space = `small_${String(process.pid)}_${String(Date.now())}`;

  /** Moves the database there. Whoever is connected to it is cut off. */
  static async under(database: { db: Database; databaseUrl: string }, megabytes: number): Promise<SmallDisk> {
    const disk = new SmallDisk();
    const size = `size=${String(megabytes)}m`;
    execFileSync('mount', ['-t', 'tmpfs', '-o', size, 'tmpfs', disk.folder]);
    const [row] = await database.db.query<{ folder: string }>(
      `SELECT setting AS folder FROM pg_settings WHERE name = 'data_directory'`,
    );
    const { uid, gid } = statSync(row!.folder);
    chownSync(disk.folder, uid, gid);
    const name = new URL(database.databaseUrl).pathname.slice(1);
    await onServer(database.databaseUrl, [
      `CREATE TABLESPACE ${disk.space} LOCATION '${disk.folder}'`,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`,
      `ALTER DATABASE ${name} SET TABLESPACE ${disk.space}`,
    ]);
    await answering(database.db);
    return disk;
  }

  /** Leaves not one page. */
  fill(): void {
    const file = openSync(this.ballast, 'a');
    try {
      for (const size of [65_536, 4096, 1]) while (write(file, size));
    } finally {
      closeSync(file);
    }
  }

  empty(): void {
    rmSync(this.ballast, { force: true });
  }

  /** When the database is gone. */
  async remove(url: string): Promise<void> {
    await onServer(url, [`DROP TABLESPACE ${this.space}`]);
    execFileSync('umount', [this.folder]);
    rmSync(this.folder, { recursive: true });
  }

  private get ballast(): string {
    return join(this.folder, 'ballast');
  }
}

function write(file: number, size: number): boolean {
  try {
    return writeSync(file, Buffer.alloc(size, 1)) === size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
    throw error;
  }
}

/** Statements that no transaction may hold, from outside the database. */
async function onServer(url: string, statements: readonly string[]): Promise<void> {
  const server = new URL(url);
  server.pathname = '/postgres';
  const client = new pg.Client({ connectionString: server.href });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Connections of a pool that were cut off fail once. */
async function answering(db: Database): Promise<void> {
  for (let tries = 0; tries < 20; tries += 1) {
    try {
      await db.query('SELECT 1');
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  await db.query('SELECT 1');
}
