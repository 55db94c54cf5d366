import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '#libs/db';
import { migrateQueue } from '#libs/queue';
import { ENTITIES } from '#libs/registry';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../support/installation.js';

const CLI = join(process.cwd(), 'dist/apps/launcher/src/cli.js');
const ROWS = 60_000;

/** The commands as processes: what a kill, Ctrl-C or a closed pipe does to them. */
describe('the commands import and export', () => {
  let folder: string;
  let database: TestDatabase;

  beforeAll(async () => {
    if (!existsSync(CLI)) throw new Error('The server is not built: run `node scripts/prepare.mjs` first.');
    folder = await mkdtemp(join(tmpdir(), 'tidings-commands-'));
    const lines = Array.from({ length: ROWS }, (_, index) => `p${index}@x.example,Person ${index}\n`);
    await writeFile(join(folder, 'people.csv'), ['email,first_name\n', ...lines].join(''));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  beforeEach(async () => {
    database = await createTestDatabase(ENTITIES);
    await migrateQueue(database.url);
  });

  afterEach(async () => {
    await database.drop();
  });

  function start(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
    return spawn(process.execPath, [CLI, ...args], {
      cwd: folder,
      env: { PATH: process.env['PATH'], DATABASE_URL: database.url, TIDINGS_DATA_DIR: join(folder, 'data'), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  async function finish(child: ChildProcess): Promise<{ code: number | null; errors: string }> {
    let errors = '';
    child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, errors };
  }

  const look = async (): Promise<{ status: string; rows: number }> =>
    (await database.db.query<{ status: string; rows: number }>('SELECT status, rows FROM imports'))[0] ?? {
      status: 'none',
      rows: 0,
    };
  const hasBegun = ({ rows }: { rows: number }): boolean => rows > 0;
  const contacts = async (): Promise<number> =>
    Number((await database.db.query('SELECT count(*) AS n FROM contacts'))[0]?.['n']);

  it('goes on behind the last batch when the import is killed and somebody takes it over', async () => {
    const killed = start(['import', 'people.csv']);
    await eventually(look, hasBegun, { withinMs: 30_000, everyMs: 20 });
    killed.kill('SIGKILL');
    await once(killed, 'close');
    expect((await look()).status).toBe('running');
    expect(await contacts()).toBeLessThan(ROWS);
    await database.db.execute('UPDATE imports SET lease_until = now()'); // a minute later
    const { openLibs } = await import('../../apps/launcher/src/services/open-libs.js');
    const { ImportRunner } = await import('#libs/contacts');
    const { readConfig } = await import('#libs/kernel');
    const app = await openLibs(readConfig({ TIDINGS_DATA_DIR: join(folder, 'data') }), database.url);
    try {
      const [only] = await database.db.query<{ id: number }>('SELECT id FROM imports');
      await app.get(ImportRunner, { strict: false }).run(only?.id ?? 0);
    } finally {
      await app.close();
    }
    expect(await look()).toEqual({ status: 'completed', rows: ROWS });
    expect(await contacts()).toBe(ROWS);
  }, 120_000);

  it('stops an import in order at Ctrl-C: what was written stays, the copy of the file does not', async () => {
    const stopped = start(['import', 'people.csv']);
    const end = finish(stopped);
    await eventually(look, hasBegun, { withinMs: 30_000, everyMs: 20 });
    stopped.kill('SIGINT');
    expect(await end).toMatchObject({ code: 1, errors: expect.stringContaining('Stopped; what was written stays.') });
    const { status, rows } = await look();
    expect(status).toBe('cancelled');
    expect(rows).toBe(await contacts());
    expect(readdirSync(join(folder, 'data/uploads')).filter((name) => name.endsWith('.csv'))).toHaveLength(0);
  }, 120_000);

  it('says that an export is not complete when its reader has gone', async () => {
    await addContacts(50_000);
    const child = start(['export', '--format', 'ndjson']);
    const end = finish(child);
    await once(child.stdout!, 'data');
    child.stdout?.destroy();
    expect(await end).toMatchObject({ code: 1, errors: expect.stringContaining('it is not complete') });
  }, 120_000);

  it('exports 150,000 contacts within a heap that could not hold them, to a reader that is slow at first', async () => {
    await addContacts(150_000);
    const child = start(['export'], { NODE_OPTIONS: '--max-old-space-size=96' });
    const end = finish(child);
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    let [lines, bytes] = [0, 0];
    child.stdout?.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      for (const byte of chunk) if (byte === 10) lines += 1;
    });
    expect(await end).toMatchObject({ code: 0, errors: expect.stringContaining('150,000 contacts exported') });
    expect(lines).toBe(150_001);
    expect(bytes).toBeGreaterThan(150_000_000);
  }, 180_000);

  async function addContacts(many: number): Promise<void> {
    await database.db.execute(`INSERT INTO fields (key, label, type) VALUES ('note', 'Note', 'text')`);
    await database.db.execute(
      `INSERT INTO contacts (email, fields)
       SELECT 'p' || n || '@x.example', jsonb_build_object('note', repeat('0123456789', 100))
       FROM generate_series(1, $1::integer) n`,
      [many],
    );
  }

  it('writes nothing but the export to stdout', async () => {
    await addContacts(1);
    const child = start(['export', '--format', 'ndjson']);
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    expect((await finish(child)).code).toBe(0);
    expect(JSON.parse(text)).toMatchObject({ email: 'p1@x.example' });
    expect(readFileSync(join(folder, 'people.csv'), 'utf8').split('\n')).toHaveLength(ROWS + 2);
  }, 60_000);
});
