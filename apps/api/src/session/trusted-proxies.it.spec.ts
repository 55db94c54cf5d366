import { describe, expect, it } from '@jest/globals';
import { readConfig } from '#libs/kernel';
import { createTestApi, type TestApi } from '../testing/create-test-api.js';

/** Whether 12 wrong guesses, each said to come from another address, are counted as those of one caller. */
async function countsAsOne(api: TestApi, remoteAddress: string, forwarded = '203.0.113.'): Promise<boolean> {
  const statuses: number[] = [];
  for (let n = 1; n <= 12; n += 1) {
    const answer = await api.inject({
      ...{ method: 'POST', url: '/api/v1/session', remoteAddress },
      headers: { 'x-forwarded-for': `${forwarded}${String(n)}` },
      payload: { email: `owner${remoteAddress}@example.com`, password: 'wrong' },
    });
    statuses.push(answer.statusCode);
  }
  return statuses.includes(429);
}

async function withApi(env: NodeJS.ProcessEnv, work: (api: TestApi) => Promise<void>): Promise<void> {
  const api = await createTestApi({ env });
  try {
    await work(api);
  } finally {
    await api.close();
  }
}

describe('X-Forwarded-For', () => {
  it('is believed from the same machine alone', () =>
    withApi({}, async (api) => {
      expect(await countsAsOne(api, '127.0.0.1')).toBe(false);
      for (const address of ['10.0.0.7', '192.168.1.7', '169.254.1.7', 'fd00::7', '203.0.113.200']) {
        expect([address, await countsAsOne(api, address)]).toEqual([address, true]);
      }
    }));

  it('is believed from the proxies that are named, and from no others, at whatever place of the header', () =>
    withApi({ TRUSTED_PROXIES: '10.1.0.0/16, 192.168.1.7' }, async (api) => {
      expect(await countsAsOne(api, '10.1.2.3')).toBe(false);
      expect(await countsAsOne(api, '192.168.1.7')).toBe(false);
      expect(await countsAsOne(api, '10.2.2.3')).toBe(true);
      expect(await countsAsOne(api, '127.0.0.1')).toBe(true);
      // The last address is the one that the proxy saw; what stands before it, anybody may have written.
      const behind = { method: 'POST', url: '/api/v1/session', remoteAddress: '10.1.2.3' } as const;
      const payload = { email: 'owner@example.com', password: 'wrong' };
      const last: number[] = [];
      for (let n = 0; n < 12; n += 1) {
        const headers = { 'x-forwarded-for': `198.51.100.${String(n)}, 203.0.113.250` };
        last.push((await api.inject({ ...behind, headers, payload })).statusCode);
      }
      expect(last.at(-1)).toBe(429);
    }));

  it('is believed from nobody with "none"', () =>
    withApi({ TRUSTED_PROXIES: 'none' }, async (api) => {
      expect(await countsAsOne(api, '127.0.0.1')).toBe(true);
    }));

  it.each(['example.com', '10.0.0.0/0', '10.0.0.0/33', '10.0.0', '*', 'loopback;10.0.0.1', '::1/129'])(
    'lets nothing start with TRUSTED_PROXIES=%s',
    (TRUSTED_PROXIES) => {
      expect(() => readConfig({ TRUSTED_PROXIES })).toThrow(/TRUSTED_PROXIES: .* must be an address/);
    },
  );

  it('takes networks of both kinds, and none when it is empty', () => {
    const read = (TRUSTED_PROXIES: string): unknown => readConfig({ TRUSTED_PROXIES }).env.TRUSTED_PROXIES;
    expect(read('uniquelocal,fd00::/8 10.0.0.1')).toEqual(['uniquelocal', 'fd00::/8', '10.0.0.1']);
    expect([read(''), read('none')]).toEqual([['loopback'], []]);
  });
});
