import { readFile } from 'node:fs/promises';
import { runCommand } from './run-command.js';

/** Position of `starttime` (clock ticks since boot) among the fields after the name in /proc/<pid>/stat, see proc(5). */
const START_TIME_FIELD = 19;

/** True when a process of this number runs; one that we may not signal counts. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When the process began, in a form that is only good for comparing; '' when nobody can tell. */
export async function processBirth(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8').catch(() => undefined);
  if (stat !== undefined) {
    // The name may contain spaces and brackets, so fields are counted from its end. A zombie counts as ended.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
    return fields[0] === 'Z' ? '' : `${fields[START_TIME_FIELD] ?? ''} ${boot.trim()}`;
  }
  return (await runCommand('ps', ['-o', 'lstart=', '-p', String(pid)])).output.trim();
}

export async function isSameProcess(pid: number, birth: string): Promise<boolean> {
  return isAlive(pid) && (await processBirth(pid)) === birth;
}
