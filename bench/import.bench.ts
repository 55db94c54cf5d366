import { openAsBlob } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '#libs/db';
import { Pool } from 'pg';
import { interleave, runBench, secondsOf, withProduct, type BenchContext, type Measured } from './harness.js';
import { loadByHand } from './import/by-hand.js';
import { makeFields, MAPPING, resetContacts, writeSheet } from './import/sheet.js';
import { readServerUsage } from './process-usage.js';
import type { Product } from './product.js';

const RUNS = 3;
const ASK_MS = 20;

const WRITTEN = `
  SELECT (SELECT count(*) FROM contacts WHERE fields ? 'income' AND city <> 'Elsewhere' AND updated_at IS NOT NULL)
    AS contacts, (SELECT count(*) FROM contact_identities WHERE kind = 'email') AS identities`;

/**
 * A CSV of N rows and eight columns through the API, from the upload to the import's end; one row in ten is of somebody
 * who is there already. The bound are hand-written statements (import/by-hand.ts) over the same file, interleaved.
 */
await runBench({
  name: 'import',
  unit: 'rows/s',
  defaultSize: 100_000,
  run: async (context) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'tidings-bench-import-'));
    try {
      const env = { TIDINGS_DATA_DIR: folder };
      return await withProduct(context.databaseUrl, env, (product, db) => measure(context, product, db, folder));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});

async function measure(
  { size, databaseUrl, note }: BenchContext,
  product: Product,
  db: Database,
  folder: string,
): Promise<Measured> {
  const file = path.join(folder, 'people.csv');
  await writeSheet(file, size);
  await makeFields(db);
  const pool = new Pool({ connectionString: databaseUrl, max: 1 });
  const timed = async (what: string, work: () => Promise<void>): Promise<number> => {
    await resetContacts(db, size);
    const seconds = await secondsOf(work);
    await checkWritten(db, size);
    const routing = await secondsOf(() => untilRouted(db));
    note(`${what}: ${seconds.toFixed(2)} s; its changes were routed ${routing.toFixed(2)} s later`);
    return seconds;
  };
  try {
    const { ours, bound } = await interleave(
      RUNS,
      () => timed('import', () => importSheet(product, file, size)),
      () => timed('by hand', () => loadSheet(pool, file)),
    );
    const usage = [...(await product.usage()), await readServerUsage(db)];
    return { value: size / ours, bound: size / bound, usage };
  } finally {
    await pool.end();
  }
}

interface ImportStatus {
  readonly status: string;
  readonly created: number;
  readonly updated: number;
}

async function importSheet(product: Product, file: string, size: number): Promise<void> {
  const form = new FormData();
  form.set('file', await openAsBlob(file), 'people.csv');
  form.set('mapping', JSON.stringify(MAPPING));
  form.set('options', JSON.stringify({ match: 'email' }));
  const { id } = await product.upload('/imports', form);
  for (;;) {
    const { status, created, updated } = await product.call<ImportStatus>('GET', `/imports/${String(id)}`);
    if (status === 'completed') {
      if (created + updated !== size) throw new Error(`${String(created + updated)} of ${String(size)} rows written`);
      return;
    }
    if (status !== 'queued' && status !== 'running') throw new Error(`The import is ${status}`);
    await pause(ASK_MS);
  }
}

async function loadSheet(pool: Pool, file: string): Promise<void> {
  const client = await pool.connect();
  try {
    await loadByHand(client, file);
  } finally {
    client.release();
  }
}

async function checkWritten(db: Database, size: number): Promise<void> {
  const [row] = await db.query<{ contacts: number; identities: number }>(WRITTEN);
  if (row?.contacts !== size || row.identities !== size) throw new Error(`Written: ${JSON.stringify(row)}`);
}

async function untilRouted(db: Database): Promise<void> {
  for (let open = true; open;) {
    const [row] = await db.query<{ open: boolean }>('SELECT EXISTS (SELECT FROM contact_changes) AS open');
    open = row?.open ?? false;
    if (open) await pause(ASK_MS);
  }
}
