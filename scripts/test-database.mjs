// A PostgreSQL server for tests, kept until this process is told to end.
//   node scripts/test-database.mjs     prints TEST_DATABASE_URL=…; set it, and test runs use this server
// Jest's global set-up starts the same as a child and reads the URL from the IPC channel.
import './typescript-register.mjs';
import { createHash } from 'node:crypto';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { throwawayFolder } from './throwaway-folder.mjs';

/** Test runs at the same time on one checkout take a folder each. */
const SLOTS = 32;
const KEPT_TEMPLATES = 3;

const root = new URL('..', import.meta.url).pathname;
const folder = join(
  throwawayFolder(),
  `tidings-test-${userInfo().uid}-${createHash('sha256').update(root).digest('hex').slice(0, 8)}`,
);
const { startEmbeddedPostgres } = await import('../libs/db/src/embedded/start-embedded-postgres.ts');

const server = await startInFreeSlot();
await dropLeftovers(server.url);
if (process.send) process.send({ url: server.url });
else console.log(`TEST_DATABASE_URL=${server.url}`);

const stopped = new Promise((resolve) => {
  for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect']) process.once(event, resolve);
});
// A channel alone does not keep Node alive, and neither does a promise.
const alive = setInterval(() => undefined, 60_000);
await stopped;
clearInterval(alive);
await server.stop();
process.exit(0);

async function startInFreeSlot() {
  for (let slot = 0; ; slot++) {
    try {
      return await startEmbeddedPostgres({ dataDir: join(folder, `slot-${slot}`), throwaway: true });
    } catch (error) {
      if (error.code !== 'in_use' || slot === SLOTS) throw error;
    }
  }
}

/** Databases of test runs that were killed, and templates of earlier migrations. */
async function dropLeftovers(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(
    `SELECT datname FROM pg_database WHERE datname LIKE 'tidings\\_test\\_%'
     UNION ALL
     (SELECT datname FROM pg_database WHERE datname LIKE 'tidings\\_template\\_%' ORDER BY oid DESC OFFSET $1)`,
    [KEPT_TEMPLATES],
  );
  for (const { datname } of rows) await client.query(`DROP DATABASE "${datname}" WITH (FORCE)`);
  await client.end();
}
