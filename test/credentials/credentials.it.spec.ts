import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CredentialRenewal } from '#libs/accounts';
import { MailboxPoller, RETURN_SOURCES, SendersService, SenderService, TRANSPORTS } from '#libs/delivery';
import { CredentialSeal, readConfig } from '#libs/kernel';
import { AudienceSyncer } from '#libs/ledger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApi } from '../../apps/api/src/create-api.js';
import { createTestApi, type TestApi } from '../../apps/api/src/testing/create-test-api.js';
import { secretNames } from '../../libs/delivery/src/secrets/secret-settings.js';
import { TransportPool } from '../../libs/delivery/src/sending/transport-pool.js';
import { PROVIDER_LANGUAGES } from '../providers/languages.js';
import { startProvider, type ProviderServer } from '../providers/provider-server.js';

const [FIRST, SECOND, OTHER] = ['first', 'second', 'other'].map((name) => `${name}-`.repeat(8));
/** Stands in every credential of these tests. */
const MARK = 'very-secret-0123456789';
const BOTH = { TIDINGS_SECRET: SECOND, TIDINGS_SECRET_PREVIOUS: FIRST };

const sendgrid = PROVIDER_LANGUAGES.find(({ type }) => type === 'sendgrid')!;

let api: TestApi;
let server: ProviderServer;
let template: number;
const others: NestFastifyApplication[] = [];

beforeAll(async () => {
  api = await createTestApi({ env: { TIDINGS_PRIVATE_HOSTS: '127.0.0.1', TIDINGS_SECRET: FIRST } });
  server = await startProvider(sendgrid);
  template = (await ok<{ id: number }>('POST', '/templates', { name: 'T', subject: 'Hi', html: '<p>Hi</p>' })).id;
}, 60_000);
beforeEach(() => api.db.execute('TRUNCATE senders, return_sources, audiences, audience_changes CASCADE'));
afterEach(async () => {
  for (const app of others.splice(0)) await stop(app);
});
afterAll(async () => {
  await api.app.get(SenderService, { strict: false }).stop();
  await server.stop();
  await api.close();
});

async function stop(app: NestFastifyApplication): Promise<void> {
  await app.get(SenderService, { strict: false }).stop();
  await app.close();
}

/** The same installation, started again with other secrets. */
async function restart(env: NodeJS.ProcessEnv): Promise<NestFastifyApplication> {
  const own = { DATABASE_URL: api.databaseUrl, LOG_LEVEL: 'silent', TIDINGS_PRIVATE_HOSTS: '127.0.0.1' };
  const app = await createApi(readConfig({ ...own, TIDINGS_API_KEY: api.adminKey, ...env }));
  others.push(app);
  return app;
}

function call(app: NestFastifyApplication, method: 'GET' | 'POST' | 'PATCH', path: string, body?: object) {
  const headers = { authorization: `Bearer ${api.adminKey}` };
  return app.inject({ method, url: `/api/v1${path}`, headers, ...(body ? { payload: body } : {}) });
}

async function ok<T>(method: 'POST' | 'PATCH', path: string, body: object): Promise<T> {
  const answer = await api.call(method, path, body);
  if (answer.statusCode >= 300) throw new Error(`${path}: ${String(answer.statusCode)} ${answer.body}`);
  expect(answer.body).not.toContain(MARK);
  expect(answer.body).not.toContain('sealed:');
  return answer.json<T>();
}

/** Tables in which a text stands anywhere in a row. */
async function tablesWith(text: string): Promise<string[]> {
  const tables = await api.db.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await api.db.query(`SELECT 1 FROM ${name} AS one WHERE one::text LIKE '%' || $1 || '%' LIMIT 1`, [
      text,
    ]);
    if (rows.length > 0) found.push(name);
  }
  return found;
}

const BY_TRANSPORT: Record<string, [open: object, secret: object]> = {
  smtp: [
    { host: 'mail.example', username: 'me', client_id: 'app', token_url: 'https://token.example' },
    { password: MARK, refresh_token: MARK, client_secret: MARK, access_token: MARK },
  ],
  nodemailer_smtp: [{ host: 'mail.example', username: 'me' }, { password: MARK }],
  ses: [
    { region: 'eu-west-1', access_key_id: 'AKIDEXAMPLEEXAMPLE' },
    { secret_access_key: MARK, session_token: MARK },
  ],
  sendgrid: [{}, { api_key: MARK }],
  mailgun: [{ domain: 'mg.example.com' }, { api_key: MARK }],
  postmark: [{}, { server_token: MARK }],
};
const BY_SOURCE: Record<string, [open: object, secret: object]> = {
  imap: [{ host: '127.0.0.1', port: 1, security: 'none', username: 'me' }, { password: MARK }],
  mailgun: [{}, { signing_key: MARK }],
  postmark: [{ username: 'pm' }, { password: MARK }],
};
const AUDIENCE = { audience_id: '120330000000001', api_base: 'http://127.0.0.1:1' };

