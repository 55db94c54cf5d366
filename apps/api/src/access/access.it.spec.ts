import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROLES, type Role } from '#libs/accounts';
import { createTestApi, type SignedInUser, type TestApi, type TestResponse } from '../testing/create-test-api.js';
import { ROUTES } from './route-table.js';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

const CHANGING = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
const DENIED = new Set(['auth.required', 'auth.forbidden', 'auth.csrf', 'auth.session_only']);

/** Ids that nothing has: what is let through answers 404 or 422 and changes nothing. */
function split(key: string): { method: Method; url: string } {
  const [method, path] = key.split(' ') as [Method, string];
  return { method, url: path.replaceAll(/\{\w+\}/g, '9007199254740991') };
}

function denial(answer: TestResponse): string | null {
  if (![401, 403].includes(answer.statusCode)) return null;
  const { code } = answer.json<{ code: string }>();
  return DENIED.has(code) ? code : null;
}

describe('every route of the table', () => {
  let api: TestApi;
  const keys = new Map<Role, string>();
  const people = new Map<Role, SignedInUser>();
  const all = Object.entries(ROUTES);
  const closed = all.filter(([, entry]) => entry.access !== 'public');

  beforeAll(async () => {
    api = await createTestApi();
    for (const role of ROLES) {
      keys.set(role, await api.keyOf(role));
      people.set(role, await api.signIn(role));
    }
  });
  afterAll(() => api.close());

  // A body that no route takes: whoever is let in is told so, and nothing happens.
  const bodyOf = (method: string): object => (CHANGING.has(method) ? { payload: { not_known_anywhere: 1 } } : {});

  /** Streams never end by themselves; letting somebody in is all that is asked. */
  const ask = (key: string, headers: Record<string, string>): Promise<TestResponse> => {
    const { method, url } = split(key);
    return api.inject({ method, url, headers, ...bodyOf(method) });
  };

  it.each(closed.map(([key]) => key))('%s is closed to anonymous callers and to wrong keys', async (key) => {
    expect((await ask(key, {})).statusCode).toBe(401);
    expect((await ask(key, { authorization: `Bearer ${'x'.repeat(43)}` })).statusCode).toBe(401);
    expect((await ask(key, { cookie: 'tidings_session=wrong' })).statusCode).toBe(401);
  });

  it('reads nothing of a body whose sender shows neither key nor session', async () => {
    const broken = {
      method: 'POST',
      url: '/api/v1/contacts',
      payload: '{',
      headers: { 'content-type': 'application/json' },
    } as const;
    expect((await api.inject(broken)).statusCode).toBe(401);
    const headers = { ...broken.headers, authorization: `Bearer ${keys.get('administrator')!}` };
    expect((await api.inject({ ...broken, headers })).statusCode).toBe(400);
  });

  it.each(all.filter(([, entry]) => entry.access === 'public').map(([key]) => key))('%s is open', async (key) => {
    expect(denial(await ask(key, {}))).toBeNull();
  });

  it.each(closed.filter(([key]) => !key.startsWith('GET')).map(([key]) => key))(
    '%s refuses a session without its CSRF token',
    async (key) => {
      const answer = await ask(key, { cookie: people.get('administrator')!.headers.cookie });
      expect([answer.statusCode, denial(answer)]).toEqual([403, 'auth.csrf']);
    },
  );

  describe.each(ROLES)('as %s', (role) => {
    const allowed = (key: string): boolean => {
      const { access } = ROUTES[key]!;
      return typeof access === 'string' || access.includes(role);
    };

    it.each(closed.filter(([, { access }]) => access !== 'session').map(([key]) => key))('%s by key', async (key) => {
      const answer = await ask(key, { authorization: `Bearer ${keys.get(role)!}` });
      expect(denial(answer)).toBe(allowed(key) ? null : 'auth.forbidden');
    });

    it.each(closed.map(([key]) => key).filter((key) => key !== 'DELETE /api/v1/session'))(
      '%s by session',
      async (key) => {
        const answer = await ask(key, people.get(role)!.headers);
        expect(denial(answer)).toBe(allowed(key) ? null : 'auth.forbidden');
      },
    );
  });

  it.each(all.filter(([, entry]) => entry.access === 'session').map(([key]) => key))(
    '%s is not for keys',
    async (key) => {
      const answer = await ask(key, { authorization: `Bearer ${api.adminKey}` });
      expect(denial(answer)).toBe('auth.session_only');
    },
  );
});

describe('the roles of the table', () => {
  const changing = Object.entries(ROUTES).filter(([key]) => !key.startsWith('GET '));

  it('let a viewer change nothing', () => {
    const open = changing.filter(([, { access }]) => Array.isArray(access) && access.includes('viewer'));
    // These POSTs read: they carry a condition or a document in their body.
    expect(open.map(([key]) => key).filter((key) => !/(search|preview|simulate)$/.test(key))).toEqual([]);
  });

  it('let the administrator do everything that is not for everybody', () => {
    const closed = Object.entries(ROUTES).filter(([, { access }]) => Array.isArray(access));
    expect(closed.filter(([, { access }]) => !access.includes('administrator'))).toEqual([]);
  });

  it('keep users, keys, settings and senders to administrators', () => {
    const own = changing.filter(([key]) => /\/api\/v1\/(users|keys|settings|senders)\b/.test(key));
    expect(own.filter(([, { access }]) => access.length !== 1)).toEqual([]);
  });
});
