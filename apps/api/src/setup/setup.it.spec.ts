import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openAccounts, Setup } from '#libs/accounts';
import { ManualClock, readConfig } from '#libs/kernel';
import { createTestApi, type TestApi, type TestResponse } from '../testing/create-test-api.js';

const HOUR_MS = 3_600_000;
const clock = new ManualClock(new Date());

describe('the first administrator', () => {
  let api: TestApi | undefined;

  beforeEach(async () => {
    await api?.close();
    api = await createTestApi({ clock });
  });
  afterAll(() => api?.close());

  const makeToken = async (): Promise<string> => {
    const link = await api!.app.get(Setup, { strict: false }).makeLink();
    expect(link).toMatch(/^http:\/\/localhost:3000\/setup\?token=[\w-]{43}$/);
    return new URL(link!).searchParams.get('token')!;
  };
  const show = (query = ''): Promise<TestResponse> => api!.inject({ url: `/api/v1/setup${query}` });
  const complete = (token: string, email = 'ann@example.com', password = 'correct horse'): Promise<TestResponse> =>
    api!.inject({ method: 'POST', url: '/api/v1/setup', payload: { token, name: 'Ann', email, password } });

  it('comes by a one-time link, and is signed in', async () => {
    expect((await show()).json()).toEqual({ needed: true });
    const token = await makeToken();
    expect((await show(`?token=${token}`)).statusCode).toBe(200);
    const answer = await complete(token, ' Ann@Example.com ');
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({ user: { name: 'Ann', email: 'ann@example.com', role: 'administrator' } });
    const cookie = String(answer.headers['set-cookie']).split(';', 1)[0]!;
    expect((await api!.inject({ url: '/api/v1/session', headers: { cookie } })).statusCode).toBe(200);
    expect((await show()).json()).toEqual({ needed: false });
  });

  it('comes once: the link is used up, and so is every other', async () => {
    const token = await makeToken();
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((name) => complete(token, `${name}@example.com`)));
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual([201, 404, 404, 404]);
    expect((await complete(token)).json<{ code: string }>().code).toBe('account_link.invalid');
    expect((await show(`?token=${token}`)).statusCode).toBe(404);
    expect(await api!.app.get(Setup, { strict: false }).makeLink()).toBeNull();
    expect(await api!.db.query('SELECT role FROM users')).toEqual([{ role: 'administrator' }]);
  });

  it('cannot come by an older or expired link', async () => {
    const [older, newer] = [await makeToken(), await makeToken()];
    expect((await complete(older)).statusCode).toBe(404);
    clock.advance(24 * HOUR_MS + 1000);
    expect((await complete(newer)).statusCode).toBe(404);
    expect((await show()).json()).toEqual({ needed: true });
  });

  it('keeps the link when the choice was not good', async () => {
    const token = await makeToken();
    const bad = await complete(token, 'not an address', 'short');
    expect([bad.statusCode, bad.json<{ errors: { path: string }[] }>().errors[0]!.path]).toEqual([422, 'password']);
    expect((await complete(token, 'not an address')).json<{ errors: { path: string }[] }>().errors[0]!.path).toBe(
      'email',
    );
    expect((await complete(token)).statusCode).toBe(201);
  });

  it('comes from the environment, once', async () => {
    const env = { TIDINGS_ADMIN_EMAIL: 'Boss@example.com', TIDINGS_ADMIN_PASSWORD: 'correct horse battery' };
    const config = readConfig({ DATABASE_URL: api!.databaseUrl, ...env });
    const accounts = await openAccounts(api!.databaseUrl, config);
    try {
      await accounts.setup.applyEnvironment(config);
      await accounts.setup.applyEnvironment(readConfig({ ...env, TIDINGS_ADMIN_EMAIL: 'other@example.com' }));
    } finally {
      await accounts.close();
    }
    expect(await api!.db.query('SELECT email FROM users')).toEqual([{ email: 'boss@example.com' }]);
    const payload = { email: 'boss@example.com', password: 'correct horse battery' };
    expect((await api!.inject({ method: 'POST', url: '/api/v1/session', payload })).statusCode).toBe(201);
  });
});
