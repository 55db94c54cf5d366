import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { isSameProcess, processBirth } from './process-identity.js';

/** Who holds a data folder. `birth` tells a process from a later one with the same number. */
interface Holder {
  readonly pid: number;
  readonly birth: string;
}

export interface InstanceLock {
  release(): Promise<void>;
}

/**
 * Claims a folder for this process; a claim whose process has ended (`kill -9`, power cut) is taken over.
 * Throws {@link EmbeddedPostgresError} when another running process has it.
 */
export async function lockFolder(dir: string): Promise<InstanceLock> {
  const path = join(dir, 'instance.lock');
  const mine = JSON.stringify({ pid: process.pid, birth: await processBirth(process.pid) } satisfies Holder);
  const draft = `${path}.${String(process.pid)}`;
  await writeFile(draft, mine, { mode: 0o644 });
  try {
    await claim(path, draft, dir);
  } finally {
    await rm(draft, { force: true });
  }
  return { release: () => releaseIfMine(path, mine) };
}

/** True while a running process holds this folder. */
export async function isFolderHeld(dir: string): Promise<boolean> {
  const holder = parseHolder(await readFile(join(dir, 'instance.lock'), 'utf8').catch(() => ''));
  return holder !== undefined && (await isSameProcess(holder.pid, holder.birth));
}

/** A hard link either appears with its whole content or fails: two processes cannot both succeed. */
async function claim(path: string, draft: string, dir: string): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const error = await link(draft, path).then(
      () => undefined,
      (cause: unknown) => cause as NodeJS.ErrnoException,
    );
    if (!error) return;
    if (error.code !== 'EEXIST') throw error;
    await refuseOrRemove(path, `${draft}.stale`, dir);
  }
  throw new EmbeddedPostgresError(`${path} changes all the time: is another Tidings starting in ${dir}?`);
}

async function refuseOrRemove(path: string, aside: string, dir: string): Promise<void> {
  const seen = await readFile(path, 'utf8').catch(() => undefined);
  if (seen === undefined) return;
  const holder = parseHolder(seen);
  if (holder && (await isSameProcess(holder.pid, holder.birth))) throw inUse(dir, holder.pid);
  // Moved aside first: if someone else has taken over meanwhile, their claim is put back instead of being deleted.
  await rename(path, aside).catch(() => undefined);
  const moved = await readFile(aside, 'utf8').catch(() => undefined);
  if (moved !== undefined && moved !== seen) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

function parseHolder(text: string): Holder | undefined {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return undefined; // Cut off by a full disk or a power cut: nobody who runs wrote it.
  }
}

function inUse(dir: string, pid: number): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `Another Tidings (process ${String(pid)}) is running on ${dir}. Stop it first, ` +
      'or start this one with another TIDINGS_DATA_DIR and PORT.',
    { code: 'in_use' },
  );
}

async function releaseIfMine(path: string, mine: string): Promise<void> {
  const held = await readFile(path, 'utf8').catch(() => undefined);
  if (held === mine) await rm(path, { force: true });
}
