import { readConnection, urlOf } from './connection-file.js';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { preparePostgresHome } from './postgres-home.js';
import { DATABASE, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './start-embedded-postgres.js';

/** A connection to the embedded database, whoever runs it. */
export interface UsedPostgres {
  readonly url: string;
  /** Ends the server if it was started for this use alone. */
  stop(): Promise<void>;
}

/** For a command beside a running `npm start`: uses the server that runs, or starts it for as long as it is needed. */
export async function useEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<UsedPostgres> {
  try {
    return await startEmbeddedPostgres(options);
  } catch (error) {
    if (!(error instanceof EmbeddedPostgresError) || error.code !== 'in_use') throw error;
    const home = await preparePostgresHome(options.dataDir, () => undefined);
    return { url: urlOf(await readConnection(home), DATABASE), stop: () => Promise.resolve() };
  }
}
