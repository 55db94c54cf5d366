import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ManualClock } from '#libs/kernel';
import type { CreatedKey } from './keys.controller.js';
import { createTestApi, type TestApi, type TestResponse } from '../testing/create-test-api.js';

describe('API keys', () => {
  let api: TestApi;
  const clock = new ManualClock(new Date());

  beforeAll(async () => {
    api = await createTestApi({ clock });
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

  it('have no limit unless somebody gives them one, which each of their answers tells', async () => {
    const { key, id } = await create();
    const free = await use(key);
    expect([free.headers['ratelimit-policy'], free.headers['ratelimit']]).toEqual([undefined, undefined]);
    const limit = (rate_limit: unknown): Promise<TestResponse> =>
      api.call('PATCH', `/keys/${String(id)}`, { rate_limit });
    expect((await limit(3)).json()).toMatchObject({ name: 'shop', rate_limit: 3 });
    clock.set(new Date('2030-01-01T12:00:20Z'));
    const urls = ['/api/v1/settings', '/api/v1/keys', '/api/v1/contacts/4711', '/api/v1/settings', '/api/v1/settings'];
    const answers: unknown[] = [];
    for (const url of urls) {
      const { statusCode, headers } = await use(key, url);
      expect(headers['ratelimit-policy']).toBe('"default";q=3;w=60');
      answers.push([statusCode, headers['ratelimit'], headers['retry-after']]);
    }
    expect(answers).toEqual([
      [200, '"default";r=2;t=40', undefined],
      [403, '"default";r=1;t=40', undefined],
      [404, '"default";r=0;t=40', undefined],
      [429, '"default";r=0;t=40', '40'],
      [429, '"default";r=0;t=40', '40'],
    ]);
    clock.advance(41_000);
    const together = await Promise.all(Array.from({ length: 10 }, () => use(key)));
    expect(together.filter(({ statusCode }) => statusCode === 200)).toHaveLength(3);
    const made = await api.call('POST', '/keys', { name: 'till', role: 'viewer', rate_limit: 1 });
    const own = made.json<CreatedKey>();
    expect([own.rate_limit, (await use(own.key)).statusCode, (await use(own.key)).statusCode]).toEqual([1, 200, 429]);
    expect((await limit(null)).json()).toMatchObject({ rate_limit: null });
    expect((await use(key)).statusCode).toBe(200);
    for (const wrong of [0, -1, 1.5, '5', 1e9]) expect((await limit(wrong)).statusCode).toBe(422);
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
