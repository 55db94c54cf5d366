import { readFile } from 'node:fs/promises';

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

/** Reads /proc, so it must be called while the process lives. */
export async function readUsage(name: string, pid: number): Promise<ProcessUsage> {
  const [stat, status] = await Promise.all([
    readFile(`/proc/${String(pid)}/stat`, 'utf8'),
    readFile(`/proc/${String(pid)}/status`, 'utf8'),
  ]);
  // The second field is the program's name in brackets and may hold spaces: count from behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const cpuS = (Number(fields[11]) + Number(fields[12])) / TICKS;
  const peakKib = Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  return { name, cpuS, peakMb: (peakKib * 1024) / 1e6 };
}
