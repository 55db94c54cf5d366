import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { isAlive } from './process-identity.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './start-embedded-postgres.js';

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ value: unknown }>(sql);
    return rows[0]?.value;
  } finally {
    await client.end();
  }
}

async function eventually<T>(work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(100);
    }
  }
}

describe('the embedded PostgreSQL', () => {
  let folder: string;
  let dataDir: string;
  let running: EmbeddedPostgres | undefined;
  const said: string[] = [];
  const start = async (throwaway = true): Promise<EmbeddedPostgres> =>
    (running = await startEmbeddedPostgres({ dataDir, throwaway, log: (line) => said.push(line) }));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tidings embedded '));
    await chmod(folder, 0o755); // or PostgreSQL's account could not enter
    dataDir = join(folder, 'data of mine');
    said.length = 0;
  });

  afterEach(async () => {
    await running?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('comes up in a path with spaces, in UTF-8, with ICU collations and UTC', async () => {
    const { url } = await start();
    expect(await ask(url, "SELECT current_setting('server_encoding') AS value")).toBe('UTF8');
    expect(await ask(url, "SELECT current_setting('timezone') AS value")).toBe('UTC');
    expect(await ask(url, `SELECT lower('İΣ' COLLATE "und-x-icu") AS value`)).toBe('İΣ'.toLowerCase());
  }, 60_000);

  it('keeps its data and its port from one run to the next', async () => {
    const first = await start();
    await ask(first.url, 'CREATE TABLE kept AS SELECT 7 AS value');
    await first.stop();
    const second = await start();
    expect(second.url).toBe(first.url);
    expect(await ask(second.url, 'SELECT value FROM kept')).toBe(7);
  }, 60_000);

  it('leaves no process when stopped', async () => {
    const server = await start();
    const pid = server.pid()!;
    await server.stop();
    expect(isAlive(pid)).toBe(false);
  }, 60_000);

  it('refuses a folder that another running instance holds, and says which', async () => {
    await start();
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject({
      code: 'in_use',
      message: expect.stringContaining(String(process.pid)) as unknown,
    });
  }, 60_000);

  it('takes over from a process that was killed, its server still running', async () => {
    const first = await start();
    await ask(first.url, 'CREATE TABLE kept AS SELECT 8 AS value');
    const lock = join(first.dir, 'instance.lock');
    // As if the holder had been killed and its number were another process's now.
    await writeFile(lock, JSON.stringify({ pid: process.pid, birth: 'long ago' }));
    const leftover = first.pid()!;
    const second = await start();
    expect(said.join('\n')).toContain('from an earlier run');
    expect(isAlive(leftover)).toBe(false);
    expect(await ask(second.url, 'SELECT value FROM kept')).toBe(8);
    await first.stop();
  }, 60_000);

  it('starts over a postmaster.pid whose number belongs to some other program', async () => {
    const first = await start();
    const pidFile = join(first.dir, 'data', 'postmaster.pid');
    const text = await readFile(pidFile, 'utf8');
    await first.stop();
    await writeFile(pidFile, text.replace(/^\d+/, '1'));
    const { url } = await start();
    expect(await ask(url, 'SELECT 1 AS value')).toBe(1);
  }, 60_000);

  it('brings a server that was killed back under the same URL, with what was committed', async () => {
    const server = await start(false);
    await ask(server.url, 'CREATE TABLE kept AS SELECT 9 AS value');
    process.kill(server.pid()!, 'SIGKILL');
    expect(await eventually(() => ask(server.url, 'SELECT value FROM kept'))).toBe(9);
  }, 60_000);

  it('ends a child of the killed server that would never end by itself', async () => {
    const server = await start(false);
    const client = new pg.Client({ connectionString: server.url });
    client.on('error', () => undefined);
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    // As one that waits for a lock whose holder was killed: it does not look at what becomes of the server.
    process.kill(rows[0]!.pid, 'SIGSTOP');
    process.kill(server.pid()!, 'SIGKILL');
    expect(await eventually(() => ask(server.url, 'SELECT 9 AS value'))).toBe(9);
    await client.end().catch(() => undefined);
  }, 60_000);

  it('says which version made a cluster that it cannot open', async () => {
    const first = await start();
    await first.stop();
    await writeFile(join(first.dir, 'data', 'PG_VERSION'), '16\n');
    await expect(start()).rejects.toThrow(/made by PostgreSQL 16.*pg_dump/);
  }, 60_000);

  const asRoot = process.getuid?.() === 0 ? it : it.skip;
  asRoot(
    'moves to where its account can enter, remembers where, and begins anew when the data folder is deleted',
    async () => {
      await chmod(folder, 0o700);
      const first = await start();
      try {
        expect(first.dir).toMatch(/^\/var\/lib\/tidings\//);
        expect(said.join()).toContain(`the database is kept in ${first.dir} instead`);
        await ask(first.url, 'CREATE TABLE kept AS SELECT 7 AS value');
        await first.stop();
        expect(await ask((await start()).url, 'SELECT value FROM kept')).toBe(7);
        await running?.stop();
        await rm(dataDir, { recursive: true });
        await expect(ask((await start()).url, 'SELECT value FROM kept')).rejects.toThrow('does not exist');
        expect(said.join()).toContain('is now in');
      } finally {
        await running?.stop();
        for (const name of await readdir('/var/lib/tidings')) {
          if (join('/var/lib/tidings', name).startsWith(first.dir)) {
            await rm(join('/var/lib/tidings', name), { recursive: true });
          }
        }
      }
    },
    60_000,
  );
});
