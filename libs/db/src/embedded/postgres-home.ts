import { createHash } from 'node:crypto';
import { chmod, mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { isFolderHeld } from './instance-lock.js';
import { completeBinaries, copyBinaries, locatePackagedBinaries, type PostgresBinaries } from './postgres-binaries.js';
import { stopPostmaster } from './postmaster.js';
import { findLeftover } from './postmaster-file.js';
import { findPostgresUser, type PostgresUser } from './postgres-user.js';
import { runCommand } from './run-command.js';

/** Where one embedded server lives and whom it runs as. */
export interface PostgresHome {
  readonly dir: string;
  readonly binaries: PostgresBinaries;
  readonly user: PostgresUser | undefined;
}

/** For root only: where a cluster goes when the server's account can't get into the data folder. */
const SYSTEM_DIR = '/var/lib/tidings';

const NOT_WRITABLE = ['EACCES', 'EPERM', 'EROFS'];

/**
 * Finds a folder and binaries that the server's account can use. Below `<dataDir>/postgres` when it can; as root with
 * a folder that this account cannot enter (a checkout under /root, say), in a folder below /var/lib/tidings that is
 * derived from the path of `dataDir`, and `log` says so.
 */
export async function preparePostgresHome(dataDir: string, log: (line: string) => void): Promise<PostgresHome> {
  const wanted = join(resolve(dataDir), 'postgres');
  await makeFolder(wanted);
  const user = await findPostgresUser(join(wanted, 'data'));
  const dir = (await canUse(user, '[ -x "$1" ]', wanted)) ? wanted : await moveOut(wanted, log);
  return { dir, user, binaries: await usableBinaries(dir, user) };
}

/** The folder of {@link SYSTEM_DIR} that stands for this one. */
export function systemFolderFor(wanted: string): string {
  const name = basename(dirname(dirname(wanted))).replace(/[^A-Za-z0-9-]+/g, '-') || 'tidings';
  return join(SYSTEM_DIR, `${name}-${createHash('sha256').update(wanted).digest('hex').slice(0, 12)}`);
}

async function moveOut(wanted: string, log: (line: string) => void): Promise<string> {
  const dir = systemFolderFor(wanted);
  const note = join(wanted, 'moved-to.txt');
  const known = await stat(note).then(
    () => true,
    () => false,
  );
  // Whoever deletes the data folder wants to begin anew, and must not meet the old data; nothing is deleted, though.
  if (!known) await putAside(dir, log);
  await makeFolder(dir);
  await writeFile(note, `${dir}\n`);
  log(`PostgreSQL's account cannot enter ${wanted}; the database is kept in ${dir} instead.`);
  return dir;
}

async function putAside(dir: string, log: (line: string) => void): Promise<void> {
  if (await isFolderHeld(dir)) return; // its holder will be named when we ask for the lock
  const leftover = await findLeftover(join(dir, 'data'));
  if (leftover !== undefined) await stopPostmaster(leftover);
  const aside = `${dir}.before-${new Date().toISOString().replace(/[:.]/g, '-')}`;
  const moved = await rename(dir, aside).then(
    () => true,
    () => false, // there was none
  );
  if (moved) log(`The database of an earlier data folder of this path is now in ${aside}.`);
}

async function usableBinaries(dir: string, user: PostgresUser | undefined): Promise<PostgresBinaries> {
  const packaged = locatePackagedBinaries();
  try {
    await completeBinaries(packaged);
  } catch (error) {
    if (!NOT_WRITABLE.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return copyBinaries(packaged, dir);
  }
  return (await canUse(user, '[ -x "$1" ]', packaged.postgres)) ? packaged : copyBinaries(packaged, dir);
}

/** Asks as that account, because modes alone do not tell (ACLs, mount options). */
async function canUse(user: PostgresUser | undefined, test: string, path: string): Promise<boolean> {
  if (!user) return true;
  return (await runCommand('/bin/sh', ['-c', test, 'sh', path], { as: user })).code === 0;
}

async function makeFolder(dir: string): Promise<void> {
  try {
    const made = await mkdir(dir, { recursive: true });
    // The umask may have closed the folder that we made to the server's account.
    if (made) await chmod(dir, 0o755);
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `The data folder ${dir} cannot be made (${(cause as Error).message}). ` +
        'Set TIDINGS_DATA_DIR to a folder that you may write to.',
      { cause },
    );
  }
}
