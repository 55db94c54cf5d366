import { readFile, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from './process-identity.js';
import { runCommand } from './run-command.js';

/** What a running server says about itself in `postmaster.pid` (PostgreSQL: miscadmin.h, LOCK_FILE_LINE_*). */
export interface PostmasterFile {
  readonly pid: number;
  readonly ready: boolean;
}

const PID_LINE = 0;
const STATUS_LINE = 7;

const fileIn = (clusterDir: string): string => join(clusterDir, 'postmaster.pid');

export async function readPostmasterFile(clusterDir: string): Promise<PostmasterFile | undefined> {
  const text = await readFile(fileIn(clusterDir), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  const pid = Number(lines[PID_LINE]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, ready: lines[STATUS_LINE]?.trim() === 'ready' };
}

/**
 * The process number of a server that still runs on this cluster after its launcher was killed. A file that names some
 * other program (numbers are used again, quickly in containers) is removed: PostgreSQL would refuse to start over it.
 */
export async function findLeftover(clusterDir: string): Promise<number | undefined> {
  const file = await readPostmasterFile(clusterDir);
  if (!file || !isAlive(file.pid)) return undefined;
  if (await isPostmasterOf(file.pid, clusterDir)) return file.pid;
  await rm(fileIn(clusterDir), { force: true });
  return undefined;
}

/** The postmaster works in its cluster's folder; where /proc does not tell, its command line names the folder. */
async function isPostmasterOf(pid: number, clusterDir: string): Promise<boolean> {
  const cwd = await readlink(`/proc/${String(pid)}/cwd`).catch(() => undefined);
  if (cwd !== undefined) return cwd === (await realpath(clusterDir));
  const { output } = await runCommand('ps', ['-o', 'command=', '-p', String(pid)]);
  return output.includes(clusterDir);
}
