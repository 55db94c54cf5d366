import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ManualClock } from '#libs/kernel';
import { createTestApi, type SignedInUser, type TestApi, type TestResponse } from '../testing/create-test-api.js';

const DAY_MS = 86_400_000;

describe('signing in', () => {
  let api: TestApi;
  const clock = new ManualClock(new Date());

  beforeAll(async () => {
    api = await createTestApi({ clock });
  });
  afterAll(() => api.close());

  function open(email: string, password: string, headers: Record<string, string> = {}): Promise<TestResponse> {
    return api.inject({ method: 'POST', url: '/api/v1/session', payload: { email, password }, headers });
  }
  const show = (cookie: string): Promise<TestResponse> => api.inject({ url: '/api/v1/session', headers: { cookie } });

  function cookieOf(answer: TestResponse): string {
    return String(answer.headers['set-cookie']).split(';', 1)[0]!;
  }

  it('gives an HttpOnly, SameSite cookie and tells who it is', async () => {
    const { email, password, id } = await api.signIn('marketer');
    const answer = await open(` ${email.toUpperCase()} `, password);
    expect(answer.statusCode).toBe(201);
    expect(String(answer.headers['set-cookie'])).toMatch(/; HttpOnly; SameSite=Lax$/);
    expect(String(answer.headers['set-cookie'])).toMatch(/Max-Age=2592000; Path=\//);
    expect(answer.json()).toEqual({
      user: { id, name: 'marketer', email, role: 'marketer' },
      csrf: expect.stringMatching(/^[\w-]{32}$/),
    });
    expect((await show(cookieOf(answer))).json()).toEqual(answer.json());
  });

  it('stores neither the cookie nor the password', async () => {
    const user = await api.signIn('viewer');
    const token = user.headers.cookie.split('=')[1]!;
    const stored = await api.db.query<{ all: string }>(
      `SELECT (SELECT json_agg(s) FROM sessions s)::text || (SELECT json_agg(u) FROM users u)::text AS all`,
    );
    expect(stored[0]!.all).not.toContain(token);
    expect(stored[0]!.all).not.toContain(user.password);
    expect(stored[0]!.all).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  });

  it('marks the cookie Secure when the public address is https', async () => {
    const secure = await createTestApi({ env: { PUBLIC_URL: 'https://mail.example.com/' } });
    try {
      const { email, password } = await secure.signIn('viewer');
      const answer = await secure.inject({ method: 'POST', url: '/api/v1/session', payload: { email, password } });
      expect(String(answer.headers['set-cookie'])).toMatch(/; Secure/);
      expect(answer.headers['strict-transport-security']).toBeDefined();
    } finally {
      await secure.close();
    }
  });

  it('never adopts a token that the browser brought along, and ends the session before', async () => {
    const first = await api.signIn('viewer');
    const planted = 'tidings_session=planted-by-somebody-else';
    const a = await open(first.email, first.password, { cookie: planted });
    expect(cookieOf(a)).not.toBe(planted);
    const b = await open(first.email, first.password, { cookie: cookieOf(a) });
    expect(cookieOf(b)).not.toBe(cookieOf(a));
    expect((await show(cookieOf(a))).statusCode).toBe(401);
    expect((await show(cookieOf(b))).statusCode).toBe(200);
  });

  it('refuses a wrong password and an unknown address with the same words', async () => {
    const { email } = await api.signIn('viewer');
    const wrong = await open(email, 'not the password');
    const unknown = await open('nobody@example.com', 'not the password');
    expect([wrong.statusCode, unknown.statusCode]).toEqual([401, 401]);
    const [a, b] = [wrong.json<{ detail: string; code: string }>(), unknown.json<{ detail: string; code: string }>()];
    expect([a.code, a.detail]).toEqual([b.code, b.detail]);
    expect(a.code).toBe('auth.sign_in_failed');
  });

  it('ends on signing out, at once', async () => {
    const user = await api.signIn('viewer');
    const out = await api.inject({ method: 'DELETE', url: '/api/v1/session', headers: user.headers });
    expect([out.statusCode, out.json()]).toEqual([200, {}]);
    expect(String(out.headers['set-cookie'])).toMatch(/tidings_session=;.*(Max-Age=0|Expires=Thu, 01 Jan 1970)/);
    expect((await show(user.headers.cookie)).statusCode).toBe(401);
  });

  it('lasts thirty days after the last use', async () => {
    const user = await api.signIn('viewer');
    clock.advance(29 * DAY_MS);
    expect((await show(user.headers.cookie)).statusCode).toBe(200);
    clock.advance(29 * DAY_MS);
    expect((await show(user.headers.cookie)).statusCode).toBe(200);
    clock.advance(30 * DAY_MS + 1000);
    expect((await show(user.headers.cookie)).statusCode).toBe(401);
  });

  it('keeps one session and ends the others when the password changes', async () => {
    const here = await api.signIn('marketer');
    const elsewhere = cookieOf(await open(here.email, here.password));
    const change = (payload: object): Promise<TestResponse> =>
      api.inject({ method: 'PATCH', url: '/api/v1/me', headers: here.headers, payload });
    const wrong = await change({ password: 'a much better one', current_password: 'guessed' });
    expect([wrong.statusCode, wrong.json<{ errors: unknown }>().errors]).toEqual([
      422,
      [{ path: 'current_password', message: 'is not your password' }],
    ]);
    const weak = await change({ password: 'short', current_password: here.password });
    expect(weak.json<{ errors: { path: string }[] }>().errors[0]!.path).toBe('password');
    expect((await change({ password: 'a much better one', current_password: here.password })).statusCode).toBe(200);
    expect((await show(here.headers.cookie)).statusCode).toBe(200);
    expect((await show(elsewhere)).statusCode).toBe(401);
    expect((await open(here.email, here.password)).statusCode).toBe(401);
    expect((await open(here.email, 'a much better one')).statusCode).toBe(201);
  });

  describe('the limit on failed attempts', () => {
    it('holds for an address, says when to come back, and is over then', async () => {
      const { email, password } = await api.signIn('viewer');
      const left = ({ headers }: TestResponse): unknown => [headers['ratelimit-policy'], headers['ratelimit']];
      for (let i = 9; i >= 0; i--) {
        const wrong = await open(email, 'wrong');
        expect([wrong.statusCode, ...(left(wrong) as string[])]).toEqual([
          ...[401, '"default";q=10;w=900', `"default";r=${String(i)};t=900`],
        ]);
      }
      const refused = await open(email, password);
      expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([429, 'auth.sign_in_limited']);
      const retryAfter = String(refused.headers['retry-after']);
      expect(left(refused)).toEqual(['"default";q=10;w=900', `"default";r=0;t=${retryAfter}`]);
      const seconds = Number(refused.headers['retry-after']);
      expect(seconds).toBeGreaterThan(800);
      expect(seconds).toBeLessThanOrEqual(900);
      clock.advance(seconds * 1000 + 1000);
      const signedIn = await open(email, password);
      expect([signedIn.statusCode, left(signedIn)]).toEqual([201, ['"default";q=10;w=900', '"default";r=10;t=900']]);
    });

    it('counts attempts that come at the same moment', async () => {
      const { email } = await api.signIn('viewer');
      const answers = await Promise.all(Array.from({ length: 30 }, () => open(email, 'wrong')));
      expect(answers.filter((answer) => answer.statusCode === 401)).toHaveLength(10);
      expect(answers.filter((answer) => answer.statusCode === 429)).toHaveLength(20);
    });

    it('lets nobody shut out who signs in from elsewhere, and holds for an address over many IPs', async () => {
      const { email, password } = await api.signIn('viewer');
      const from = (remoteAddress: string, secret: string): Promise<TestResponse> =>
        api.inject({ method: 'POST', url: '/api/v1/session', payload: { email, password: secret }, remoteAddress });
      for (let i = 0; i < 12; i++) await from('203.0.113.1', 'wrong');
      expect((await from('203.0.113.1', password)).statusCode).toBe(429);
      expect((await from('203.0.113.2', password)).statusCode).toBe(201);
      const guesses = Array.from({ length: 120 }, (_, n) => from(`203.0.113.${String(20 + (n % 20))}`, 'wrong'));
      const refused = (await Promise.all(guesses)).filter(({ statusCode }) => statusCode === 429);
      expect(refused).toHaveLength(30);
    });

    it('holds for an IP over many addresses, and leaves other IPs alone', async () => {
      clock.advance(DAY_MS);
      const from = (remoteAddress: string, n: number): Promise<TestResponse> =>
        api.inject({
          method: 'POST',
          url: '/api/v1/session',
          payload: { email: `somebody${String(n)}@example.com`, password: 'wrong' },
          remoteAddress,
        });
      const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => from('203.0.113.9', n)));
      expect(answers.filter((answer) => answer.statusCode === 429)).toHaveLength(10);
      expect((await from('203.0.113.10', 1)).statusCode).toBe(401);
    });
  });

  describe('requests from elsewhere', () => {
    let user: SignedInUser;
    beforeAll(async () => {
      clock.advance(DAY_MS);
      user = await api.signIn('administrator');
    });
    const invite = (headers: Record<string, string>): Promise<TestResponse> =>
      api.inject({
        method: 'PATCH',
        url: '/api/v1/settings',
        headers: { ...headers, host: 'localhost:3000' },
        payload: { name: 'Acme' },
      });

    it('are refused without the token of the session', async () => {
      for (const token of [{}, { 'x-csrf-token': '' }, { 'x-csrf-token': 'x'.repeat(32) }]) {
        const answer = await invite({ cookie: user.headers.cookie, ...(token as Record<string, string>) });
        expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([403, 'auth.csrf']);
      }
    });

    it('are refused with it when a browser says that another site sent them', async () => {
      const elsewhere: Record<string, string>[] = [
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
        { origin: 'https://evil.example' },
        { origin: 'null' },
      ];
      for (const from of elsewhere) expect((await invite({ ...user.headers, ...from })).statusCode).toBe(403);
      expect((await invite({ ...user.headers, origin: 'http://localhost:3000' })).statusCode).toBe(200);
      expect((await invite({ ...user.headers, 'sec-fetch-site': 'same-origin' })).statusCode).toBe(200);
    });

    it('cannot sign a browser in, either', async () => {
      const answer = await open(user.email, user.password, { origin: 'https://evil.example' });
      expect(answer.statusCode).toBe(403);
    });
  });
});
