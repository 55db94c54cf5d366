import { setTimeout as sleep } from 'node:timers/promises';
import { checkServer } from '../check-server.js';
import { findConnection, urlOf } from './connection-file.js';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { preparePostgresHome } from './postgres-home.js';
import { DATABASE, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './start-embedded-postgres.js';

/** A connection to the embedded database, whoever runs it. */
export interface UsedPostgres {
  readonly url: string;
  /** Ends the server if it was started for this use alone. */
  stop(): Promise<void>;
}

/** The process that holds the folder may itself be starting. */
const WAIT_FOR_OTHER_MS = 60_000;
const RETRY_MS = 250;

/** For a command beside a running `npm start`: uses the server that runs, or starts it for as long as it is needed. */
export async function useEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<UsedPostgres> {
  const deadline = performance.now() + WAIT_FOR_OTHER_MS;
  for (;;) {
    try {
      return await startEmbeddedPostgres(options);
    } catch (error) {
      if (!(error instanceof EmbeddedPostgresError) || error.code !== 'in_use') throw error;
      const url = await urlOfRunning(options.dataDir);
      if (url) return { url, stop: () => Promise.resolve() };
      if (performance.now() > deadline) throw error;
    }
    await sleep(RETRY_MS);
  }
}

async function urlOfRunning(dataDir: string): Promise<string | undefined> {
  const home = await preparePostgresHome(dataDir, () => undefined);
  const connection = await findConnection(home);
  if (connection?.port === undefined) return undefined;
  const url = urlOf(connection, DATABASE);
  return (await checkServer(url)).reachable ? url : undefined;
}
