import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ImportRunner } from '#libs/contacts';
import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliDecompressSync, gzipSync } from 'node:zlib';
import { createTestApi, type TestApi, type TestResponse } from '../testing/create-test-api.js';

interface ImportState {
  readonly id: number;
  readonly status: string;
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  readonly skipped: number;
  readonly failed: number;
  readonly kept_consents: number;
  readonly progress: number;
  readonly error: string | null;
}

const CUSTOMERS = readFileSync('demo/data/customers.csv');
const PURCHASES = brotliDecompressSync(readFileSync('demo/data/purchases.csv.br'));

describe('imports', () => {
  let api: TestApi;
  let dataDir: string;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'tidings-imports-'));
    api = await createTestApi({ env: { TIDINGS_DATA_DIR: dataDir } });
  });
  afterAll(async () => {
    await api.close();
    await rm(dataDir, { recursive: true });
  });

  const post = (path: string, parts: readonly Part[]): Promise<TestResponse> => {
    const boundary = 'xxBOUNDARYxx';
    return api.inject({
      method: 'POST',
      url: `/api/v1${path}`,
      headers: { authorization: `Bearer ${api.adminKey}`, 'content-type': `multipart/form-data; boundary=${boundary}` },
      payload: multipart(parts, boundary),
    });
  };
  const start = async (file: string | Buffer, mapping: object | null, options: object = {}): Promise<TestResponse> =>
    post('/imports', [
      { name: 'options', value: JSON.stringify(options) },
      { name: 'file', value: file, fileName: 'list.csv' },
      ...(mapping ? [{ name: 'mapping', value: JSON.stringify(mapping) }] : []),
    ]);
  const state = async (id: number): Promise<ImportState> => (await api.call('GET', `/imports/${id}`)).json();
  const run = async (file: string | Buffer, mapping: object | null, options: object = {}): Promise<ImportState> => {
    const answer = await start(file, mapping, options);
    expect([answer.statusCode, answer.json()]).toMatchObject([202, { status: 'queued' }]);
    const { id } = answer.json<ImportState>();
    await api.app.get(ImportRunner, { strict: false }).run(id);
    return state(id);
  };
  const errorsOf = async ({ id }: ImportState): Promise<string[]> =>
    (await api.call('GET', `/imports/${id}/errors.csv`)).body.trim().split('\r\n');
  const contact = async (email: string): Promise<Record<string, unknown>> =>
    (await api.call('GET', `/contacts?search=${encodeURIComponent(email)}`)).json<{ data: Record<string, unknown>[] }>()
      .data[0] ?? {};

  it('takes in a real shop: 2,377 customers, 801 with an age band, 75,000 purchases of 233,935.24', async () => {
    const customers = await run(
      CUSTOMERS,
      { Household: 'external_id', 'Email Address': 'email', 'Age band': 'age_band', 'Income band': 'income_band' },
      { create_fields: true, tags: ['shop'], consents: { newsletter: 'subscribed' }, consent_source: 'shop' },
    );
    expect(customers).toMatchObject({ status: 'completed', rows: 2377, created: 2377, failed: 0, progress: 1 });
    expect(await api.db.query(`SELECT count(*) FILTER (WHERE fields ? 'age_band') AS n FROM contacts`)).toEqual([
      { n: 801 },
    ]);
    const mapping = {
      household: 'contact.external_id',
      purchased_at: 'occurred_at',
      amount: 'value',
      quantity: 'properties.quantity',
      department: 'properties.department',
    };
    const options = { kind: 'events', constants: { name: 'order_completed' }, zone: 'America/New_York' };
    const purchases = await run(PURCHASES, mapping, options);
    expect(purchases).toMatchObject({ status: 'completed', rows: 75_000, created: 75_000, failed: 0 });
    const [sum] = await api.db.query(
      `SELECT count(*) AS n, round(sum(value), 2)::text AS sum, count(DISTINCT contact_id) AS contacts,
         min(occurred_at) AS first, max(occurred_at) AS last FROM events`,
    );
    expect(sum).toEqual({
      n: 75_000,
      sum: '233935.24',
      contacts: 2377,
      first: new Date('2017-01-01T12:30:27Z'),
      last: new Date('2018-01-01T03:47:38Z'),
    });
    expect(await api.db.query('SELECT count(*) AS n FROM contact_changes WHERE NOT quiet')).toEqual([{ n: 0 }]);
    const [event] = await api.db.query<{ properties: object }>('SELECT properties FROM events ORDER BY id LIMIT 1');
    expect(event?.properties).toEqual({ quantity: 1, department: 'GROCERY' });
    const again = await run(CUSTOMERS, { Household: 'external_id', 'Email Address': 'email' });
    expect(again).toMatchObject({ created: 0, updated: 2377, failed: 0 });
  }, 120_000);

  it('reports rows with broken bytes in a column that is used, instead of keeping holes', async () => {
    const line = (email: string, name: Buffer, note: Buffer): Buffer =>
      Buffer.concat([Buffer.from(`${email},`), name, Buffer.from(','), note, Buffer.from('\n')]);
    const [good, broken] = [Buffer.from('Zoë'), Buffer.from([0x4a, 0xe9, 0x20])];
    const lines = Array.from({ length: 40 }, (_, i) => line(`whole-${i}@example.com`, good, good));
    const file = Buffer.concat([
      Buffer.from('email,first_name,note\n'),
      ...lines,
      line('holes@example.com', broken, good),
      line('unused@example.com', good, broken),
    ]);
    const done = await run(file, { email: 'email', first_name: 'first_name', note: null });
    expect(done).toMatchObject({ status: 'completed', rows: 42, created: 41, failed: 1 });
    expect((await errorsOf(done))[1]).toMatch(
      /^42,import\.row_unreadable,first_name: has bytes .*,holes@example\.com,/,
    );
    expect(await contact('unused@example.com')).toMatchObject({ first_name: 'Zoë' });
  });

  it('puts the rows of a file into a static segment, those that exist already, too', async () => {
    await api.call('POST', '/contacts', { email: 'listed-1@example.com' });
    const list = (await api.call('POST', '/segments', { name: 'Fair', kind: 'static' })).json<{ id: number }>();
    const file = 'email\nlisted-1@example.com\nlisted-2@example.com\nno address\n';
    const options = { segment: list.id, on_conflict: 'skip' };
    expect(await run(file, null, { ...options, dry_run: true })).toMatchObject({ status: 'completed' });
    expect((await api.call('GET', `/segments/${list.id}`)).json()).toMatchObject({ count: 0 });
    expect(await run(file, null, options)).toMatchObject({ created: 1, skipped: 1, failed: 1 });
    const members = (await api.call('GET', `/segments/${list.id}/members`)).json<{ data: { email: string }[] }>();
    expect(members.data.map(({ email }) => email)).toEqual(['listed-2@example.com', 'listed-1@example.com']);
    const history = await api.call('GET', `/segments/${list.id}/history`);
    expect(history.json()).toMatchObject({ data: [{ cause: 'import' }, { cause: 'import' }] });
    const dynamic = { name: 'Dynamic', condition: { all: [] } };
    const { id } = (await api.call('POST', '/segments', dynamic)).json<{ id: number }>();
    const refused = [
      { segment: id, kind: 'contacts' },
      { segment: 999_999, kind: 'contacts' },
      { segment: list.id, kind: 'events', constants: { name: 'x' } },
    ];
    for (const wrong of refused) {
      const answer = await start(file, wrong.kind === 'events' ? null : { email: 'email' }, wrong);
      expect(answer.json()).toMatchObject({ status: 422, errors: [{ path: 'options.segment' }] });
    }
  });

  it('shows columns, samples and what they probably mean', async () => {
    const answer = await post('/imports/preview', [{ name: 'file', value: CUSTOMERS, fileName: 'c.csv' }]);
    expect(answer.statusCode).toBe(200);
    const preview = answer.json<{
      columns: { name: string; target: string | null; samples: string[] }[];
      rows: number;
    }>();
    expect(preview).toMatchObject({ rows: 2377, delimiter: ',', encoding: 'utf-8' });
    expect(preview.columns.slice(0, 3)).toEqual([
      { name: 'Household', target: null, samples: ['1', '2', '3', '4', '5'] },
      expect.objectContaining({ name: 'Email Address', target: 'email' }),
      expect.objectContaining({ name: 'Age band', target: 'age_band' }),
    ]);
    const events = await post('/imports/preview', [
      { name: 'options', value: '{"kind":"events"}' },
      { name: 'file', value: PURCHASES, fileName: 'p.csv' },
    ]);
    expect(events.json<{ rows: number }>().rows).toBeGreaterThan(70_000);
    expect(events.json<{ rows: number }>().rows).toBeLessThan(80_000);
    expect(events.json<{ columns: { target: string }[] }>().columns.map(({ target }) => target)).toEqual(
      expect.arrayContaining(['occurred_at', 'value', 'properties.department']),
    );
    expect(existsSync(join(dataDir, 'uploads')) ? readdirSync(join(dataDir, 'uploads')) : []).toEqual([]);
  });

  it('reports bad rows and takes the good ones, whatever is wrong', async () => {
    const lines = [
      'email,birth_date,first_name',
      'ok1@example.com,1990-01-31,Ann',
      'no mail,1990-01-31,Bob',
      'ok2@example.com,31.01.1990,Cid',
      ',1990-01-31,Dora',
      '"open@example.com,1990-01-31,Eve',
      'ok3@example.com,,"Fay ""F"""',
      'short@example.com',
      'null@example.com,,a\u0000b',
      'ok4@example.com,,',
    ];
    const done = await run(lines.join('\n'), { email: 'email', birth_date: 'birth_date', first_name: 'first_name' });
    expect(done).toMatchObject({ status: 'completed', rows: 9, created: 3, failed: 6 });
    const errors = await errorsOf(done);
    expect(errors[0]).toBe('row,code,reason,email,birth_date,first_name');
    expect(errors.slice(1).map((line) => line.split(',')[0])).toEqual(['3', '4', '5', '6', '8', '9']);
    expect(errors[2]).toContain('must be a date');
    expect(await contact('ok3@example.com')).toMatchObject({ first_name: 'Fay "F"', birth_date: null });
  });

  it('lets the last row of a file win, and never clears by an empty cell', async () => {
    const file = 'email,city,company\nd@x.example,Rome,Acme\nD@X.example,Oslo,\ne@x.example,Bonn,\n';
    const mapping = { email: 'email', city: 'city', company: 'company' };
    expect(await run(file, mapping)).toMatchObject({ rows: 3, created: 2, updated: 1 });
    expect(await contact('d@x.example')).toMatchObject({ city: 'Oslo', company: 'Acme' });
  });

  it('fills and skips who was there before', async () => {
    await api.call('POST', '/contacts', { email: 'f@x.example', city: 'Rome' });
    const mapping = { email: 'email', city: 'city', company: 'company' };
    const fill = 'email,city,company\nf@x.example,Oslo,Acme\nf@x.example,Bonn,Beta\n';
    expect(await run(fill, mapping, { on_conflict: 'fill' })).toMatchObject({ created: 0, updated: 2 });
    expect(await contact('f@x.example')).toMatchObject({ city: 'Rome', company: 'Beta' });
    const skip = 'email,city,company\nf@x.example,Kyiv,Gamma\ng@x.example,Lyon,One\ng@x.example,,Two\n';
    expect(await run(skip, mapping, { on_conflict: 'skip' })).toMatchObject({ created: 1, updated: 1, skipped: 1 });
    expect(await contact('f@x.example')).toMatchObject({ city: 'Rome', company: 'Beta' });
    expect(await contact('g@x.example')).toMatchObject({ city: 'Lyon', company: 'Two' });
  });

  it('keeps consents that contacts have withdrawn, and counts them', async () => {
    await api.call('POST', '/contacts', { email: 'shy@x.example', consents: { newsletter: 'unsubscribed' } });
    const file = 'email\nshy@x.example\nbold@x.example\n';
    const done = await run(file, { email: 'email' }, { consents: { newsletter: 'subscribed' } });
    expect(done).toMatchObject({ created: 1, updated: 1, failed: 0, kept_consents: 1 });
    const [, ...reported] = await errorsOf(done);
    expect(reported).toEqual([expect.stringMatching(/^2,consent\.kept,.*,shy@x\.example$/)]);
    expect(await contact('shy@x.example')).toMatchObject({ consents: { newsletter: 'unsubscribed' } });
    expect(await contact('bold@x.example')).toMatchObject({ consents: { newsletter: 'subscribed' } });
  });

  it('counts and writes nothing in a dry run', async () => {
    const [before] = await api.db.query('SELECT count(*) AS n, (SELECT count(*) FROM fields) AS fields FROM contacts');
    const file = 'email,shoe\nnew1@x.example,40\nnew1@x.example,41\nshy@x.example,42\nwrong,43\n';
    const options = { dry_run: true, create_fields: true };
    const done = await run(file, { email: 'email', shoe: 'shoe_size' }, options);
    expect(done).toMatchObject({ status: 'completed', created: 1, updated: 2, failed: 1 });
    expect(await errorsOf(done)).toHaveLength(2);
    const [after] = await api.db.query('SELECT count(*) AS n, (SELECT count(*) FROM fields) AS fields FROM contacts');
    expect(after).toEqual(before);
  });

  it('drops events that came before, by their id', async () => {
    const file = 'mail,order,at\na@ev.example,o1,2024-01-01\nb@ev.example,o2,2024-01-02\na@ev.example,o1,2024-01-03\n';
    const mapping = { mail: 'contact.email', order: 'id', at: 'occurred_at' };
    const options = { kind: 'events', constants: { name: 'order', currency: 'eur', 'properties.channel': 'shop' } };
    expect(await run(file, mapping, options)).toMatchObject({ created: 2, skipped: 1 });
    expect(await run(file, mapping, options)).toMatchObject({ created: 0, skipped: 3 });
    expect(await api.db.query(`SELECT currency, properties FROM events WHERE name = 'order' LIMIT 1`)).toEqual([
      { currency: 'EUR', properties: { channel: 'shop' } },
    ]);
  });

  it('keeps every digit of a value, in a row and as a constant', async () => {
    const value = '9007199254740993';
    const mapping = { mail: 'contact.email', v: 'value' };
    await run(`mail,v\na@digits.example,${value}\n`, mapping, { kind: 'events', constants: { name: 'digits' } });
    const answer = await post('/imports', [
      { name: 'options', value: `{ "kind": "events", "constants": { "name": "digits", "value": ${value} } }` },
      { name: 'file', value: 'mail\na@digits.example\n', fileName: 'list.csv' },
      { name: 'mapping', value: JSON.stringify({ mail: 'contact.email' }) },
    ]);
    await api.app.get(ImportRunner, { strict: false }).run(answer.json<ImportState>().id);
    const kept = await api.db.query(`SELECT value::text FROM events WHERE name = 'digits'`);
    expect(kept).toEqual([{ value }, { value }]);
  });

  it('refuses a form that is cut off or is none', async () => {
    const form = (payload: string, type = 'multipart/form-data; boundary=xx'): Promise<TestResponse> =>
      api.inject({
        method: 'POST',
        url: '/api/v1/imports',
        headers: { authorization: `Bearer ${api.adminKey}`, 'content-type': type },
        payload,
      });
    const head = '--xx\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n';
    const answers = [
      await form(`${head}\r\nemail\na@b.exa`),
      await form(head),
      await form('no form at all'),
      await form('', 'multipart/form-data; boundary=xx'),
      await form('--xx--', 'multipart/form-data'),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([400, 400, 400, 422, 400]);
    expect(existsSync(join(dataDir, 'uploads')) ? readdirSync(join(dataDir, 'uploads')) : []).toEqual([]);
  });

  it('takes every part as it came, with or without a file name, and none that it does not know', async () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => `unnamed-${i}@x.example`);
    const file = { name: 'file', value: Buffer.from(`\uFEFFemail\n${rows.join('\n')}`, 'utf16le') };
    const json = { name: 'mapping', value: '{"email":"email"}', type: 'application/json' };
    const dry = { name: 'options', value: '{"dry_run":true}', type: 'application/json; charset=utf-8' };
    const answer = await post('/imports', [json, file, dry]);
    expect([answer.statusCode, answer.json()]).toMatchObject([202, { file_name: null, dry_run: true }]);
    const { id } = answer.json<ImportState>();
    await api.app.get(ImportRunner, { strict: false }).run(id);
    expect(await state(id)).toMatchObject({ status: 'completed', created: 60_000, failed: 0 });
    const refused: [Part[], string][] = [
      [[file, json, { ...dry, name: 'option' }], 'option'],
      [[file, json, dry, json], 'mapping'],
      [[{ ...json, value: '{' }, file], 'mapping'],
    ];
    for (const [parts, path] of refused) {
      expect((await post('/imports', parts)).json()).toMatchObject({ status: 422, errors: [{ path }] });
    }
    expect(readdirSync(join(dataDir, 'uploads'))).toEqual([]);
  });

  it('reads UTF-16, Windows-1252 and semicolons', async () => {
    const text = 'email;city\r\nu16@x.example;Köln\r\n';
    await run(Buffer.from(`\uFEFF${text}`, 'utf16le'), { email: 'email', city: 'city' });
    await run(Buffer.from(text.replace('u16', 'l1'), 'latin1'), { email: 'email', city: 'city' });
    await run(Buffer.from(`\uFEFF${text.replace('u16', 'u8')}`), null);
    for (const email of ['u16@x.example', 'l1@x.example', 'u8@x.example']) {
      expect(await contact(email)).toMatchObject({ city: 'Köln' });
    }
  });

  it('refuses what is no CSV and what does not fit, before anything is written', async () => {
    const bad: [Promise<TestResponse>, number, RegExp][] = [
      [start(gzipSync('email\na@b.co'), { email: 'email' }), 422, /gzip/],
      [start('', { email: 'email' }), 422, /empty/],
      [start('\n\n\n', { email: 'email' }), 422, /nothing but blank lines/],
      [start(`email,${'x,'.repeat(200_000)}\na@b.co\n`, { email: 'email' }), 422, /first line is too long/],
      [start('email,"name\na@b.co,x\n', { email: 'email' }), 422, /a quote is opened/],
      [start('email\na@b.co', { mail: 'email' }), 422, /no column ..mail/],
      [start('email,x\na@b.co,1', { email: 'email', x: 'shoe' }), 422, /no field ..shoe/],
      [start('email,x\na@b.co,1', { email: 'email', x: 'email' }), 422, /mapped twice/],
      [start('x\n1', { x: 'city' }), 422, /no column becomes email/],
      [start('email\na@b.co', { email: 'email' }, { match: 'phone' }), 422, /options.match/],
      [start('email\na@b.co', { email: 'email' }, { kind: 'stars' }), 422, /must be one of: contacts, events/],
      [start('email\na@b.co', { email: 'email' }, { consents: { nothing: 'subscribed' } }), 422, /is no topic/],
      [start('email\na@b.co', { email: 'email' }, { zone: 'Mars/Olympus' }), 422, /time zone/],
      [start('mail\na@b.co', { mail: 'contact.email' }, { kind: 'events' }), 422, /becomes name/],
      [post('/imports', [{ name: 'mapping', value: '{}' }]), 422, /file/],
      [
        post('/imports', [
          { name: 'file', value: 'email\n', fileName: 'x' },
          { name: 'mapping', value: '{' },
        ]),
        422,
        /JSON/,
      ],
      [api.call('POST', '/imports', {}), 422, /multipart/],
    ];
    for (const [answer, status, detail] of bad) {
      const { statusCode, body } = await answer;
      expect([statusCode, body]).toEqual([status, expect.stringMatching(detail)]);
    }
    expect(readdirSync(join(dataDir, 'uploads'))).toEqual([]);
  });

  it('takes no column for something that only objects have', async () => {
    const answer = await start('E-Mail,Name\nx@x.example,X', { 'E-Mail': 'email', Name: 'constructor' });
    expect([answer.statusCode, answer.json<{ errors: object[] }>().errors]).toEqual([
      422,
      [{ path: 'mapping.Name', message: 'there is no field "constructor"; set create_fields to make it' }],
    ]);
  });

  it('hears out who is still sending what is refused, so that the next call on the connection is heard, too', async () => {
    await api.app.listen(0, '127.0.0.1');
    const url = `${await api.app.getUrl()}/api/v1`;
    const headers = { authorization: `Bearer ${api.adminKey}` };
    const archive = gzipSync(Buffer.alloc(300_000_000, 'a'));
    for (let i = 0; i < 3; i += 1) {
      const body = new FormData();
      body.append('file', new Blob([archive]), 'list.csv.gz');
      expect((await fetch(`${url}/imports`, { method: 'POST', headers, body })).status).toBe(422);
      expect((await fetch(`${url}/imports`, { headers })).status).toBe(200);
    }
  });

  it('says how far it is while it runs, also with a small file', async () => {
    const rows = Array.from({ length: 2500 }, (_, n) => `far-${String(n)}@example.com,Somebody${String(n)}`);
    const started = await start(`mail,name\n${rows.join('\n')}\n`, { mail: 'email', name: 'first_name' });
    const { id } = started.json<ImportState>();
    expect((await state(id)).progress).toBe(0);
    const seen: ImportState[] = [];
    const running = api.app.get(ImportRunner, { strict: false }).run(id);
    const over = running.then(() => true);
    while (!(await Promise.race([over, sleep(1)]))) seen.push(await state(id));
    const between = seen.filter(({ progress }) => progress > 0 && progress < 1);
    expect(new Set(between.map(({ progress }) => progress)).size).toBeGreaterThan(1);
    expect(seen.map(({ progress }) => progress)).toEqual(seen.map(({ progress }) => progress).sort((a, b) => a - b));
    for (const { progress, rows: done } of between) expect(Math.abs(progress - done / 2500)).toBeLessThan(0.05);
    expect(await state(id)).toMatchObject({ status: 'completed', rows: 2500, created: 2500, progress: 1 });
  });

  it('can be cancelled', async () => {
    const { id } = (await start('email\nc1@x.example\n', { email: 'email' })).json<ImportState>();
    expect((await api.call('POST', `/imports/${id}/cancel`)).json()).toMatchObject({ status: 'cancelled' });
    await api.app.get(ImportRunner, { strict: false }).run(id);
    expect(await contact('c1@x.example')).toEqual({});
    expect(readdirSync(join(dataDir, 'uploads'))).toEqual([]);
    const done = await run('email\nc2@x.example\n', { email: 'email' });
    expect((await api.call('POST', `/imports/${done.id}/cancel`)).statusCode).toBe(409);
  });

  it('says why when the file is gone', async () => {
    const { id } = (await start('email\nlost@x.example\n', { email: 'email' })).json<ImportState>();
    await rm(join(dataDir, 'uploads'), { recursive: true });
    await api.app.get(ImportRunner, { strict: false }).run(id);
    expect(await state(id)).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('gone') as unknown,
    });
  });

  describe('with an Idempotency-Key', () => {
    const upload = (key: string, value: string, boundary = 'one', path = '/imports'): Promise<TestResponse> =>
      api.inject({
        method: 'POST',
        url: `/api/v1${path}`,
        headers: {
          authorization: `Bearer ${api.adminKey}`,
          'content-type': `multipart/form-data; boundary=${boundary}`,
          'idempotency-key': key,
        },
        payload: multipart(
          [
            { name: 'file', value, fileName: 'list.csv' },
            { name: 'mapping', value: '{"email":"email"}' },
          ],
          boundary,
        ),
      });
    const summaryOf = (answer: TestResponse): unknown => {
      const { id, code } = answer.json<{ id?: number; code?: string }>();
      return [answer.statusCode, id ?? code, answer.headers['idempotency-replayed']];
    };

    it('is taken once, whatever boundary the client makes up for the same file', async () => {
      const first = await upload('same', 'email\nkey-a@x.example\n');
      expect(first.statusCode).toBe(202);
      const { id } = first.json<ImportState>();
      expect(summaryOf(await upload('same', 'email\nkey-a@x.example\n'))).toEqual([202, id, 'true']);
      expect(summaryOf(await upload('same', 'email\nkey-a@x.example\n', 'another'))).toEqual([202, id, 'true']);
    });

    it('refuses another file of the same length under the same key', async () => {
      await upload('other', 'email\nkey-b@x.example\n');
      const before = await api.db.query('SELECT count(*) AS n FROM imports');
      expect(summaryOf(await upload('other', 'email\nkey-c@x.example\n'))).toEqual([
        422,
        'request.idempotency_mismatch',
        undefined,
      ]);
      expect(await api.db.query('SELECT count(*) AS n FROM imports')).toEqual(before);
    });

    it('takes equal uploads of the same moment once', async () => {
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => upload('together', 'email\nkey-d@x.example\n')),
      );
      expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
      expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === 'true')).toHaveLength(4);
    });

    it('tells files apart that differ behind what a preview shows', async () => {
      const long = (end: string): string => `email\n${'p@x.example\n'.repeat(200_000)}${end}@x.example\n`;
      const look = (end: string): Promise<TestResponse> => upload('look', long(end), 'one', '/imports/preview');
      expect((await look('a')).statusCode).toBe(200);
      expect(summaryOf(await look('b'))).toEqual([422, 'request.idempotency_mismatch', undefined]);
      expect((await look('a')).headers['idempotency-replayed']).toBe('true');
    });
  });

  it('is not for everybody', async () => {
    const key = await api.keyOf('viewer');
    const answer = await api.inject({
      method: 'POST',
      url: '/api/v1/imports',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'multipart/form-data; boundary=x' },
      payload: createReadStream('demo/data/customers.csv'),
    });
    expect(answer.statusCode).toBe(403);
  });
});

interface Part {
  readonly name: string;
  readonly value: string | Buffer;
  readonly fileName?: string;
  readonly type?: string;
}

function multipart(parts: readonly Part[], boundary: string): Buffer {
  const pieces = parts.flatMap(({ name, value, fileName, type }) => {
    const file = fileName === undefined ? '' : `; filename="${fileName}"\r\ncontent-type: text/csv`;
    const said = type === undefined ? '' : `\r\ncontent-type: ${type}`;
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${file}${said}\r\n\r\n`;
    return [Buffer.from(head), Buffer.from(value), Buffer.from('\r\n')];
  });
  return Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]);
}
