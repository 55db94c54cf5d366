import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  createDataSource,
  Database,
  migrate,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type TestDatabase,
} from '#libs/db';

/** A migrated database on a PostgreSQL server of its own, with the settings of a real one, that can be killed. */
export class KillableDatabase implements TestDatabase {
  private constructor(
    private readonly folder: string,
    private server: EmbeddedPostgres,
    readonly db: Database,
  ) {}

  static async start(): Promise<KillableDatabase> {
    const folder = mkdtempSync(join(tmpdir(), 'tidings-killable-'));
    chmodSync(folder, 0o755); // or PostgreSQL's account could not enter
    const server = await startEmbeddedPostgres({ dataDir: folder });
    await migrate(server.url);
    const dataSource = await createDataSource({ url: server.url }).initialize();
    return new KillableDatabase(folder, server, new Database(dataSource));
  }

  /** Stays the same. */
  get url(): string {
    return this.server.url;
  }

  /** SIGKILL, and nobody there for so long; then it recovers from its log and takes connections again. */
  async kill(awayMs: number): Promise<void> {
    const pid = this.server.pid();
    if (pid === undefined) throw new Error('The database server does not run');
    process.kill(pid, 'SIGKILL');
    // Its watcher would start it again at once.
    await this.server.stop();
    await pause(awayMs);
    this.server = await startEmbeddedPostgres({ dataDir: this.folder });
  }

  async drop(): Promise<void> {
    await this.db.dataSource.destroy();
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
