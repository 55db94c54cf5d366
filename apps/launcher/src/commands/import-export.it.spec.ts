import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '#libs/db';
import { readConfig } from '#libs/kernel';
import { migrateQueue } from '#libs/queue';
import { ENTITIES } from '#libs/registry';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import type { Command, CommandContext } from './define-command.js';
import { exportCommand } from './export.command.js';
import { importCommand } from './import.command.js';

let database: TestDatabase;
let folder: string;
let said: string[];
let warned: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidings-files-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

beforeEach(async () => {
  database = await createTestDatabase(ENTITIES);
  await migrateQueue(database.url);
  [said, warned] = [[], []];
});

afterEach(async () => {
  await database.drop();
});

function run(command: Command, ...args: string[]): Promise<number> {
  const config = readConfig({ TIDINGS_DATA_DIR: folder });
  const out = { say: (line: string) => void said.push(line), warn: (line: string) => void warned.push(line) };
  const context: CommandContext = { config, out, dataDir: folder, databaseUrl: () => Promise.resolve(database.url) };
  return command.run(args, context);
}

const inFolder = (name: string): string => join(folder, name);

function write(name: string, text: string): string {
  writeFileSync(inFolder(name), text);
  return inFolder(name);
}

const count = async (table: string): Promise<number> =>
  Number((await database.db.query(`SELECT count(*) AS n FROM ${table}`))[0]?.['n']);

describe('tidings import', () => {
  it('takes in customers and their purchases, as the API does', async () => {
    const mapping = write(
      'mapping.json',
      '{ "Household": "external_id", "Email Address": "email", "Age band": "age" }',
    );
    const options = [
      '--mapping',
      mapping,
      '--create-fields',
      '--tags',
      'shop, vip',
      '--consents',
      'newsletter=subscribed',
    ];
    expect(await run(importCommand, 'demo/data/customers.csv', ...options)).toBe(0);
    expect(said).toEqual(['2,377 rows: 2,377 created, 0 updated, 0 skipped, 0 failed.']);
    expect(warned.join('\n')).toContain('Age band → age\n  Income band → (left out)');
    expect(await count(`contacts WHERE fields ? 'age'`)).toBe(801);
    expect(await count(`consents WHERE status = 'subscribed'`)).toBe(2_377);
    expect(await count('contact_tags')).toBe(2 * 2_377);
    const purchases = write(
      'purchases.csv',
      brotliDecompressSync(readFileSync('demo/data/purchases.csv.br')).toString(),
    );
    const columns = { household: 'contact.external_id', purchased_at: 'occurred_at', amount: 'value' };
    const constants = JSON.stringify({ constants: { name: 'order_completed' } });
    const events = ['--kind', 'events', '--match', 'external_id', '--options', constants];
    expect(await run(importCommand, purchases, ...events, '--mapping', JSON.stringify(columns))).toBe(0);
    expect(said.at(-1)).toBe('75,000 rows: 75,000 created, 0 updated, 0 skipped, 0 failed.');
    expect(await database.db.query(`SELECT round(sum(value), 2)::text AS sum FROM events`)).toEqual([
      { sum: '233935.24' },
    ]);
  }, 120_000);

  it('ends with 3 and a file of the refused rows, which can be corrected and imported again', async () => {
    const list = write('list.csv', 'Mail,City\na@x.example,Köln\nno mail,Bonn\n');
    expect(await run(importCommand, list)).toBe(3);
    expect(said).toEqual(['2 rows: 1 created, 0 updated, 0 skipped, 1 failed.']);
    const errors = readFileSync(inFolder('list.errors.csv'), 'utf8');
    expect(errors).toMatch(/^row,code,reason,Mail,City\r\n3,import\.row_invalid,.*,no mail,Bonn\r\n$/);
    writeFileSync(inFolder('list.errors.csv'), errors.replace(',no mail,', ',b@x.example,'));
    expect(await run(importCommand, inFolder('list.errors.csv'))).toBe(0);
    expect(await count('contacts')).toBe(2);
  });

  it('tries without writing anything', async () => {
    expect(await run(importCommand, write('list.csv', 'email\na@x.example\n'), '--dry-run')).toBe(0);
    expect(said).toEqual(['Trial, nothing was written: 1 rows: 1 created, 0 updated, 0 skipped, 0 failed.']);
    expect(await count('contacts')).toBe(0);
  });

  it('keeps who has unsubscribed, and says so', async () => {
    const list = write('list.csv', 'email\na@x.example\n');
    await run(importCommand, list, '--consents', 'newsletter=unsubscribed');
    expect(await run(importCommand, list, '--consents', 'newsletter=subscribed')).toBe(0);
    expect(said.at(-1)).toMatch(/^1 consents were kept/);
    expect(await count(`consents WHERE status = 'unsubscribed'`)).toBe(1);
  });

  it('refuses what is wrong before anything is done, with every reason, and keeps no copy of the file', async () => {
    const list = write('list.csv', 'email,shoe\na@x.example,1\n');
    const wrong = run(importCommand, list, '--mapping', '{ "mail": "email", "shoe": "shoe" }');
    await expect(wrong).rejects.toMatchObject({
      errors: expect.arrayContaining([
        { path: 'mapping.mail', message: expect.stringContaining('no column') as unknown },
        { path: 'mapping.shoe', message: expect.stringContaining('no field') as unknown },
      ]) as unknown,
    });
    await expect(run(importCommand, list, '--match', 'phone')).rejects.toThrow(/options\.match/);
    await expect(run(importCommand, list, '--mapping', '{ "mail"')).rejects.toThrow(/--mapping is no JSON object/);
    await expect(run(importCommand, list, '--consents', 'newsletter')).rejects.toThrow(/newsletter=subscribed/);
    await expect(run(importCommand, inFolder('none.csv'))).rejects.toThrow(/There is no file/);
    await expect(run(importCommand)).rejects.toThrow(/Name one file/);
    await expect(run(importCommand, write('empty.csv', ''))).rejects.toThrow(/empty/);
    expect(readdirSync(inFolder('uploads'))).toEqual([]);
    expect(await count('imports')).toBe(0);
  });
});

