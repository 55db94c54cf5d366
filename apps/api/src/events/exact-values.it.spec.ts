import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApi, type TestApi } from '../testing/create-test-api.js';

describe('values of events', () => {
  let api: TestApi;
  let contactId = 0;

  beforeAll(async () => {
    api = await createTestApi();
    contactId = (await api.call('POST', '/contacts', { email: 'exact@reader.example' })).json<{ id: number }>().id;
  });
  afterAll(() => api.close());

  const event = (name: string, value: string): string =>
    `{ "contact": { "id": ${String(contactId)} }, "name": "${name}", "value": ${value}, "properties": { "value": 1 } }`;
  const send = async (payload: string): Promise<unknown> => {
    const headers = { authorization: `Bearer ${api.adminKey}`, 'content-type': 'application/json' };
    return (await api.inject({ method: 'POST', url: '/api/v1/events', headers, payload })).json();
  };
  const kept = async (name: string): Promise<unknown> =>
    (await api.db.query<{ v: string }>(`SELECT value::text AS v FROM events WHERE name = $1 ORDER BY id`, [name])).map(
      ({ v }) => v,
    );

  it('are kept with every digit that was sent, alone and among many, as numbers and as text', async () => {
    const exact = ['9007199254740993', '0.1000000000000000055511', '-123456789012345678901234567890.12'];
    for (const value of exact) expect(await send(event('one', value))).toMatchObject({ accepted: 1 });
    expect(await kept('one')).toEqual(exact);
    const many = [...exact, '19.90', '1e30', ...exact.map((value) => `"${value}"`)];
    expect(await send(`[${many.map((value) => event('many', value)).join(',')}]`)).toMatchObject({ accepted: 8 });
    expect(await kept('many')).toEqual([...exact, '19.9', `1${'0'.repeat(30)}`, ...exact]);
  });

  it('are shown as numbers, and as text where a number would lose digits', async () => {
    for (const value of ['19.90', '-0.000123', '9007199254740993', '1e30']) await send(event('shown', value));
    const timeline = await api.call('GET', `/contacts/${String(contactId)}/timeline?limit=4`);
    const shown = timeline.json<{ data: { data: { value: unknown } }[] }>().data.map(({ data }) => data.value);
    expect(shown).toEqual([1e30, '9007199254740993', -0.000123, 19.9]);
    const exported = await api.call('GET', `/contacts/${String(contactId)}/export`);
    expect(exported.body).toContain('9007199254740993');
  });

  it('are refused when they are none', async () => {
    for (const value of ['"x"', '[12345678901234567890]', `1${'0'.repeat(101)}`, '"1234567890123456789x"']) {
      expect(await send(event('wrong', value))).toMatchObject({ accepted: 0, results: [{ status: 'rejected' }] });
    }
    expect(await send(event('wrong', '12345678901234567890x'))).toMatchObject({ status: 400 });
  });

  it('and properties with more digits than a number has here are refused with their place, the others taken', async () => {
    const withProperties = (properties: string): string =>
      `{ "contact": { "id": ${String(contactId)} }, "name": "property", "properties": ${properties} }`;
    const lost = ['{ "order no": [1, 12345678901234567890] }', '{ "deep": { "n": 1e400 } }'];
    const answer = await send(
      `[${[withProperties('{ "n": 0.1, "t": "12345678901234567890" }'), ...lost.map(withProperties)].join(',')}]`,
    );
    const message = 'has more digits than are kept of a number: round it, or send it as text';
    expect(answer).toMatchObject({
      accepted: 1,
      results: [
        { status: 'accepted' },
        { status: 'rejected', error: { errors: [{ path: 'properties.order no[1]', message }] } },
        { status: 'rejected', error: { errors: [{ path: 'properties.deep.n', message }] } },
      ],
    });
  });

  it('happen at a moment, not on a day, in a year, or somewhere without an offset', async () => {
    const at = (text: string): string => event('at', '1').replace('"name"', `"occurred_at": "${text}", "name"`);
    for (const text of [
      '2020',
      '2024-02-28',
      '2024-02-28T10:00:00',
      '2024-02-30T10:00:00Z',
      '2024-02-28T10:00:00+99:00',
    ])
      expect([text, await send(at(text))]).toMatchObject([
        text,
        { accepted: 0, results: [{ error: { errors: [{ path: 'occurred_at' }] } }] },
      ]);
    for (const text of ['2024-02-28T10:00:00Z', '2024-02-28T10:00+01:00'])
      expect(await send(at(text))).toMatchObject({ accepted: 1 });
  });
});