const makeSender = (transport: object): Promise<{ id: number }> =>
  ok('POST', '/senders', { name: 'Shop', email: 'news@shop.example', transport });
const makeSource = (type: string, settings: object): Promise<{ id: number }> =>
  ok('POST', '/returned-mail/sources', { type, settings });
const makeAudience = (): Promise<{ id: number }> =>
  ok('POST', '/audiences', {
    ...{ name: 'Buyers', provider: 'meta_custom_audience' },
    settings: { ...AUDIENCE, access_token: MARK },
  });

const working = (): object => ({ type: 'sendgrid', settings: sendgrid.settings(server.url, 'good') });
let mails = 0;

/** Sends one mail with this process. Resolves with what the ledger says of it. */
async function send(app: NestFastifyApplication, sender: number) {
  const to = `reader${String((mails += 1))}@reader.example`;
  const made = await call(app, 'POST', '/messages', { to, template_id: template, sender_id: sender });
  expect(made.statusCode).toBe(202);
  const sending = app.get(SenderService, { strict: false });
  for (let tries = 0; tries < 200; tries += 1) {
    await sending.drain();
    const [row] = await api.db.query<{ state: string; reason: string | null; response: string | null }>(
      `SELECT state, reason, response FROM messages
       WHERE contact_id = (SELECT id FROM contacts WHERE email = $1)`,
      [to],
    );
    if (row && !['pending', 'claimed', 'sending'].includes(row.state)) return row;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('The mail did not leave');
}

describe('a credential that is given to the API', () => {
  it('is in these tests, whatever takes one', () => {
    const secretsOf = (list: typeof TRANSPORTS | typeof RETURN_SOURCES): [string, string[]][] =>
      list.map(({ type, params }): [string, string[]] => [type, secretNames(params).sort()]);
    const tested = (table: typeof BY_TRANSPORT): [string, string[]][] =>
      Object.entries(table).map(([type, [, secret]]) => [type, Object.keys(secret).sort()]);
    for (const [list, table] of [[TRANSPORTS, BY_TRANSPORT] as const, [RETURN_SOURCES, BY_SOURCE] as const]) {
      const needed = secretsOf(list).filter(([, names]) => names.length > 0);
      expect(Object.fromEntries(tested(table))).toEqual(Object.fromEntries(needed));
    }
  });

  it.each(Object.entries(BY_TRANSPORT))(
    'stands nowhere in the clear for a sender by %s',
    async (type, [open, secret]) => {
      const slip = { type, settings: { ...open, ...secret, passwort: MARK } };
      const refused = await api.call('POST', '/senders', { name: 'Shop', email: 'news@shop.example', transport: slip });
      expect(refused.json()).toMatchObject({ status: 422, errors: [{ path: 'transport.settings.passwort' }] });
      expect(refused.body).not.toContain(MARK);
      const { id } = await makeSender({ type, settings: { ...open, ...secret } });
      expect(await tablesWith(MARK)).toEqual([]);
      await ok('PATCH', `/senders/${String(id)}`, { name: 'Other', transport: { type, settings: open } });
      expect(await tablesWith(MARK)).toEqual([]);
      const [row] = await api.db.query<{ transport: { settings: Record<string, unknown> } }>(
        'SELECT transport FROM senders WHERE id = $1',
        [id],
      );
      const seal = api.app.get(CredentialSeal, { strict: false });
      for (const name of Object.keys(secret)) expect(seal.open(row!.transport.settings[name])).toBe(MARK);
      expect(row!.transport.settings).toMatchObject(open);
    },
  );

  it.each(Object.entries(BY_SOURCE))('stands nowhere in the clear for a source by %s', async (type, [open, secret]) => {
    const { id } = await makeSource(type, { ...open, ...secret });
    await ok('PATCH', `/returned-mail/sources/${String(id)}`, { settings: open, name: 'Other' });
    await ok('PATCH', `/returned-mail/sources/${String(id)}`, { enabled: false });
    expect(await tablesWith(MARK)).toEqual([]);
    expect(await tablesWith('sealed:')).toEqual(['public.return_sources']);
    const list = await api.call('GET', '/returned-mail/sources');
    expect(list.body).not.toContain('sealed:');
  });

  it('stands nowhere in the clear for an audience', async () => {
    const { id } = await makeAudience();
    await ok('PATCH', `/audiences/${String(id)}`, { settings: { audience_id: '12' } });
    await ok('PATCH', `/audiences/${String(id)}`, { name: 'Other' });
    expect(await tablesWith(MARK)).toEqual([]);
    expect(await tablesWith('sealed:')).toEqual(['public.audiences']);
  });

  it('lets mail leave, and sealed anew opens no second way out', async () => {
    const { id } = await makeSender(working());
    expect(await send(api.app, id)).toMatchObject({ state: 'sent' });
    const pool = api.app.get(TransportPool, { strict: false });
    const read = () => api.app.get(SendersService, { strict: false }).get(id);
    const before = await read();
    await ok('PATCH', `/senders/${String(id)}`, { transport: working() });
    const after = await read();
    expect(after.transport).not.toEqual(before.transport);
    expect(pool.get(after)).toBe(pool.get(before));
    expect((await api.call('POST', `/senders/${String(id)}/verify`)).json()).toMatchObject({ ok: true });
  });

  it('is a password also when it looks sealed, and nothing else is ever opened', async () => {
    const { id } = await makeSender({
      type: 'smtp',
      settings: { host: 'mail.example', username: 'me', password: MARK },
    });
    const [row] = await api.db.query<{ stolen: string }>(
      `SELECT transport->'settings'->>'password' AS stolen FROM senders WHERE id = $1`,
      [id],
    );
    const { stolen } = row!;
    const smuggled = { host: 'evil.example', username: stolen, password: stolen };
    const changed = await api.call('PATCH', `/senders/${String(id)}`, {
      transport: { type: 'smtp', settings: smuggled },
    });
    expect(changed.statusCode).toBe(200);
    const [stored] = await api.db.query<{ username: string; password: string }>(
      `SELECT transport->'settings'->>'username' AS username, transport->'settings'->>'password' AS password FROM senders`,
    );
    expect(stored!.username).toBe(stolen);
    expect(api.app.get(CredentialSeal, { strict: false }).open(stored!.password)).toBe(stolen);
  });
});

/** Writes credentials as an older version has. */
async function storePlain(): Promise<{ sender: number; plain: string }> {
  const { id: sender } = await makeSender(working());
  await makeSource('postmark', { username: 'pm', password: MARK });
  await makeAudience();
  const plain = JSON.stringify(working());
  await api.db.execute('UPDATE senders SET transport = $1', [plain]);
  await api.db.execute(`UPDATE return_sources SET settings = settings || jsonb_build_object('password', $1::text)`, [
    MARK,
  ]);
  await api.db.execute(`UPDATE audiences SET settings = settings || jsonb_build_object('access_token', $1::text)`, [
    MARK,
  ]);
  return { sender, plain };
}

describe('a credential that an older version has stored', () => {
  it('works, and is sealed when a process starts', async () => {
    const { sender } = await storePlain();
    expect(await send(api.app, sender)).toMatchObject({ state: 'sent' });
    expect(await tablesWith(MARK)).toEqual(expect.arrayContaining(['public.return_sources', 'public.audiences']));
    const app = await restart({ TIDINGS_SECRET: FIRST });
    expect(await tablesWith(MARK)).toEqual([]);
    expect(await tablesWith('good-key')).toEqual([]);
    expect(await send(app, sender)).toMatchObject({ state: 'sent' });
  });

  it('is sealed once by two processes, and never instead of what somebody enters meanwhile', async () => {
    const { plain } = await storePlain();
    const renewal = api.app.get(CredentialRenewal, { strict: false });
    const counts = await Promise.all([renewal.run(), renewal.run()]);
    expect(counts[0] + counts[1]).toBe(3);
    expect(await renewal.run()).toBe(0);
    await api.db.execute('UPDATE senders SET transport = $1', [plain]);
    let isChanged = false;
    const db = {
      query: (sql: string) => api.db.query(sql),
      execute: async (sql: string, params: unknown[]) => {
        if (!isChanged && sql.includes('senders')) {
          isChanged = true;
          await api.db.execute(`UPDATE senders SET transport = '{"type":"sendgrid","settings":{"api_key":"entered"}}'`);
        }
        return api.db.execute(sql, params);
      },
    };
    const slow = Object.assign(Object.create(renewal) as object, { db }) as unknown as CredentialRenewal;
    expect(await slow.run()).toBe(0);
    expect(isChanged).toBe(true);
    expect(await tablesWith('entered')).toEqual(['public.senders']);
  });
});

describe('another TIDINGS_SECRET', () => {
  it('seals anew what the former one has sealed, which is not needed then', async () => {
    const { id } = await makeSender(working());
    await restart(BOTH);
    const alone = await restart({ TIDINGS_SECRET: SECOND });
    expect(await send(alone, id)).toMatchObject({ state: 'sent' });
    await restart({ TIDINGS_SECRET: FIRST, TIDINGS_SECRET_PREVIOUS: SECOND });
    expect(await send(api.app, id)).toMatchObject({ state: 'sent' });
  });

  it('is needed for nothing that was sealed under the one which the database made', async () => {
    const none = await restart({});
    const made = await call(none, 'POST', '/senders', { name: 'S', email: 'news@shop.example', transport: working() });
    const app = await restart({ TIDINGS_SECRET: FIRST });
    expect(await send(app, made.json<{ id: number }>().id)).toMatchObject({ state: 'sent' });
  });

  it('has mails wait with what to do, until the credential is entered again', async () => {
    const { id } = await makeSender(working());
    const app = await restart({ TIDINGS_SECRET: OTHER });
    expect(await send(app, id)).toMatchObject({
      state: 'deferred',
      reason: 'sender.unusable',
      response: expect.stringMatching(/transport\.settings\.api_key.*enter it again/),
    });
    const path = `/senders/${String(id)}`;
    const unreadable = { code: 'credential.unreadable', errors: [{ path: 'transport.settings.api_key' }] };
    const verified = await call(app, 'POST', `${path}/verify`);
    expect(verified.json()).toMatchObject({ ...unreadable, status: 422 });
    expect((await call(app, 'PATCH', path, { name: 'Other' })).statusCode).toBe(200);
    const { type, settings } = working() as { type: string; settings: Record<string, unknown> };
    const { api_key: _key, ...open } = settings;
    const left = await call(app, 'PATCH', path, { transport: { type, settings: open } });
    expect(left.json()).toMatchObject({ ...unreadable, status: 422 });
    // Nothing was written over: whoever finds the secret again has all as it was.
    expect(await send(api.app, id)).toMatchObject({ state: 'sent' });
    expect((await call(app, 'PATCH', path, { transport: working() })).statusCode).toBe(200);
    expect(await send(app, id)).toMatchObject({ state: 'sent' });
  });

  it('says at a source of returned mail what to do, and has providers report again later', async () => {
    const [imap, postmark] = [
      await makeSource('imap', { ...BY_SOURCE['imap']![0], password: MARK }),
      await makeSource('postmark', { username: 'pm', password: MARK }),
    ];
    const app = await restart({ TIDINGS_SECRET: OTHER });
    await app.get(MailboxPoller, { strict: false }).fetchDue();
    const hook = await app.inject({
      ...{ method: 'POST', url: '/hooks/postmark', payload: '{}' },
      headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`pm:${MARK}`)}` },
    });
    expect(hook.statusCode).toBe(503);
    expect(hook.body).not.toContain('TIDINGS_SECRET');
    const list = await call(app, 'GET', '/returned-mail/sources');
    expect(list.json<{ data: object[] }>().data).toMatchObject(
      [imap, postmark].map(({ id }) => ({ id, last_error: expect.stringContaining('enter it again') })),
    );
    const changed = await call(app, 'PATCH', `/returned-mail/sources/${String(postmark.id)}`, {
      settings: { username: 'pm', password: MARK },
    });
    expect(changed.json()).toMatchObject({ last_error: null });
  });

  it('blocks an audience until its token is entered again', async () => {
    const { id } = await makeAudience();
    await api.db.execute(
      `INSERT INTO audience_changes (contact_id, source_kind, source_id, occurrence, audience_id, op, hash, created_at,
         updated_at) VALUES (1, 'automation', 1, 'x', $1, 'add', 'h', now(), now())`,
      [id],
    );
    const app = await restart({ TIDINGS_SECRET: OTHER });
    await app.get(AudienceSyncer, { strict: false }).syncDue();
    const path = `/audiences/${String(id)}`;
    const shown = { blocked: expect.stringMatching(/settings\.access_token.*enter it again/), pending: 1, failed: 0 };
    expect((await call(app, 'GET', path)).json()).toMatchObject(shown);
    const left = await call(app, 'PATCH', path, { settings: { audience_id: '12' } });
    expect(left.json()).toMatchObject({ status: 422, errors: [{ path: 'settings.access_token' }] });
    const entered = await call(app, 'PATCH', path, { settings: { access_token: MARK } });
    expect(entered.json()).toMatchObject({ blocked: null, pending: 1 });
    expect(await tablesWith(MARK)).toEqual([]);
  });
});
