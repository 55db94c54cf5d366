import { EmbeddedPostgresError, checkServer, startEmbeddedPostgres } from '#libs/db';
import { type Config } from '#libs/kernel';
import { relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ConsoleOutput, LaunchError } from '../console-output.js';

/** The database of this run. `stop` ends what we have started, and nothing when the database is somebody else's. */
export interface LaunchedDatabase {
  readonly url: string;
  readonly embedded: boolean;
  stop(withinMs?: number): Promise<void>;
}

/** A database that is starting as well (compose, systemd) gets this long to answer. */
const WAIT_FOR_SERVER_MS = 60_000;
const RETRY_MS = 1_000;

/** Uses DATABASE_URL when it is set, else starts the embedded server. Throws {@link LaunchError}. */
export async function launchDatabase(config: Config, dataDir: string, out: ConsoleOutput): Promise<LaunchedDatabase> {
  const own = config.env.DATABASE_URL;
  if (!own) return startEmbedded(dataDir, out);
  await waitForServer(own, out);
  return { url: own, embedded: false, stop: () => Promise.resolve() };
}

async function startEmbedded(dataDir: string, out: ConsoleOutput): Promise<LaunchedDatabase> {
  try {
    const server = await startEmbeddedPostgres({
      dataDir,
      log: (line) => {
        out.say(`  ${line}`);
      },
    });
    out.say(`  Database: PostgreSQL on port ${new URL(server.url).port}, kept in ${shortPath(server.dir)}`);
    return { url: server.url, embedded: true, stop: (withinMs) => server.stop(withinMs) };
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw new LaunchError(error.message, { cause: error });
    throw error;
  }
}

function shortPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}

async function waitForServer(url: string, out: ConsoleOutput): Promise<void> {
  const deadline = performance.now() + WAIT_FOR_SERVER_MS;
  for (let attempt = 1; ; attempt++) {
    const check = await checkServer(url);
    if (check.problems.length === 0) return;
    if (check.reachable || performance.now() > deadline) throw new LaunchError(check.problems.join('\n'));
    if (attempt === 1) out.say(`  Waiting for the database: ${check.problems.join(' ')}`);
    await sleep(RETRY_MS);
  }
}
