import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem } from './problem.js';
import { createTestApi, type TestApi, type TestResponse } from '../testing/create-test-api.js';
import { openSeverableProxy, type SeverableProxy } from '../testing/severable-proxy.js';

const JSON_TYPE = 'application/json';

describe('the api as a whole', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await createTestApi();
  });
  afterAll(() => api.close());

  function send(
    payload: string | Buffer,
    type: string | null = JSON_TYPE,
    url = '/api/v1/keys',
  ): Promise<TestResponse> {
    const headers = { authorization: `Bearer ${api.adminKey}`, ...(type === null ? {} : { 'content-type': type }) };
    return api.inject({ method: 'POST', url, headers, payload });
  }

  function expectProblem(answer: TestResponse, status: number, code: string): Problem {
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    const problem = answer.json<Problem>();
    expect([answer.statusCode, problem.status, problem.code]).toEqual([status, status, code]);
    expect(problem.type).toBe(`/api/docs#error-${code}`);
    expect(problem.request_id).toBe(answer.headers['x-request-id']);
    expect(problem.title).toMatch(/\w/);
    expect(problem.detail).toMatch(/\w/);
    return problem;
  }

  it('is alive and ready', async () => {
    expect((await api.inject({ url: '/health/live' })).json()).toEqual({ status: 'ok' });
    const ready = await api.inject({ url: '/health/ready' });
    expect([ready.statusCode, ready.json()]).toEqual([200, { status: 'ok' }]);
  });

  it('answers an unknown address and an unknown method with a problem', async () => {
    expectProblem(await api.inject({ url: '/api/v1/nothing' }), 404, 'route.unknown');
    expectProblem(await api.inject({ method: 'DELETE', url: '/api/v1/settings' }), 404, 'route.unknown');
    expectProblem(await api.inject({ url: '/api/v1/%E0%A4%A' }), 400, 'request.malformed');
  });

  it('keeps a sane request id and replaces any other', async () => {
    const idFor = async (id: string): Promise<unknown> =>
      (await api.inject({ url: '/health/live', headers: { 'x-request-id': id } })).headers['x-request-id'];
    expect(await idFor('order-42:a.b_c')).toBe('order-42:a.b_c');
    for (const id of ['a b', 'x'.repeat(101), '"', 'ü']) expect(await idFor(id)).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('sends its security headers with every answer, and none of it is cached', async () => {
    for (const url of ['/api/v1/settings', '/api/v1/nothing', '/health/live', '/']) {
      const { headers } = await api.inject({ url, headers: { accept: 'text/html' } });
      const policy = String(headers['content-security-policy']);
      for (const rule of ["script-src 'self';", "style-src 'self' 'unsafe-inline';", "frame-ancestors 'none'"]) {
        expect(policy).toContain(rule);
      }
      expect(policy).toContain("img-src 'self' data: https:;");
      expect([headers['x-content-type-options'], headers['x-frame-options']]).toEqual(['nosniff', 'DENY']);
      if (url.startsWith('/api')) expect(headers['cache-control']).toBe('no-store');
    }
  });

  it('lists what is wrong with every 422, also when it is no single value', async () => {
    const headers = { authorization: `Bearer ${api.adminKey}`, 'content-type': 'multipart/form-data; boundary=b' };
    const payload = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n\r\n--b--\r\n';
    const empty = await api.inject({ method: 'POST', url: '/api/v1/imports', headers, payload });
    const { errors, detail } = expectProblem(empty, 422, 'import.not_csv');
    expect(errors).toEqual([{ path: '', message: detail }]);
    const transport = { type: 'pigeon' };
    const unknown = await api.call('POST', '/senders', { name: 'S', email: 's@example.com', transport });
    expect(expectProblem(unknown, 422, 'transport.unknown').errors).toMatchObject([{ path: 'transport.type' }]);
  });

  describe('bodies', () => {
    it.each([
      ['{"name":'],
      ['{"name": "a",}'],
      ["{'name': 'a'}"],
      ['nonsense'],
      ['{"name":"a"} {"name":"b"}'],
      ['{"__proto__": {"role": "administrator"}, "name": "a"}'],
      ['['.repeat(200_000)],
      [`{"a":${'['.repeat(1500)}${']'.repeat(1500)}}`],
    ])('that are no JSON are malformed: %#', async (body) => {
      expectProblem(await send(body), 400, 'request.malformed');
    });

    it.each([
      ['{"name": "a",}', 'JSON at position'],
      ['{"name":', 'Unexpected end'],
      ['{"__proto__": {}}', '__proto__'],
      ['{"constructor": {"prototype": 1}}', 'constructor'],
    ])('that are malformed are told why: %s', async (body, why) => {
      expect(expectProblem(await send(body), 400, 'request.malformed').detail).toContain(why);
    });

    it('that are not UTF-8 are malformed', async () => {
      const body = Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
      expect(expectProblem(await send(body), 400, 'request.malformed').detail).toContain('UTF-8');
    });

    it('of another type are malformed', async () => {
      expectProblem(await send('<name/>', 'application/xml'), 400, 'request.malformed');
      expectProblem(await send('name', 'text/plain'), 400, 'request.malformed');
    });

    it('above 16 MiB are too large, below they are read', async () => {
      const bodyOf = (bytes: number): string => JSON.stringify({ name: 'x'.repeat(bytes - 11) });
      expectProblem(await send(bodyOf(16 * 1024 * 1024 + 1)), 413, 'request.too_large');
      expectProblem(await send(bodyOf(16 * 1024 * 1024)), 422, 'request.invalid');
    });

    it('above 16 MiB are refused to a caller who is still sending, too', async () => {
      await api.app.listen(0, '127.0.0.1');
      const headers = { authorization: `Bearer ${api.adminKey}`, 'content-type': JSON_TYPE };
      const body = Buffer.alloc(40 * 1024 * 1024, 'x');
      const answer = await fetch(`${await api.app.getUrl()}/api/v1/keys`, { method: 'POST', headers, body });
      expect([answer.status, (await answer.json()) as Problem]).toEqual([
        413,
        expect.objectContaining({ code: 'request.too_large' }),
      ]);
    });

    it.each([['[]'], ['"text"'], ['7'], ['true']])('that are no object are not acceptable: %s', async (body) => {
      const { errors } = expectProblem(await send(body), 422, 'request.invalid');
      expect(errors).toEqual([{ path: '', message: 'must be an object' }]);
    });

    it('that are empty count as none', async () => {
      for (const answer of [await send(''), await send('', null), await send('null')]) {
        const { errors } = expectProblem(answer, 422, 'request.invalid');
        expect(errors?.map(({ path }) => path)).toEqual(expect.arrayContaining(['name', 'role']));
      }
    });

    it('with unknown or wrong fields are told each of them', async () => {
      const { errors } = expectProblem(await send('{"name":" ","role":"king","admin":true}'), 422, 'request.invalid');
      expect(errors).toEqual([
        { path: 'admin', message: 'is not known here' },
        { path: 'name', message: 'should not be empty' },
        { path: 'role', message: 'must be one of the following values: administrator, marketer, sales, viewer' },
      ]);
    });

    it('with a character that cannot be stored are not acceptable', async () => {
      expectProblem(await send('{"name":"a\\u0000b","role":"viewer"}'), 422, 'request.invalid');
    });
  });

  describe('ids and cursors', () => {
    it.each(['0', '-1', '1.5', 'abc', '99999999999999999999', '9007199254740992', '%00', "1'--"])(
      'find nothing for %s',
      async (id) => {
        expect((await api.call('GET', `/users/${id}`)).statusCode).toBe(404);
      },
    );

    it.each([
      'limit=0',
      'limit=1001',
      'limit=abc',
      'limit=1.5',
      'limit=1e2',
      'limit=0x10',
      'limit=',
      'cursor=abc',
      'cursor=W10',
      'cursor=WyJhIl0',
      'cursor=WzEuNV0',
      'unknown=1',
    ])('are checked: %s', async (query) => {
      expectProblem(await api.call('GET', `/users?${query}`), 422, 'request.invalid');
    });

    it('page through a list, newest first, without gaps and repeats', async () => {
      for (let n = 0; n < 7; n++) await api.keyOf('viewer');
      const all = (await api.call('GET', '/keys?limit=1000')).json<{ data: { id: number }[]; next_cursor: null }>();
      expect(all.next_cursor).toBeNull();
      const seen: number[] = [];
      let cursor = '';
      do {
        const page = (await api.call('GET', `/keys?limit=3&cursor=${cursor}`)).json<{
          data: { id: number }[];
          next_cursor: string | null;
        }>();
        seen.push(...page.data.map(({ id }) => id));
        cursor = page.next_cursor ?? '';
      } while (cursor !== '');
      expect(seen).toEqual(all.data.map(({ id }) => id));
      expect(seen).toEqual([...seen].sort((a, b) => b - a));
    });
  });
});

