import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApi, type TestApi } from '../testing/create-test-api.js';

describe('contacts over HTTP', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await createTestApi();
  });
  afterAll(() => api.close());

  it('makes a contact, then updates it', async () => {
    const made = await api.call('POST', '/contacts', {
      email: ' Ada@Example.COM ',
      first_name: 'Ada',
      country: 'GB',
      tags: ['VIP', 'new'],
      consents: { newsletter: 'subscribed' },
    });
    expect(made.statusCode).toBe(201);
    expect(made.json()).toMatchObject({
      email: 'ada@example.com',
      external_id: null,
      first_name: 'Ada',
      last_name: null,
      tags: ['new', 'VIP'],
      consents: { newsletter: 'subscribed' },
    });
    const again = await api.call('POST', '/contacts', { email: 'ada@example.com', country: null, tags: ['vip'] });
    expect(again.statusCode).toBe(200);
    expect(again.json()).toMatchObject({ id: made.json<{ id: number }>().id, country: null, tags: ['new', 'VIP'] });
    const log = await api.db.query('SELECT dimension, old, new, quiet FROM contact_changes ORDER BY id');
    expect(log).toEqual([
      { dimension: 'created', old: null, new: null, quiet: false },
      { dimension: 'field:email', old: null, new: 'ada@example.com', quiet: false },
      { dimension: 'field:first_name', old: null, new: 'Ada', quiet: false },
      { dimension: 'field:country', old: null, new: 'GB', quiet: false },
      { dimension: 'tags', old: null, new: 'new', quiet: false },
      { dimension: 'tags', old: null, new: 'VIP', quiet: false },
      { dimension: 'consent:newsletter', old: null, new: 'subscribed', quiet: false },
      { dimension: 'field:country', old: 'GB', new: null, quiet: false },
    ]);
  });

  it('takes all tags away by null, as Merge Patch has it', async () => {
    const made = await api.call('POST', '/contacts', { email: 'untagged@example.com', tags: ['a', 'b'] });
    const path = `/contacts/${made.json<{ id: number }>().id}`;
    expect((await api.call('PATCH', path, { city: 'Rome' })).json()).toMatchObject({ tags: ['a', 'b'] });
    const answer = await api.call('PATCH', path, { tags: null });
    expect([answer.statusCode, answer.json()]).toMatchObject([200, { tags: [], city: 'Rome' }]);
  });

  it('takes all custom fields away by null, as Merge Patch has it, and nothing else', async () => {
    for (const key of ['shoe', 'hat', 'glove']) await api.call('POST', '/fields', { key, type: 'text' });
    const fields = { shoe: '43', hat: 'M' };
    const made = await api.call('POST', '/contacts', { email: 'bare@example.com', city: 'Rome', tags: ['a'], fields });
    const { id } = made.json<{ id: number }>();
    const changes = (): Promise<unknown[]> =>
      api.db.query(
        'SELECT dimension, old, new FROM contact_changes WHERE contact_id = $1 AND old IS NOT NULL ORDER BY old',
        [id],
      );
    const answer = await api.call('PATCH', `/contacts/${id}`, { fields: null });
    expect([answer.statusCode, answer.json()]).toMatchObject([200, { city: 'Rome', tags: ['a'] }]);
    expect(answer.json()).toMatchObject({ fields: {} });
    expect(Object.values(answer.json<{ fields: object }>().fields)).toEqual([]);
    expect(await changes()).toEqual([
      { dimension: 'field:shoe', old: '43', new: null },
      { dimension: 'field:hat', old: 'M', new: null },
    ]);
    await api.call('PATCH', `/contacts/${id}`, { fields: null });
    expect(await changes()).toHaveLength(2);
    expect((await api.call('PATCH', `/contacts/${id}`, { fields: [] })).statusCode).toBe(422);
  });

  it('makes one contact of fifty upserts at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        api.call('POST', '/contacts', {
          email: 'many@example.com',
          job_title: String(index),
          tags: ['t', `t${index}`],
        }),
      ),
    );
    const codes = answers.map((answer) => answer.statusCode).sort();
    expect(codes).toEqual([...Array.from({ length: 49 }, () => 200), 201]);
    expect(new Set(answers.map((answer) => answer.json<{ id: number }>().id)).size).toBe(1);
  });

  it('takes an event', async () => {
    const answer = await api.call('POST', '/events', [
      { contact: { email: 'new@example.com' }, name: 'page_viewed', id: 'e1', value: 12.5 },
      { contact: { email: 'new@example.com' }, name: 'page_viewed', id: 'e1' },
      { contact: { id: 999999 }, name: 'page_viewed' },
      { contact: { visitor_id: 'v1' }, name: 'page_viewed', occurred_at: '2999-01-01T00:00:00Z' },
      { contact: { visitor_id: 'v1' }, name: 'page_viewed' },
    ]);
    expect(answer.statusCode).toBe(202);
    const body = answer.json<{ accepted: number; results: { status: string; error?: { message: string } }[] }>();
    expect(body.accepted).toBe(2);
    expect(body.results[2]?.error?.message).toBe('No contact has the id 999999. Use an email or an external_id.');
    expect(body.results.map((result) => result.status)).toEqual([
      'accepted',
      'duplicate',
      'rejected',
      'rejected',
      'accepted',
    ]);
  });
});
