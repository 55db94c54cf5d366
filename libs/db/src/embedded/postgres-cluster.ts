import { chmod, chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { type PostgresHome } from './postgres-home.js';
import { runCommand } from './run-command.js';

/** Superuser of the embedded cluster, and the name of its database. */
export const CLUSTER_USER = 'tidings';

/** Major version of the server in `embedded-postgres`; a cluster of another one cannot be opened. */
const MAJOR_VERSION = '18';

/** The byte order of C.UTF-8 is the same on every machine, so indexes survive a move; und-x-icu is there as well. */
const INITDB_ARGS = [
  `--username=${CLUSTER_USER}`,
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--auth=scram-sha-256',
  '--no-instructions',
];

export function clusterDirOf(home: PostgresHome): string {
  return join(home.dir, 'data');
}

/** Makes the cluster when there is none. It appears under its name only when complete, so a kill leaves no half. */
export async function ensureCluster(home: PostgresHome, password: string, extraArgs: readonly string[]): Promise<void> {
  const dir = clusterDirOf(home);
  const version = await readFile(join(dir, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version === undefined) return create(home, password, extraArgs);
  if (version.trim() !== MAJOR_VERSION) {
    throw new EmbeddedPostgresError(
      `The database in ${dir} was made by PostgreSQL ${version.trim()}, this is ${MAJOR_VERSION}. ` +
        'Move it with pg_dump and pg_restore, or set TIDINGS_DATA_DIR to an empty folder.',
    );
  }
}

/** True when the cluster is there already, so that its password must be known. */
export async function clusterExists(home: PostgresHome): Promise<boolean> {
  return stat(join(clusterDirOf(home), 'PG_VERSION')).then(
    () => true,
    () => false,
  );
}

async function create(home: PostgresHome, password: string, extraArgs: readonly string[]): Promise<void> {
  const partial = join(home.dir, 'data.partial');
  const passwordFile = join(home.dir, 'initdb.password');
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  await giveTo(home, partial, passwordFile);
  const args = [`--pgdata=${partial}`, `--pwfile=${passwordFile}`, ...INITDB_ARGS, ...extraArgs];
  const { code, output } = await runCommand(home.binaries.initdb, args, { as: home.user });
  await rm(passwordFile, { force: true });
  if (code !== 0) throw initdbFailed(home, output);
  await rename(partial, clusterDirOf(home));
}

async function giveTo({ user }: PostgresHome, ...paths: string[]): Promise<void> {
  for (const path of paths) {
    if (user) await chown(path, user.uid, user.gid);
    else await chmod(path, 0o700);
  }
}

function initdbFailed(home: PostgresHome, output: string): EmbeddedPostgresError {
  const hint = /No space left/.test(output)
    ? 'The disk is full: make room (about 100 MB) and start again.'
    : 'Look at the lines above, or set DATABASE_URL to a PostgreSQL server of your own.';
  return new EmbeddedPostgresError(`The database could not be made in ${home.dir}:\n${output.trim()}\n${hint}`);
}
