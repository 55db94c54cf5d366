import { MIGRATIONS } from '#migrations';
import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { createDataSource, type EntityClass } from './data-source.js';
import { Database } from './database.js';
import { migrate } from './migrate.js';

/** A database of a test's own. `drop()` it in afterAll. */
export interface TestDatabase {
  readonly url: string;
  readonly db: Database;
  drop(): Promise<void>;
}

/**
 * Clones a migrated template on the server that the test run started (TIDINGS_TEST_DATABASE_URL).
 * The template is named after the migrations' text and made by whichever test comes first; cloning takes some 50 ms.
 */
export async function createTestDatabase(entities: readonly EntityClass[] = []): Promise<TestDatabase> {
  const server = serverUrl();
  const template = `tidings_template_${createHash('sha256').update(JSON.stringify(MIGRATIONS)).digest('hex').slice(0, 12)}`;
  const name = `tidings_test_${randomBytes(6).toString('hex')}`;
  await onServer(server, async (client) => {
    await client.query('SELECT pg_advisory_lock(715302)');
    await ensureTemplate(client, server, template);
    // Written to the log page by page, as is the default, a copy costs twice as much.
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
  });
  const url = withDatabase(server, name);
  const dataSource = await createDataSource({ url, entities }).initialize();
  return {
    url,
    db: new Database(dataSource),
    drop: async () => {
      await dataSource.destroy();
      await onServer(server, async (client) => {
        await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      });
    },
  };
}

async function ensureTemplate(client: pg.Client, server: string, template: string): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [template]);
  if (rowCount) return;
  const making = `${template}_making`;
  await client.query(`DROP DATABASE IF EXISTS ${making} WITH (FORCE)`);
  await client.query(`CREATE DATABASE ${making}`);
  await migrate(withDatabase(server, making));
  await client.query(`ALTER DATABASE ${making} RENAME TO ${template}`);
}

function serverUrl(): string {
  // eslint-disable-next-line no-restricted-properties -- no setting of the product: the test run tells its workers
  const url = process.env['TIDINGS_TEST_DATABASE_URL'];
  if (!url) throw new Error('TIDINGS_TEST_DATABASE_URL is not set: run integration tests through `npm test`.');
  return url;
}

function withDatabase(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.toString();
}

async function onServer(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
