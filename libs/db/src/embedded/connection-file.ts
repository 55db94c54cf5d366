import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { clusterExists, CLUSTER_USER } from './postgres-cluster.js';
import { type PostgresHome } from './postgres-home.js';

/** What must be remembered between runs: the superuser's password, and the port so that it stays the same. */
export interface ConnectionFile {
  readonly password: string;
  readonly port?: number | undefined;
}

const fileOf = (home: PostgresHome): string => join(home.dir, 'connection.json');

/** What is remembered; undefined when nothing is, or it can't be read. */
export async function findConnection(home: PostgresHome): Promise<ConnectionFile | undefined> {
  const text = await readFile(fileOf(home), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as ConnectionFile);
}

/** What is remembered, or a beginning when there is no cluster yet. Only for the process that holds the folder. */
export async function readConnection(home: PostgresHome): Promise<ConnectionFile> {
  const found = await findConnection(home);
  if (found) return found;
  if (await clusterExists(home)) {
    throw new EmbeddedPostgresError(
      `${fileOf(home)} is missing or unreadable, and with it the password of the database. ` +
        'Start as the user who made it, or bring the file back from a backup.',
    );
  }
  const made = { password: randomBytes(24).toString('base64url') };
  await writeConnection(home, made);
  return made;
}

/** Replaces the file in one step; readable by its owner only. */
export async function writeConnection(home: PostgresHome, connection: ConnectionFile): Promise<void> {
  const partial = `${fileOf(home)}.partial`;
  await writeFile(partial, `${JSON.stringify(connection)}\n`, { mode: 0o600 });
  await rename(partial, fileOf(home));
}

export function urlOf({ password, port }: ConnectionFile, database: string): string {
  return `postgres://${CLUSTER_USER}:${password}@127.0.0.1:${String(port)}/${database}`;
}
