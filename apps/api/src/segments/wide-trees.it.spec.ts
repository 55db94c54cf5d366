import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApi, type TestApi } from '../testing/create-test-api.js';

interface Answer {
  readonly count?: number;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

describe('the widest trees', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await createTestApi();
    await api.call('POST', '/contacts', { email: 'a@x.example' });
  });
  afterAll(() => api.close());

  async function send(method: 'POST' | 'PATCH', path: string, payload: string): Promise<[number, Answer]> {
    const headers = { authorization: `Bearer ${api.adminKey}`, 'content-type': 'application/json' };
    const answer = await api.inject({ method, url: `/api/v1${path}`, headers, payload });
    return [answer.statusCode, answer.json<Answer>()];
  }
  const preview = (condition: string): Promise<[number, Answer]> =>
    send('POST', '/segments/preview', `{"condition":${condition}}`);
  const members = (count: number): string =>
    Array.from({ length: count }, (_, index) => `"k${String(index)}":1`).join(',');
  const many = (count: number, one: string): string => `[${Array.from({ length: count }, () => one).join(',')}]`;

  it('have 5,000 groups and conditions, empty ones among them', async () => {
    expect(await preview(`{"any":${many(2_499, '{"not":{"all":[]}}')}}`)).toMatchObject([200, { count: 0 }]);
    const message = 'holds more than 5000 groups and conditions';
    expect(await preview(`{"any":${many(2_500, '{"not":{"all":[]}}')}}`)).toMatchObject([
      422,
      { errors: [{ path: 'condition', message }] },
    ]);
  });

  it.each([
    ['{"all":[]}', '{"any":', '}', 'condition.any'],
    ['1', '{"all":', '}', 'condition.all'],
    ['{"all":[]}', '{"type":"event","event":"a","where":{"any":', '}}', 'condition.where.any'],
  ])('are refused by one sentence, however many %s they hold', async (one, open, close, path) => {
    const message = 'holds more than 5000 conditions';
    expect(await preview(`${open}${many(200_000, one)}${close}`)).toMatchObject([422, { errors: [{ path, message }] }]);
  });

  it('have no condition with hundreds of thousands of members', async () => {
    const start = performance.now();
    const [status, { errors }] = await preview(`{"type":"sample","percent":10,${members(300_000)}}`);
    expect([status, errors]).toEqual([422, [{ path: 'condition', message: 'holds more than 100 members' }]]);
    expect(performance.now() - start).toBeLessThan(15_000);
  });

  it('come in no document with hundreds of thousands of members either', async () => {
    const start = performance.now();
    const [status, { errors }] = await send(
      'POST',
      '/segments',
      `{"name":"a","condition":{"all":[]},${members(300_000)}}`,
    );
    expect([status, errors]).toEqual([422, [{ path: '', message: 'has more than 1000 members' }]]);
    expect(performance.now() - start).toBeLessThan(15_000);
  });
});