describe('the api without its database', () => {
  let api: TestApi;
  let proxy: SeverableProxy;

  beforeAll(async () => {
    const server = new URL(process.env['TIDINGS_TEST_DATABASE_URL']!);
    proxy = await openSeverableProxy({ host: server.hostname, port: Number(server.port || 5432) });
    api = await createTestApi({
      through: (url) => {
        const way = new URL(url);
        way.host = `127.0.0.1:${String(proxy.port)}`;
        return way.toString();
      },
    });
  });
  afterAll(async () => {
    await api.close();
    await proxy.close();
  });

  it('is alive but not ready, answers 503 with Retry-After, and recovers by itself', async () => {
    expect((await api.call('GET', '/settings')).statusCode).toBe(200);
    await proxy.cut();
    for (let n = 0; n < 3; n++) {
      const answer = await api.call('GET', '/settings');
      expect([answer.statusCode, answer.json<Problem>().code]).toEqual([503, 'server.unavailable']);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
    expect((await api.inject({ url: '/health/live' })).statusCode).toBe(200);
    expect((await api.inject({ url: '/health/ready' })).statusCode).toBe(503);
    await proxy.mend();
    expect((await api.call('GET', '/settings')).statusCode).toBe(200);
    expect((await api.inject({ url: '/health/ready' })).statusCode).toBe(200);
  });
});
