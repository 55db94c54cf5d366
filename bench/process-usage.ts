import { readFile } from 'node:fs/promises';
import type { Database } from '#libs/db';

/** What a process has used so far. */
export interface ProcessUsage {
  readonly name: string;
  /** User and system time, in seconds. */
  readonly cpuS: number;
  /** Peak resident memory, in MB (10^6 bytes). */
  readonly peakMb: number;
}

/** Clock ticks per second in /proc; Linux has used 100 on every architecture for decades. */
const TICKS = 100;

interface ProcessStatus {
  readonly parent: number;
  readonly cpuS: number;
  /** Of children that have ended. */
  readonly childrenCpuS: number;
  readonly peakMb: number;
}

/** Reads /proc, so it must be called while the process lives. */
export async function readUsage(name: string, pid: number): Promise<ProcessUsage> {
  const { cpuS, peakMb } = await readStatus(pid);
  return { name, cpuS, peakMb };
}

async function readStatus(pid: number): Promise<ProcessStatus> {
  const [stat, status] = await Promise.all([
    readFile(`/proc/${String(pid)}/stat`, 'utf8'),
    readFile(`/proc/${String(pid)}/status`, 'utf8'),
  ]);
  // The second field is the program's name in brackets and may hold spaces: count from behind it.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const seconds = (at: number): number => ((fields[at] ?? 0) + (fields[at + 1] ?? 0)) / TICKS;
  const peakKib = Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  return { parent: fields[1] ?? 0, cpuS: seconds(11), childrenCpuS: seconds(13), peakMb: (peakKib * 1024) / 1e6 };
}

export const SERVER = 'postgres';

/** The database server, the bound's statements included: CPU of all its processes, memory of the largest. */
export async function readServerUsage(db: Database): Promise<ProcessUsage> {
  const rows = await db.query<{ pid: number }>('SELECT pid FROM pg_stat_activity');
  const found = await Promise.all(rows.map(({ pid }) => readStatus(pid).catch(ended)));
  const living = found.filter((status) => status !== null);
  const server = await readStatus(living[0]?.parent ?? 0);
  const cpuS = living.reduce((sum, status) => sum + status.cpuS, server.cpuS + server.childrenCpuS);
  return { name: SERVER, cpuS, peakMb: Math.max(...living.map(({ peakMb }) => peakMb)) };
}

/** Between the query and the look at it a process may have gone. */
function ended(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
  throw error;
}
