import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApi, type TestApi } from '../testing/create-test-api.js';

describe('the audience over HTTP', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await createTestApi();
  });
  afterAll(() => api.close());

  const idOf = async (body: object): Promise<number> => (await api.call('POST', '/contacts', body)).json<Id>().id;
  const read = async <T>(path: string): Promise<T> => (await api.call('GET', path)).json<T>();
  const emails = async (path: string): Promise<(string | null)[]> =>
    (await read<List<{ email: string | null }>>(path)).data.map(({ email }) => email);

  it('keeps custom fields of every type, and says which value is wrong', async () => {
    const types = ['text', 'number', 'money', 'date', 'datetime', 'boolean', 'choice', 'set', 'url', 'phone'] as const;
    for (const type of types) {
      const options = type === 'choice' || type === 'set' ? { options: ['Red', 'Blue'] } : {};
      expect((await api.call('POST', '/fields', { key: `a_${type}`, type, ...options })).statusCode).toBe(201);
    }
    const fields = {
      a_text: 'words',
      a_number: '12.5',
      a_money: 3,
      a_date: '2024-02-29',
      a_datetime: '2024-02-29T12:00:00+02:00',
      a_boolean: 'yes',
      a_choice: 'red',
      a_set: ['blue', 'RED', 'blue'],
      a_url: 'https://example.com/',
      a_phone: '+44 20 7946 0000',
    };
    const made = await api.call('POST', '/contacts', { email: 'typed@example.com', fields });
    expect(made.json()).toMatchObject({
      fields: {
        ...fields,
        a_number: 12.5,
        a_datetime: '2024-02-29T10:00:00.000Z',
        a_boolean: true,
        a_choice: 'Red',
        a_set: ['Blue', 'Red'],
      },
    });
    const wrong = await api.call('POST', '/contacts', {
      email: 'no mail',
      birth_date: '29.02.2023',
      shoe: 1,
      fields: { a_choice: 'green', a_date: '2023-02-29', b: 1 },
    });
    expect(wrong.statusCode).toBe(422);
    const paths = wrong.json<{ errors: { path: string }[] }>().errors.map(({ path }) => path);
    expect(paths).toEqual(['email', 'birth_date', 'shoe', 'fields.a_choice', 'fields.a_date', 'fields.b']);
    const patched = await api.call('PATCH', `/contacts/${made.json<Id>().id}`, { fields: { a_text: '', a_set: null } });
    expect(Object.keys(patched.json<{ fields: object }>().fields)).not.toEqual(expect.arrayContaining(['a_text']));
  });

  it('refuses field keys that mean something else', async () => {
    for (const key of ['email', 'first_name', 'Upper', '1st', 'a-b', '', 'constructor']) {
      expect((await api.call('POST', '/fields', { key, type: 'text' })).statusCode).toBe(422);
    }
    expect((await api.call('POST', '/fields', { key: 'a_text', type: 'text' })).json()).toMatchObject({
      code: 'field.exists',
    });
  });

  it('deletes no field and no topic that a document names, and says which by its name', async () => {
    const make = async (path: string, body: object): Promise<string> =>
      `${path}/${String((await api.call('POST', path, body)).json<Id>().id)}`;
    const refusal = async (path: string): Promise<unknown> => {
      const { status, code, detail } = (await api.call('DELETE', path)).json<Record<string, unknown>>();
      return [status, code, detail];
    };
    const field = await make('/fields', { key: 'shoe_size', type: 'number' });
    const condition = { type: 'field', field: 'shoe_size', op: 'gt', value: 45 };
    const segment = await make('/segments', { name: 'Big feet', condition });
    const html = '<p>{{contact.shoe_size}}</p>';
    const template = await make('/templates', { name: 'Sizes', subject: 'S', html });
    const used = 'The field "shoe_size" is used by: ';
    expect(await refusal(field)).toEqual([409, 'field.in_use', `${used}segment “Big feet”, template “Sizes”.`]);
    // One that is gone has no name: its id has to do.
    await api.db.execute(
      `INSERT INTO document_refs (from_kind, from_id, to_kind, to_key) VALUES ('segment', 987654, 'field', 'shoe_size')`,
    );
    await api.call('DELETE', template);
    expect(await refusal(field)).toEqual([409, 'field.in_use', `${used}segment “Big feet”, segment 987654.`]);
    await api.db.execute(`DELETE FROM document_refs WHERE from_id = 987654`);
    const topic = await make('/topics', { name: 'Shoes', slug: 'shoes' });
    await make('/automations', {
      name: 'New shoes',
      triggers: [{ type: 'topic_subscribed', topic: 'shoes' }],
      start: 'tag',
      steps: { tag: { type: 'add_tag', tag: 'shoes', next: null } },
    });
    expect(await refusal(topic)).toEqual([409, 'topic.in_use', 'The topic is used by: automation “New shoes”.']);
    await api.call('DELETE', segment);
    expect((await api.call('DELETE', field)).statusCode).toBe(200);
    const sole = await make('/topics', { name: 'Hats', slug: 'hats' });
    const news = await make('/templates', { name: 'Hats', subject: 'Hats', html: '<p>Hats</p>' });
    const sale = { name: 'Hats off', template_id: Number(news.split('/').at(-1)), topic: 'hats' };
    await make('/campaigns', { ...sale, audience: { everyone: true, reason: 'test' } });
    expect(await refusal(sole)).toEqual([409, 'topic.in_use', 'The topic is used by: campaign “Hats off”.']);
  });

  it('searches exact before prefix before substring', async () => {
    await idOf({ email: 'zz-anna@example.com', external_id: 'anna-1' });
    await idOf({ email: 'anna@example.com' });
    await idOf({ email: 'anna.b@example.com' });
    await idOf({ email: 'x1@example.com', first_name: 'Anna', last_name: 'Bell' });
    await idOf({ email: 'x2@example.com', last_name: 'Hanna%' });
    expect(await emails('/contacts?search=ANNA@example.com')).toEqual(['anna@example.com', 'zz-anna@example.com']);
    expect(await emails('/contacts?search=anna')).toEqual([
      'anna.b@example.com',
      'anna@example.com',
      'x1@example.com',
      'zz-anna@example.com',
      'x2@example.com',
    ]);
    expect(await emails('/contacts?search=anna%20be')).toEqual(['x1@example.com']);
    expect(await emails('/contacts?search=%25')).toEqual(['x2@example.com']);
    expect(await pageThrough('/contacts?search=anna&limit=2')).toEqual(await emails('/contacts?search=anna'));
  });

  it('pages through every order without losing or repeating anybody', async () => {
    for (const sort of ['', 'created_at', '-created_at', 'last_name', '-last_name', 'email', '-updated_at']) {
      const all = await emails(`/contacts?limit=1000&sort=${sort}`);
      expect(await pageThrough(`/contacts?limit=2&sort=${sort}`)).toEqual(all);
    }
    expect((await api.call('GET', '/contacts?sort=shoe')).statusCode).toBe(422);
    expect((await api.call('GET', '/contacts?cursor=zzz')).statusCode).toBe(422);
  });

  it('lists who matches a condition', async () => {
    const body = { condition: { type: 'field', field: 'first_name', op: 'is', value: 'anna' } };
    const found = await api.call('POST', '/contacts/search', body);
    expect(found.json<List<{ email: string }>>().data.map(({ email }) => email)).toEqual(['x1@example.com']);
    const wrong = await api.call('POST', '/contacts/search', { condition: { all: [{ type: 'nothing' }] } });
    expect(wrong.statusCode).toBe(422);
    expect(wrong.json<{ errors: { path: string }[] }>().errors[0]?.path).toMatch(/^condition\.all\[0\]/);
  });

  it('tags one contact, counts and renames tags', async () => {
    const id = await idOf({ email: 'tagged@example.com' });
    expect((await api.call('PUT', `/contacts/${id}/tags/Big%20Spender`)).json()).toMatchObject({
      tags: ['Big Spender'],
    });
    expect((await api.call('PUT', `/contacts/${id}/tags/big%20spender`)).json()).toMatchObject({
      tags: ['Big Spender'],
    });
    expect(await emails('/contacts?tag=BIG%20SPENDER')).toEqual(['tagged@example.com']);
    const [tag] = (await read<List<{ id: number; name: string; contacts: number }>>('/tags')).data;
    expect(tag).toMatchObject({ name: 'Big Spender', contacts: 1 });
    const renamed = await api.call('PATCH', `/tags/${tag?.id ?? 0}`, { name: 'Whale', color: '#1c7ed6' });
    expect(renamed.json()).toMatchObject({ name: 'Whale', color: '#1c7ed6' });
    expect((await api.call('POST', '/tags', { name: 'WHALE' })).json()).toMatchObject({ code: 'tag.exists' });
    expect((await api.call('DELETE', `/contacts/${id}/tags/whale`)).json()).toMatchObject({ tags: [] });
    expect((await api.call('PUT', `/contacts/999999/tags/x`)).statusCode).toBe(404);
  });

  it('turns an unsubscribed contact back by a proven consent alone', async () => {
    const made = await api.call('POST', '/topics', { name: 'Product offers' });
    expect(made.json()).toMatchObject({ slug: 'product-offers' });
    const consents = (status: string): object => ({ email: 'shy@example.com', consents: { newsletter: status } });
    const id = await idOf(consents('unsubscribed'));
    const kept = await api.call('POST', '/contacts', consents('subscribed'));
    expect(kept.json()).toMatchObject({
      consents: { newsletter: 'unsubscribed' },
      warnings: [{ code: 'consent.kept' }],
    });
    const batch = await api.call('POST', '/contacts/batch', [consents('unconfirmed'), consents('subscribed')]);
    expect(batch.json()).toMatchObject({
      results: [
        { status: 'updated', id, warnings: [{ code: 'consent.kept', path: 'consents.newsletter' }] },
        { status: 'updated', id, warnings: [{ code: 'consent.kept', path: 'consents.newsletter' }] },
      ],
    });
    const path = `/contacts/${id}/consents/newsletter`;
    expect((await api.call('PUT', path, { status: 'subscribed' })).statusCode).toBe(422);
    const proof = { status: 'subscribed', source: 'phone call', lawful_basis: 'consent' };
    expect((await api.call('PUT', path, proof)).json()).toMatchObject({ consents: { newsletter: 'subscribed' } });
    expect((await api.call('PUT', `/contacts/${id}/consents/nothing`, proof)).statusCode).toBe(404);
    const log = await api.db.query('SELECT old_status, status, source FROM consent_log WHERE contact_id = $1', [id]);
    expect(log).toEqual([
      { old_status: null, status: 'unsubscribed', source: 'api' },
      { old_status: 'unsubscribed', status: 'subscribed', source: 'phone call' },
    ]);
  });

  it('tells one contact’s history, page by page', async () => {
    const id = await idOf({ email: 'past@example.com', tags: ['t1'], consents: { newsletter: 'subscribed' } });
    expect((await api.call('POST', `/contacts/${id}/notes`, { body: 'Met at the fair' })).statusCode).toBe(201);
    const at = '2024-01-01T00:00:00.123456Z';
    const events = Array.from({ length: 12 }, (_, n) => ({
      contact: { id },
      name: `e${n}`,
      occurred_at: at,
      value: n,
    }));
    expect((await api.call('POST', '/events', events)).json()).toMatchObject({ accepted: 12 });
    const all = await read<List<{ id: number; kind: string; name: string }>>(`/contacts/${id}/timeline`);
    expect(all.data.slice(0, 1)).toMatchObject([{ kind: 'note', name: 'note', data: { body: 'Met at the fair' } }]);
    expect(all.data.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['e0', 'e6', 'tag_added', 'consent_subscribed']),
    );
    expect(all.data.filter(({ kind }) => kind === 'event').map(({ name }) => name)).toEqual(
      Array.from({ length: 12 }, (_, n) => `e${11 - n}`),
    );
    expect(all.data.every((entry) => Number.isSafeInteger(entry.id))).toBe(true);
    expect(new Set(all.data.map((entry) => entry.id)).size).toBe(all.data.length);
    let cursor: string | null = '';
    const seen: number[] = [];
    while (cursor !== null) {
      const page: List<{ id: number }> = await read(`/contacts/${id}/timeline?limit=2&cursor=${cursor}`);
      seen.push(...page.data.map((entry) => entry.id));
      cursor = page.next_cursor;
    }
    expect(seen).toEqual(all.data.map((entry) => entry.id));
  });

  it('exports and erases, and keeps the address suppressed', async () => {
    const id = await idOf({ email: 'gone@example.com', tags: ['t1'], consents: { newsletter: 'subscribed' } });
    await api.call('POST', '/events', { contact: { id }, name: 'seen' });
    const exported = await read<{ contact: { email: string }; events: object[] }>(`/contacts/${id}/export`);
    expect(exported.contact.email).toBe('gone@example.com');
    expect(exported.events).toHaveLength(1);
    expect((await api.call('POST', `/contacts/${id}/erase`)).statusCode).toBe(200);
    expect((await api.call('GET', `/contacts/${id}`)).statusCode).toBe(404);
    expect(await read('/suppressions?email=GONE@example.com')).toMatchObject({ data: [{ reason: 'erased' }] });
    expect((await api.call('DELETE', `/contacts/${id}`)).statusCode).toBe(404);
  });

  it('erases what names the person from mails that were sent and from one that is being handed over', async () => {
    const id = await idOf({ email: 'ada@gone.example', consents: { newsletter: 'subscribed' } });
    const named = `'Ada, for you', 'ada@gone.example'`;
    await api.db.execute(`
      WITH mails AS (
        INSERT INTO messages (contact_id, source_kind, source_id, occurrence, class, state, subject, recipient_address)
        SELECT ${id}, 'campaign', n, '1', 'marketing', CASE n WHEN 1 THEN 'sent' ELSE 'pending' END, ${named}
        FROM generate_series(1, 2) n RETURNING id, source_id)
      INSERT INTO message_queue (message_id, priority, source_kind, source_id, lane, due_at, state, owner, subject, address)
      SELECT id, 5, 'campaign', source_id, source_id, now(), 'sending', 'a', ${named} FROM mails WHERE source_id = 2`);
    expect((await api.call('POST', `/contacts/${id}/erase`)).statusCode).toBe(200);
    const left = await api.db.query(`
      SELECT subject, recipient_address AS address FROM messages WHERE contact_id = ${id}
      UNION ALL SELECT subject, address FROM message_queue WHERE owner = 'a'`);
    expect(left).toEqual([1, 2, 3].map(() => ({ subject: null, address: null })));
    await api.db.execute(`DELETE FROM message_queue WHERE owner = 'a'`);
  });

  it('answers a conflict of two identities with 409', async () => {
    await idOf({ email: 'one@example.com' });
    await idOf({ external_id: 'two' });
    const answer = await api.call('POST', '/contacts', { email: 'one@example.com', external_id: 'two' });
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([409, 'contact.conflict']);
    expect((await api.call('POST', '/contacts', { first_name: 'Nobody' })).statusCode).toBe(422);
    expect((await api.call('POST', '/contacts', [])).statusCode).toBe(422);
    expect((await api.call('POST', '/contacts/batch', {})).statusCode).toBe(422);
    const many = Array.from({ length: 10_001 }, () => ({}));
    expect((await api.call('POST', '/contacts/batch', many)).statusCode).toBe(413);
  });

  async function pageThrough(path: string): Promise<(string | null)[]> {
    const seen: (string | null)[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: List<{ email: string | null }> = await read(`${path}&cursor=${cursor}`);
      seen.push(...page.data.map(({ email }) => email));
      cursor = page.next_cursor;
    }
    return seen;
  }
});

interface Id {
  readonly id: number;
}

interface List<T> {
  readonly data: readonly T[];
  readonly next_cursor: string | null;
}
