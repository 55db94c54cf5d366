import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { readConnection, urlOf, writeConnection } from './connection-file.js';
import { embeddedSettings, THROWAWAY_SETTINGS } from './embedded-settings.js';
import { freePort } from './free-port.js';
import { lockFolder } from './instance-lock.js';
import { endOrphans } from './orphans.js';
import { clusterDirOf, ensureCluster } from './postgres-cluster.js';
import { type PostgresHome, preparePostgresHome } from './postgres-home.js';
import { type Postmaster, startPostmaster, stopLeftover, stopPostmaster } from './postmaster.js';

export interface EmbeddedPostgresOptions {
  /** Folder of this installation; the cluster goes into a folder below it, or to where `log` says. */
  readonly dataDir: string;
  /** Receives a sentence for the person at the console when something takes long or is out of the ordinary. */
  readonly log?: (line: string) => void;
  /** For tests: no safety against a crash of the machine, in exchange for speed. */
  readonly throwaway?: boolean;
}

export interface EmbeddedPostgres {
  /** Connection URL of the database `tidings`, as its superuser. Stays the same when the server is restarted. */
  readonly url: string;
  /** Where cluster, log and connection file are. */
  readonly dir: string;
  /** Process number of the server that runs now. */
  readonly pid: () => number | undefined;
  /** Ends the server and frees the folder. What has not ended politely after `withinMs` (6 s) is ended without mercy. */
  stop(withinMs?: number): Promise<void>;
}

/** The database in the embedded cluster. */
export const DATABASE = 'tidings';
const RESTART_AFTER_MS = 500;
/** Children of a killed server need a moment to let go of its shared memory; another program may take the port. */
const START_ATTEMPTS = 5;
/** Those who have not ended after that will not. */
const ATTEMPTS_OF_GRACE = 2;

/**
 * Starts a PostgreSQL server of the version that comes with Tidings, on a free loopback port that is remembered in the
 * folder. A server left over from a killed launcher is stopped first; one that ends by itself is started again.
 * Throws {@link EmbeddedPostgresError} when the folder is in use or the server cannot start.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined);
  const home = await preparePostgresHome(options.dataDir, log);
  const lock = await lockFolder(home.dir);
  try {
    const server = new EmbeddedServer(home, options.throwaway ?? false, log);
    await server.start();
    return {
      url: server.url,
      dir: home.dir,
      pid: () => server.pid,
      stop: async (withinMs) => {
        await server.stop(withinMs);
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

class EmbeddedServer {
  url = '';
  private port: number | undefined;
  private running: Postmaster | undefined;
  private restarting: Promise<void> | undefined;
  private readonly stopper = new AbortController();

  constructor(
    private readonly home: PostgresHome,
    private readonly throwaway: boolean,
    private readonly log: (line: string) => void,
  ) {}

  get pid(): number | undefined {
    return this.running?.process.pid;
  }

  async start(): Promise<void> {
    const connection = await readConnection(this.home);
    await ensureCluster(this.home, connection.password, this.throwaway ? ['--no-sync'] : []);
    await stopLeftover(this.home, this.log);
    this.port = connection.port;
    await this.launch();
    const remembered = { ...connection, port: this.port };
    if (this.port !== connection.port) await writeConnection(this.home, remembered);
    await createDatabase(urlOf(remembered, 'postgres'));
    this.url = urlOf(remembered, DATABASE);
  }

  async stop(withinMs?: number): Promise<void> {
    this.stopper.abort();
    await this.restarting;
    const pid = this.pid;
    if (pid === undefined) return;
    await stopPostmaster(pid, withinMs);
    await this.running?.ended;
  }

  private async launch(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      this.port = await this.choosePort();
      try {
        const settings = { ...embeddedSettings(this.port), ...(this.throwaway ? THROWAWAY_SETTINGS : {}) };
        this.running = await startPostmaster(this.home, settings, this.log);
        void this.running.ended.then(() => (this.restarting = this.restart()));
        return;
      } catch (error) {
        if (attempt === START_ATTEMPTS) throw error;
        await sleep(RESTART_AFTER_MS);
        if (attempt >= ATTEMPTS_OF_GRACE) await endOrphans(clusterDirOf(this.home));
      }
    }
  }

  /** Clients know the port once the server has run, so a restart must come back on the same one. */
  private async choosePort(): Promise<number> {
    return this.url && this.port ? this.port : freePort(this.port);
  }

  private async restart(): Promise<void> {
    this.running = undefined;
    while (!this.stopper.signal.aborted) {
      this.log('The database server has ended; starting it again.');
      await sleep(RESTART_AFTER_MS);
      if (await this.relaunched()) return;
    }
  }

  private relaunched(): Promise<boolean> {
    return this.launch().then(
      () => true,
      (error: unknown) => {
        this.log(`The database server does not start yet: ${(error as Error).message}`);
        return false;
      },
    );
  }
}

/** `postgres` exists in every cluster; ours is made beside it so that dump and restore act on a plain database. */
async function createDatabase(adminUrl: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (found.rows.length === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}
