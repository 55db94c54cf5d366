import { readdir, readFile, readlink, realpath } from 'node:fs/promises';

/**
 * Ends what a killed server has left behind. A child that waits for a lock of another child, killed with it, does not
 * notice that the server is gone: it waits for ever, and PostgreSQL refuses to start beside it ("pre-existing shared
 * memory block is still in use"). Only for a cluster without a running server. Where there is no /proc, it does nothing.
 */
export async function endOrphans(clusterDir: string): Promise<void> {
  const dir = await realpath(clusterDir);
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) if (await isChildIn(pid, dir)) killIfThere(Number(pid));
}

/** They work in their cluster's folder and are called `postgres: tidings: …`; the server itself goes by its path. */
async function isChildIn(pid: string, dir: string): Promise<boolean> {
  const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  if (cwd !== dir) return false;
  const title = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return title.startsWith('postgres: ');
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
