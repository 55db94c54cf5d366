import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Organisation, OrganisationSettings } from '#libs/accounts';
import { enqueue } from '../../../../libs/ledger/src/testing/queued-messages.js';
import { createTestApi, type TestApi, type TestResponse } from '../testing/create-test-api.js';

describe('settings', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await createTestApi();
  });
  afterAll(() => api.close());

  const change = (patch: unknown): Promise<TestResponse> => api.call('PATCH', '/settings', patch);

  it('are permissive from the start', async () => {
    expect((await api.call('GET', '/settings')).json()).toEqual({
      name: '',
      postal_address: '',
      time_zone: 'UTC',
      currency: 'USD',
      locale: 'en',
      max_html_kb: 100,
      tracking: { opens: 'on', clicks: 'on' },
      require_verified_domain: false,
      frequency_caps: [],
      frequency_wait: '7d',
      engagement_hold: '60s',
      quiet_hours: null,
      segment_editors: 'marketers',
      webhook_log_days: 30,
      message_copy_days: 30,
      soft_bounces: { count: 5, days: 7 },
    });
  });

  it('take no frequency cap on a topic that does not exist, and stay changeable when one is deleted', async () => {
    const cap = (topic: string): object => ({ max: 2, per: '7d', topic });
    const refused = await change({ frequency_caps: [cap('newsletter'), { max: 9, per: '1d' }, cap('nowhere')] });
    expect(refused.json()).toMatchObject({
      status: 422,
      errors: [{ path: 'frequency_caps[2].topic', message: 'there is no topic "nowhere"' }],
    });
    const { id } = (await api.call('POST', '/topics', { name: 'Short', slug: 'short' })).json<{ id: number }>();
    expect((await change({ frequency_caps: [cap('newsletter'), cap('short')] })).statusCode).toBe(200);
    expect((await api.call('DELETE', `/topics/${String(id)}`)).statusCode).toBe(200);
    expect((await change({ name: 'Still changeable' })).statusCode).toBe(200);
    expect((await change({ name: null, frequency_caps: null })).json()).toMatchObject({ frequency_caps: [] });
  });

  it('take no two caps on the same mails in the same time', async () => {
    const caps = [
      { max: 3, per: '7d' },
      { max: 3, per: '7d', topic: 'newsletter' },
      { max: 3, per: '7d' },
      { max: 5, per: '1w', topic: 'newsletter' },
      { max: 9, per: '1mo' },
    ];
    expect((await change({ frequency_caps: caps })).json()).toMatchObject({
      status: 422,
      errors: [
        { path: 'frequency_caps[2]', message: expect.stringContaining('frequency_caps[0]') },
        { path: 'frequency_caps[3]', message: expect.stringContaining('frequency_caps[1]') },
      ],
    });
    expect((await change({ frequency_caps: caps.toSpliced(2, 2) })).statusCode).toBe(200);
    await change({ frequency_caps: null });
  });

  it('change by merge patch, and null puts back the default', async () => {
    const changed = await change({ name: 'Acme', tracking: { opens: 'off' }, time_zone: 'Europe/Berlin' });
    expect(changed.json()).toMatchObject({ name: 'Acme', tracking: { opens: 'off', clicks: 'on' } });
    expect((await change({ time_zone: null })).json()).toMatchObject({ name: 'Acme', time_zone: 'UTC' });
  });

  it.each([
    [{ time_zone: 'Mars/Olympus' }, 'time_zone'],
    [{ quiet_hours: { from: '21:00', to: '21:00' } }, 'quiet_hours.to'],
    [{ max_html_kb: 5 }, 'max_html_kb'],
    [{ max_html_kb: 1e300 }, 'max_html_kb'],
    [{ frequency_caps: [{ max: 1e300, per: '1d' }] }, 'frequency_caps[0].max'],
    [{ currency: 'EURO' }, 'currency'],
    [{ currency: 'eur' }, 'currency'],
    [{ locale: 'not a locale' }, 'locale'],
    [{ tracking: { opens: 'maybe' } }, 'tracking.opens'],
    [
      {
        frequency_caps: [
          { max: 3, per: '7d' },
          { max: 0, per: '7d' },
        ],
      },
      'frequency_caps[1].max',
    ],
    [{ quiet_hours: { from: '25:00', to: '08:00' } }, 'quiet_hours.from'],
    [{ unknown: 1 }, 'unknown'],
  ])('refuse %j', async (patch, path) => {
    const answer = await change(patch);
    expect([answer.statusCode, answer.json<{ errors: { path: string }[] }>().errors[0]!.path]).toEqual([422, path]);
  });

  it.each([['[]'], ['"x"'], ['null'], ['']])('are an object, not %s', async (payload) => {
    const headers = { authorization: `Bearer ${api.adminKey}`, 'content-type': 'application/json' };
    const answer = await api.inject({ method: 'PATCH', url: '/api/v1/settings', headers, payload });
    expect(answer.statusCode).toBe(422);
  });

  it('of two at once are both kept', async () => {
    await Promise.all([change({ name: 'Both' }), change({ postal_address: '1 Road' }), change({ currency: 'EUR' })]);
    expect((await api.call('GET', '/settings')).json()).toMatchObject({
      name: 'Both',
      postal_address: '1 Road',
      currency: 'EUR',
    });
  });

  it('reach the other libs within a second of a change elsewhere', async () => {
    const settings = api.app.get(OrganisationSettings, { strict: false });
    expect((await settings.get()).locale).toBe('en');
    await api.db.execute(`UPDATE settings SET value = jsonb_set(value, '{locale}', '"fr"') WHERE key = 'organisation'`);
    await new Promise((resolve) => setTimeout(resolve, 1050));
    expect((await settings.get()).locale).toBe('fr');
    const changed = (await change({ locale: 'de' })).json<Organisation>();
    expect(await settings.get()).toEqual(changed);
  });

  describe('that limit mails', () => {
    const due = async (): Promise<string[]> => {
      const rows = await api.db.query<{ reason: string }>(
        `SELECT messages.reason FROM message_queue queue JOIN messages ON messages.id = queue.message_id
         WHERE queue.due_at <= now() ORDER BY reason`,
      );
      return rows.map(({ reason }) => reason);
    };

    beforeAll(async () => {
      await change({ frequency_caps: [{ max: 1, per: '30d' }], quiet_hours: { from: '21:00', to: '08:00' } });
      await change({ require_verified_domain: true });
      await api.db.execute('TRUNCATE messages, message_queue RESTART IDENTITY');
      const reasons = ['frequency_cap', 'quiet_hours', 'domain.unverified', 'throttle.sender', 'frequency_cap'];
      for (const [at, reason] of reasons.entries()) {
        const [row] = await api.db.query<{ id: number }>(
          `INSERT INTO messages (contact_id, source_kind, source_id, occurrence, class, topic_id, state, reason)
           VALUES (1, 'campaign', 1, $1, 'marketing', 1, 'pending', $2) RETURNING id`,
          [String(at), reason],
        );
        await enqueue(api.db, [row?.id ?? 0]);
      }
      await api.db.execute(`UPDATE message_queue SET waits = 1, attempt = 1, due_at = now() + interval '20 days'`);
      // One that a process is at work on stays with it.
      await api.db.execute(`UPDATE message_queue SET state = 'claimed', owner = 'w' WHERE message_id = 5`);
    });

    it.each([
      [{ name: 'Another name', frequency_caps: [{ max: 1, per: '30d' }] }, []],
      [{ frequency_caps: [] }, ['frequency_cap']],
      [{ quiet_hours: null }, ['frequency_cap', 'quiet_hours']],
      [{ require_verified_domain: false }, ['domain.unverified', 'frequency_cap', 'quiet_hours']],
    ])('have what waits for them looked at again when they change: %j', async (patch, expected) => {
      expect((await change(patch)).statusCode).toBe(200);
      expect(await due()).toEqual(expected);
    });
  });
});
