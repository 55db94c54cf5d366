import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { clusterDirOf } from './postgres-cluster.js';
import { type PostgresHome } from './postgres-home.js';
import { findLeftover, readPostmasterFile } from './postmaster-file.js';
import { isAlive } from './process-identity.js';
import { CLEAN_ENVIRONMENT } from './run-command.js';

const POLL_MS = 20;
/** After this long without an answer the person is told that the server is replaying its log. */
const SLOW_START_MS = 5_000;
/** A fast shutdown writes a checkpoint. What has not ended by then is ended without one and recovers at next start. */
const FAST_STOP_MS = 6_000;
const IMMEDIATE_STOP_MS = 1_000;
const MAX_LOG_BYTES = 16 * 1024 * 1024;

export interface Postmaster {
  readonly process: ChildProcess;
  /** Settles when the server has ended, for whatever reason. */
  readonly ended: Promise<void>;
}

const logFileOf = (home: PostgresHome): string => join(home.dir, 'postgres.log');

/**
 * Starts the server in a session of its own, so that Ctrl-C in the terminal does not reach it, and waits until it
 * takes connections. Throws {@link EmbeddedPostgresError} with the end of its log when it ends instead.
 */
export async function startPostmaster(
  home: PostgresHome,
  settings: Readonly<Record<string, string>>,
  log: (line: string) => void,
): Promise<Postmaster> {
  const logStart = await prepareLog(home);
  const output = await open(logFileOf(home), 'a', 0o600);
  const child = spawn(home.binaries.postgres, ['-D', clusterDirOf(home), ...asArguments(settings)], {
    cwd: clusterDirOf(home),
    env: CLEAN_ENVIRONMENT,
    detached: true,
    stdio: ['ignore', output.fd, output.fd],
    ...(home.user ? { uid: home.user.uid, gid: home.user.gid } : {}),
  });
  const ended = endOf(child);
  try {
    await untilReady(home, child, log);
  } catch (cause) {
    throw await startFailed(home, logStart, cause);
  } finally {
    await output.close();
  }
  return { process: child, ended };
}

/**
 * Ends a server by its process number, with PostgreSQL's shutdown modes from polite to none at all (manual, "Shutting
 * Down the Server"): fast for up to `fastMs`, then immediate, then by force.
 */
export async function stopPostmaster(pid: number, fastMs = FAST_STOP_MS): Promise<void> {
  const steps = [
    ['SIGINT', fastMs],
    ['SIGQUIT', IMMEDIATE_STOP_MS],
    ['SIGKILL', IMMEDIATE_STOP_MS],
  ] as const;
  for (const [signal, waitMs] of steps) {
    sendSignal(pid, signal);
    const deadline = performance.now() + waitMs;
    while (performance.now() < deadline) {
      if (!isAlive(pid)) return;
      await sleep(POLL_MS);
    }
  }
}

/** Ends the server that a killed launcher has left on this cluster, if there is one. */
export async function stopLeftover(home: PostgresHome, log: (line: string) => void): Promise<void> {
  const pid = await findLeftover(clusterDirOf(home));
  if (pid === undefined) return;
  log('A database server from an earlier run is still there; it is being restarted.');
  await stopPostmaster(pid);
}

function asArguments(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

function endOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => {
      resolve();
    });
    child.once('error', () => {
      resolve();
    });
  });
}

async function untilReady(home: PostgresHome, child: ChildProcess, log: (line: string) => void): Promise<void> {
  if (child.pid === undefined) await once(child, 'spawn'); // rejects with the reason why there is no process
  const started = performance.now();
  let told = false;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('the server ended');
    const file = await readPostmasterFile(clusterDirOf(home));
    if (file?.ready && file.pid === child.pid) return;
    if (!told && performance.now() - started > SLOW_START_MS) {
      told = true;
      log('The database is recovering from an unclean stop; this can take a while.');
    }
    await sleep(POLL_MS);
  }
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Returns where this run's lines begin. One file is enough: what matters is the last trouble, not the history. */
async function prepareLog(home: PostgresHome): Promise<number> {
  const size = await stat(logFileOf(home)).then(
    (found) => found.size,
    () => 0,
  );
  if (size <= MAX_LOG_BYTES) return size;
  await truncate(logFileOf(home));
  return 0;
}

async function startFailed(home: PostgresHome, logStart: number, cause: unknown): Promise<EmbeddedPostgresError> {
  const text = await readFile(logFileOf(home)).catch(() => Buffer.alloc(0));
  const lines = text.subarray(logStart).toString().trim();
  const why = lines || (cause as Error).message;
  const hint = /No space left/.test(why) ? 'The disk is full: make room and start again.' : '';
  return new EmbeddedPostgresError(`PostgreSQL did not start (log: ${logFileOf(home)}):\n${why}\n${hint}`.trim(), {
    cause,
  });
}
