import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApi, type TestApi, type TestResponse } from '../testing/create-test-api.js';

interface Change {
  contact_id: number;
  dimension: string;
  old: unknown;
  new: unknown;
  request_id: string | null;
}

describe('calls that come at the same time', () => {
  let api: TestApi;
  const ids: number[] = [];

  beforeAll(async () => {
    api = await createTestApi();
    await api.call('POST', '/fields', { key: 'points', type: 'number' });
    const people = Array.from({ length: 60 }, (_, n) => ({ email: `person.${String(n)}@example.com` }));
    const made = (await api.call('POST', '/contacts/batch', people)).json<{ results: { id: number }[] }>();
    ids.push(...made.results.map(({ id }) => id));
  });
  afterAll(() => api.close());

  const emptyLog = (): Promise<number> => api.db.execute('DELETE FROM contact_changes');

  function send(
    method: 'POST' | 'PATCH' | 'PUT',
    path: string,
    requestId: string,
    body?: object,
  ): Promise<TestResponse> {
    return api.inject({
      method,
      url: `/api/v1${path}`,
      headers: { authorization: `Bearer ${api.adminKey}`, 'x-request-id': requestId },
      ...(body ? { payload: body } : {}),
    });
  }

  async function changes(): Promise<Change[]> {
    return api.db.query<Change & { [column: string]: unknown }>(
      'SELECT contact_id, dimension, old, new, request_id FROM contact_changes ORDER BY id',
    );
  }

  it('are each answered with their own contact, and leave their own change under their own request id', async () => {
    await emptyLog();
    const answers = await Promise.all(
      ids.map((id, n) => send('PATCH', `/contacts/${String(id)}`, `patch-${String(n)}`, { fields: { points: n } })),
    );
    answers.forEach((answer, n) => {
      expect(answer.statusCode).toBe(200);
      expect(answer.json()).toMatchObject({ id: ids[n], fields: { points: n } });
    });
    const found = (await changes()).map(({ contact_id, new: points, request_id }) => [contact_id, points, request_id]);
    expect(found.sort((a, b) => Number(a[1]) - Number(b[1]))).toEqual(
      ids.map((id, n) => [id, n, `patch-${String(n)}`]),
    );
  });

  it('fail alone: a wrong value, an unknown contact and a conflict leave the others written', async () => {
    const [first, second, third] = ids as [number, number, number];
    const answers = await Promise.all([
      send('PATCH', `/contacts/${String(first)}`, 'a', { city: 'Cork' }),
      send('PATCH', `/contacts/${String(second)}`, 'b', { fields: { points: 'many' } }),
      send('PATCH', '/contacts/999999', 'c', { city: 'Cork' }),
      send('PATCH', `/contacts/${String(second)}`, 'd', { email: 'person.0@example.com' }),
      send('PATCH', `/contacts/${String(second)}`, 'e', { email: null }),
      send('PATCH', `/contacts/${String(third)}`, 'f', { city: 'Cork' }),
      send('POST', '/contacts', 'g', { email: 'new.one@example.com', city: 'Cork' }),
      send('POST', '/contacts', 'h', { email: 'no address' }),
      send('POST', '/contacts', 'i', { email: 'new.two@example.com', city: 'Cork' }),
      send('PUT', `/contacts/${String(first)}/tags/vip`, 'j'),
    ]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 422, 404, 409, 422, 200, 201, 422, 201, 200]);
    const found = await api.db.query('SELECT email FROM contacts WHERE city = $1 ORDER BY email', ['Cork']);
    expect(found.map(({ email }) => email as string)).toEqual([
      'new.one@example.com',
      'new.two@example.com',
      'person.0@example.com',
      'person.2@example.com',
    ]);
  });

  it('to the same contact happen one after the other, each with its change', async () => {
    await emptyLog();
    const id = String(ids[5]);
    const answers = await Promise.all(
      [1, 2, 3, 4].map((n) => send('PATCH', `/contacts/${id}`, `same-${String(n)}`, { job_title: `Job ${String(n)}` })),
    );
    expect(answers.map((answer) => answer.json<{ job_title: string }>().job_title)).toEqual([
      'Job 1',
      'Job 2',
      'Job 3',
      'Job 4',
    ]);
    const found = (await changes()).map(({ old, new: value, request_id }) => [old, value, request_id]);
    expect(found).toEqual([
      [null, 'Job 1', 'same-1'],
      ['Job 1', 'Job 2', 'same-2'],
      ['Job 2', 'Job 3', 'same-3'],
      ['Job 3', 'Job 4', 'same-4'],
    ]);
  });

  it('replace the tags of their own contact only', async () => {
    await Promise.all(ids.slice(0, 20).map((id) => send('PUT', `/contacts/${String(id)}/tags/old`, 'tag')));
    const answers = await Promise.all(
      ids.slice(0, 20).map((id, n) => {
        const body = n % 2 === 0 ? { tags: [`new ${String(n)}`] } : { city: 'Bray' };
        return send('PATCH', `/contacts/${String(id)}`, 'tags', body);
      }),
    );
    const tags = answers.map((answer) => answer.json<{ tags: string[] }>().tags.filter((tag) => tag !== 'vip'));
    expect(tags).toEqual(ids.slice(0, 20).map((_, n) => (n % 2 === 0 ? [`new ${String(n)}`] : ['old'])));
  });

  it('bring events that are counted once each, duplicates among them', async () => {
    await emptyLog();
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        send('POST', '/events', `event-${String(n)}`, {
          contact: n % 4 === 0 ? { email: `from.event.${String(n)}@example.com` } : { id: n === 39 ? 999_999 : ids[n] },
          name: 'visited',
          id: `key-${String(n % 30)}`,
        }),
      ),
    );
    const statuses = answers.map((answer) => answer.json<{ results: { status: string }[] }>().results[0]?.status);
    const expected = Array.from({ length: 40 }, (_, n) => (n === 39 ? 'rejected' : n < 30 ? 'accepted' : 'duplicate'));
    expect(statuses).toEqual(expected);
    const log = await changes();
    const visits = log.filter(({ dimension }) => dimension === 'event:visited');
    expect(visits.map(({ request_id }) => request_id).sort()).toEqual(
      Array.from({ length: 30 }, (_, n) => `event-${String(n)}`).sort(),
    );
    const born = log.filter(({ dimension }) => dimension === 'created').map(({ request_id }) => request_id);
    expect(born.sort()).toEqual(Array.from({ length: 10 }, (_, n) => `event-${String(n * 4)}`).sort());
  });
});