describe('tidings export', () => {
  const HOSTILE = [
    { email: 'a@x.example', first_name: 'Ann "Q", of\nTwo lines', city: '=1+1', fields: { note: 'x'.repeat(5_000) } },
    { email: 'ü@x.example', last_name: '🙂 Ærø', company: '東京', fields: { points: 0, likes: ['tea', 'cake'] } },
    { external_id: 'no mail', birth_date: '2000-02-29', phone: '+44 20 7946 0000', fields: { active: false } },
  ];

  async function fill(): Promise<void> {
    await database.db.execute(
      `INSERT INTO fields (key, label, type) VALUES ('note', 'Note', 'text'), ('points', 'Points', 'number'),
         ('likes', 'Likes', 'set'), ('active', 'Active', 'boolean')`,
    );
    await database.db.execute(
      `INSERT INTO contacts (email, external_id, first_name, last_name, city, company, birth_date, phone, fields)
       SELECT email, external_id, first_name, last_name, city, company, birth_date, phone, coalesce(fields, '{}')
       FROM jsonb_to_recordset($1) AS t (email text, external_id text, first_name text, last_name text, city text,
         company text, birth_date date, phone text, fields jsonb)`,
      [JSON.stringify(HOSTILE)],
    );
    await database.db.execute(
      `WITH vip AS (INSERT INTO tags (name, folded) VALUES ('VIP', 'vip') RETURNING id)
       INSERT INTO contact_tags (contact_id, tag_id) SELECT contacts.id, vip.id FROM contacts, vip`,
    );
    await database.db.execute(
      `INSERT INTO consents (contact_id, topic_id, status)
       SELECT contacts.id, topics.id, 'subscribed' FROM contacts, topics WHERE slug = 'newsletter' AND email IS NOT NULL`,
    );
  }

  it('keeps every value exactly as ndjson', async () => {
    await fill();
    expect(await run(exportCommand, '--output', inFolder('all.ndjson'))).toBe(0);
    const lines = readFileSync(inFolder('all.ndjson'), 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject(
      HOSTILE.map((one) => ({ ...one, tags: ['VIP'] })),
    );
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ last_name: null, consents: { newsletter: 'subscribed' } });
    expect(JSON.parse(lines[2] ?? '')).toMatchObject({ email: null, consents: {} });
  });

  it('writes a csv that an import reads again, with no formula for a sheet to run', async () => {
    await fill();
    expect(await run(exportCommand, '--output', inFolder('all.csv'))).toBe(0);
    const csv = readFileSync(inFolder('all.csv'), 'utf8');
    expect(csv.split('\r\n')[0]).toMatch(
      /^id,email,external_id,first_name,.*,note,points,likes,active,tags,consent:newsletter,/,
    );
    expect(csv).toContain(`,'=1+1,`);
    const before = await database.db.query(
      `SELECT email, external_id, first_name, phone, fields FROM contacts ORDER BY id`,
    );
    await database.db.execute('DELETE FROM contacts');
    const mapping = JSON.stringify(
      Object.fromEntries(
        ['email', 'external_id', 'first_name', 'phone', 'note', 'points', 'likes', 'active'].map((name) => [
          name,
          name,
        ]),
      ),
    );
    expect(await run(importCommand, inFolder('all.csv'), '--mapping', mapping, '--match', 'email')).toBe(3);
    const rest = inFolder('all.errors.csv');
    expect(await run(importCommand, rest, '--mapping', mapping, '--match', 'external_id')).toBe(0);
    const after = await database.db.query(
      `SELECT email, external_id, first_name, phone, fields FROM contacts ORDER BY id`,
    );
    expect(after).toEqual(before);
  });

  it('gives each contact once over many pages, or those of a segment', async () => {
    await database.db.execute(
      `INSERT INTO contacts (email) SELECT 'p' || n || '@x.example' FROM generate_series(1, 4500) n`,
    );
    await database.db.execute(
      `INSERT INTO segments (slug, name, kind, status) VALUES ('few', 'Few', 'static', 'ready');
       INSERT INTO segment_members SELECT segments.id, contacts.id, now() FROM segments, contacts WHERE contacts.id % 3 = 0`,
    );
    expect(await run(exportCommand, '--output', inFolder('all.csv'))).toBe(0);
    const emails = readFileSync(inFolder('all.csv'), 'utf8').match(/p\d+@x\.example/g) ?? [];
    expect([emails.length, new Set(emails).size]).toEqual([4_500, 4_500]);
    expect(await run(exportCommand, '--segment', 'few', '--output', inFolder('few.csv'))).toBe(0);
    expect(warned.at(-1)).toBe(`1,500 contacts exported to ${inFolder('few.csv')}.`);
  });

  it('writes the header alone when there is nobody', async () => {
    expect(await run(exportCommand, '--output', inFolder('none.csv'))).toBe(0);
    expect(readFileSync(inFolder('none.csv'), 'utf8').trimEnd().split('\r\n')).toHaveLength(1);
  });

  it('leaves the file that was there as it is when it fails', async () => {
    const there = write('there.csv', 'precious');
    await expect(run(exportCommand, '--segment', 'nobody', '--output', there)).rejects.toThrow(/is no segment/);
    await expect(run(exportCommand, '--output', inFolder('no/such/folder.csv'))).rejects.toThrow(
      /could not be written/,
    );
    await expect(run(exportCommand, '--format', 'xls')).rejects.toThrow(/csv, ndjson/);
    expect(readFileSync(there, 'utf8')).toBe('precious');
    expect(existsSync(`${there}.unfinished`)).toBe(false);
  });
});
