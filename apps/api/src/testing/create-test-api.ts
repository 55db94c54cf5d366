import { ApiKeys, type Role, Users } from '#libs/accounts';
import { createTestDatabase, type Database } from '#libs/db';
import { type Clock, randomToken, readConfig } from '#libs/kernel';
import { migrateQueue } from '#libs/queue';
import { ENTITIES } from '#libs/registry';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { createApi } from '../create-api.js';

export type TestResponse = LightMyRequestResponse;

/** The whole api on a database of its own, without a socket. `close()` it in afterAll. */
export interface TestApi {
  readonly app: NestFastifyApplication;
  /** The api's database, to look behind the scenes. */
  readonly db: Database;
  readonly databaseUrl: string;
  /** An API key of the role administrator. */
  readonly adminKey: string;
  /** Any request, with no key but what its headers carry. */
  inject(options: InjectOptions): Promise<TestResponse>;
  /** Requests under /api/v1 with the administrator's key: `call('POST', '/tags', { name: 'vip' })`. */
  call(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<TestResponse>;
  /** A new API key of a role. */
  keyOf(role: Role): Promise<string>;
  /** A new user of a role, signed in: the headers that a browser would send. */
  signIn(role: Role): Promise<SignedInUser>;
  close(): Promise<void>;
}

export interface SignedInUser {
  readonly id: number;
  readonly email: string;
  readonly password: string;
  readonly headers: { readonly cookie: string; readonly 'x-csrf-token': string };
}

interface TestApiOptions {
  readonly clock?: Clock;
  readonly env?: NodeJS.ProcessEnv;
  /** The address by which the api itself reaches its database: a proxy, say. */
  readonly through?: (databaseUrl: string) => string;
}

export async function createTestApi({
  clock,
  env = {},
  through = (url) => url,
}: TestApiOptions = {}): Promise<TestApi> {
  const database = await createTestDatabase(ENTITIES);
  await migrateQueue(database.url);
  const adminKey = randomToken();
  const own = { DATABASE_URL: through(database.url), LOG_LEVEL: 'silent', TIDINGS_API_KEY: adminKey };
  const config = readConfig({ ...own, ...env });
  const app = await createApi(config, clock).catch(async (error: unknown) => {
    await database.drop();
    throw error;
  });
  const inject = (options: InjectOptions): Promise<TestResponse> => app.inject(options);
  return {
    app,
    db: database.db,
    databaseUrl: database.url,
    adminKey,
    inject,
    call: (method, path, body) =>
      inject({
        method,
        url: `/api/v1${path}`,
        headers: { authorization: `Bearer ${adminKey}` },
        ...(body === undefined ? {} : { payload: body as object }),
      }),
    keyOf: (role) => makeKey(app, role),
    signIn: (role) => signInAs(app, database.db, role),
    close: async () => {
      await app.close();
      await database.drop();
    },
  };
}

async function makeKey(app: NestFastifyApplication, role: Role): Promise<string> {
  const made = await app.get(ApiKeys, { strict: false }).create({ name: role, role }, null);
  return made.secret;
}

async function signInAs(app: NestFastifyApplication, db: Database, role: Role): Promise<SignedInUser> {
  const email = `${randomToken(6).toLowerCase()}@example.com`;
  const password = randomToken();
  const users = app.get(Users, { strict: false });
  const { id } = await db.transaction((tx) => users.create({ email, name: role, role }, password, tx));
  const answer = await app.inject({ method: 'POST', url: '/api/v1/session', payload: { email, password } });
  const [cookie] = String(answer.headers['set-cookie']).split(';', 1);
  const { csrf } = answer.json<{ csrf: string }>();
  return { id, email, password, headers: { cookie: cookie ?? '', 'x-csrf-token': csrf } };
}
