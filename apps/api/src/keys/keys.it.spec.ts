import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CreatedKey } from './keys.controller.js';
import { createTestApi, type TestApi, type TestResponse } from '../testing/create-test-api.js';

describe('API keys', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await createTestApi();
  });
  afterAll(() => api.close());

  const create = async (role = 'viewer'): Promise<CreatedKey> =>
    (await api.call('POST', '/keys', { name: 'shop', role })).json<CreatedKey>();
  const use = (key: string, url = '/api/v1/settings'): Promise<TestResponse> =>
    api.inject({ url, headers: { authorization: `bearer ${key}` } });

  it('are shown once and stored as hashes', async () => {
    const made = await create();
    expect(made).toMatchObject({ name: 'shop', role: 'viewer', last_used_at: null });
    expect(made.key).toMatch(/^tid_[\w-]{43}$/);
    expect(made.key.startsWith(made.prefix)).toBe(true);
    const shown = await api.call('GET', `/keys/${String(made.id)}`);
    expect(shown.body).not.toContain(made.key);
    expect((await api.call('GET', '/keys?limit=1000')).body).not.toContain(made.key);
    const [stored] = await api.db.query<{ all: string }>('SELECT json_agg(k)::text AS all FROM api_keys k');
    expect(stored!.all).not.toContain(made.key);
  });

  it('work until they are revoked, and say when they were used', async () => {
    const { key, id } = await create();
    expect((await use(key)).statusCode).toBe(200);
    const used = (await api.call('GET', `/keys/${String(id)}`)).json<CreatedKey>().last_used_at;
    expect(Date.parse(String(used))).toBeGreaterThan(Date.now() - 60_000);
    expect((await api.call('DELETE', `/keys/${String(id)}`)).json()).toEqual({});
    const refused = await use(key);
    expect([refused.statusCode, refused.headers['www-authenticate']]).toEqual([401, 'Bearer realm="Tidings"']);
    expect((await api.call('GET', `/keys/${String(id)}`)).statusCode).toBe(404);
    expect((await api.call('DELETE', `/keys/${String(id)}`)).statusCode).toBe(404);
  });

  it('have the rights of their role', async () => {
    const viewer = await create('viewer');
    expect((await use(viewer.key, '/api/v1/keys')).statusCode).toBe(403);
    const administrator = await create('administrator');
    expect((await use(administrator.key, '/api/v1/keys')).statusCode).toBe(200);
  });

  it('can be renamed', async () => {
    const { id } = await create();
    const renamed = await api.call('PATCH', `/keys/${String(id)}`, { name: ' till ' });
    expect(renamed.json()).toMatchObject({ id, name: 'till' });
  });

  it('include the operator’s own, which a revocation ends for good', async () => {
    const keys = (await api.call('GET', '/keys?limit=1000')).json<{ data: CreatedKey[] }>().data;
    const own = keys.filter(({ name }) => name === 'TIDINGS_API_KEY');
    expect(own).toHaveLength(1);
    expect(own[0]!.role).toBe('administrator');
  });

  it.each(['', 'Bearer', 'Bearer ', 'Basic dGlk', 'Bearer a b'])('are not "%s"', async (authorization) => {
    expect((await api.inject({ url: '/api/v1/settings', headers: { authorization } })).statusCode).toBe(401);
  });
});
