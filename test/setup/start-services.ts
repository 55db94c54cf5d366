import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

declare global {
  var tidingsTestDatabase: ChildProcess | undefined;
}

/**
 * Jest's globalSetup: one PostgreSQL server for the whole run, whose URL test processes find in
 * TIDINGS_TEST_DATABASE_URL. With TEST_DATABASE_URL set (see scripts/test-database.mjs) that server is used instead.
 * The server is a process of its own that ends when its IPC channel closes, so a killed run leaves none behind.
 */
export default async function startServices(): Promise<void> {
  const own = process.env['TEST_DATABASE_URL'];
  process.env['TIDINGS_TEST_DATABASE_URL'] = own ?? (await startDatabase());
}

async function startDatabase(): Promise<string> {
  const script = join(process.cwd(), 'scripts', 'test-database.mjs');
  const child = fork(script, { execArgv: [], env: { ...process.env, NODE_OPTIONS: '' } });
  globalThis.tidingsTestDatabase = child;
  return new Promise((resolve, reject) => {
    child.once('message', (message) => {
      resolve((message as { url: string }).url);
    });
    child.once('exit', (code) => {
      reject(new Error(`The test database did not start (exit code ${String(code)}); its reason is above.`));
    });
  });
}
