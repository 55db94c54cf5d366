import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApi, type TestApi } from '../testing/create-test-api.js';

const FREE = { rate: null, at_once: null };
const NOTHING = { ...FREE, each_domain: FREE, domains: [], adapt: 'auto', warm_up: null, health: null };

describe('the limits of a sender', () => {
  let api: TestApi;
  let sender: number;
  beforeAll(async () => {
    api = await createTestApi();
    const made = await api.call('POST', '/senders', { name: 'Shop', email: 'shop@example.com' });
    expect(made.json()).toMatchObject({ limits: NOTHING });
    sender = made.json<{ id: number }>().id;
  });
  afterAll(() => api.close());

  const route = (end = ''): string => `/senders/${String(sender)}${end}`;
  const change = (limits: unknown) => api.call('PATCH', route(), { limits });

  it('are kept as they are said, with what is not said filled in, and replaced as a whole', async () => {
    const limits = {
      rate: { max: 500, per: 'hour' },
      domains: [
        { domain: ' Gmail.com ', rate: { max: 20 } },
        { domain: 'münchen.example', at_once: 2 },
      ],
      warm_up: { from: '2026-11-27' },
    };
    const changed = await change(limits);
    expect(changed.statusCode).toBe(200);
    expect(changed.json<{ limits: object }>().limits).toEqual({
      ...NOTHING,
      rate: { max: 500, per: 'hour' },
      domains: [
        { domain: 'gmail.com', rate: { max: 20, per: 'second' }, at_once: null },
        { domain: 'münchen.example', rate: null, at_once: 2 },
      ],
      warm_up: { from: '2026-11-27', first_day: 50, growth_percent: 40, until: 100_000 },
    });
    expect((await api.call('GET', route())).json()).toMatchObject({ limits: { rate: { max: 500 } } });
    expect((await change({ adapt: 'off' })).json<{ limits: object }>().limits).toEqual({ ...NOTHING, adapt: 'off' });
    expect((await change(null)).json<{ limits: object }>().limits).toEqual(NOTHING);
  });

  it.each([
    [{ rate: { max: 0 } }, 'limits.rate.max'],
    [{ rate: { max: 1.5 } }, 'limits.rate.max'],
    [{ rate: { max: 5, per: 'week' } }, 'limits.rate.per'],
    [{ at_once: 1001 }, 'limits.at_once'],
    [{ each_domain: { rate: { max: -1 } } }, 'limits.each_domain.rate.max'],
    [{ domains: [{ domain: 'not a domain' }] }, 'limits.domains[0].domain'],
    [{ domains: [{ domain: 'gmail' }, { domain: 'googlemail.com' }] }, 'limits.domains[1].domain'],
    [{ domains: [{ domain: 'BÜCHER.example' }, { domain: 'xn--bcher-kva.example' }] }, 'limits.domains[1].domain'],
    [{ domains: [{ domain: 'gmail', at_once: 2 }, { domain: 'yahoo' }] }, 'limits.domains[1].rate'],
    [{ rate: { max: 1e300 } }, 'limits.rate.max'],
    [{ at_once: -1e300 }, 'limits.at_once'],
    [{ warm_up: { from: 'soon' } }, 'limits.warm_up.from'],
    [{ health: { complaints_percent: 0 } }, 'limits.health.complaints_percent'],
    [{ speed: 5 }, 'limits.speed'],
  ])('are refused with the place: %j at %s', async (limits, path) => {
    const answer = await change(limits);
    expect(answer.statusCode).toBe(422);
    expect(answer.json<{ errors: { path: string }[] }>().errors.map((error) => error.path)).toEqual([path]);
  });

  it('are told the bound that counts', async () => {
    expect((await change({ rate: { max: 1e300 } })).json()).toMatchObject({
      errors: [{ path: 'limits.rate.max', message: 'must be at most 10000000' }],
    });
  });

  it('say which providers domains count to', async () => {
    const providers = (await api.call('GET', '/registry/mailbox_providers')).json<{ type: string }[]>();
    expect(providers).toContainEqual(
      expect.objectContaining({ type: 'gmail', label: 'Gmail', description: expect.stringMatching(/googlemail\.com/) }),
    );
  });

  it('can be seen by everybody and changed or lifted by administrators alone', async () => {
    for (const role of ['marketer', 'sales', 'viewer'] as const) {
      const headers = { authorization: `Bearer ${await api.keyOf(role)}` };
      const pace = await api.inject({ method: 'GET', url: `/api/v1${route('/pace')}`, headers });
      expect(pace.json()).toEqual({
        sent: { last_minute: 0, last_hour: 0 },
        ...{ slow_downs: [], waiting: {}, warm_up: null, health: null },
      });
      const asked = { method: 'POST', url: `/api/v1${route('/pace/lift')}`, headers, payload: { domain: '' } } as const;
      expect((await api.inject(asked)).statusCode).toBe(403);
      const limits = { method: 'PATCH', url: `/api/v1${route()}`, headers, payload: { limits: null } } as const;
      expect((await api.inject(limits)).statusCode).toBe(403);
    }
  });

  it('show the warm-up of the day and the health where they are set', async () => {
    const from = new Date().toISOString().slice(0, 10);
    await change({ warm_up: { from, first_day: 70 }, health: { bounces_percent: 5 } });
    expect((await api.call('GET', route('/pace'))).json()).toMatchObject({
      warm_up: { day: from, quota: 70, taken: 0 },
      health: { mails: 0, complaints: 0, bounces: 0, ill: false },
    });
    await change(null);
  });

  it.each([
    [{ domain: 'gmail' }, 404, 'sender.not_slowed'],
    [{ domain: '' }, 404, 'sender.not_slowed'],
    [{}, 422, 'request.invalid'],
    [{ domain: 5 }, 422, 'request.invalid'],
  ])('lift %j: %i %s', async (body, status, code) => {
    const answer = await api.call('POST', route('/pace/lift'), body);
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([status, code]);
  });

  it('are those of a sender that there is', async () => {
    for (const [method, path] of [
      ['GET', '/senders/9999/pace'],
      ['POST', '/senders/9999/pace/lift'],
    ] as const) {
      const answer = await api.call(method, path, method === 'POST' ? { domain: '' } : undefined);
      expect(answer.json()).toMatchObject({ status: 404, code: 'sender.not_found' });
    }
  });
});
