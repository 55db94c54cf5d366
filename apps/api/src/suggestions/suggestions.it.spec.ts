import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApi, type TestApi } from '../testing/create-test-api.js';

describe('suggestions', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await createTestApi();
    await api.call('POST', '/fields', { key: 'plan', type: 'text' });
    await api.call('POST', '/fields', { key: 'likes', type: 'set' });
    await api.call('POST', '/contacts/batch', [
      { email: 'a@example.com', country: 'GB', fields: { plan: 'Pro', likes: ['tea', 'rum'] } },
      { email: 'b@example.com', country: 'GB', fields: { plan: 'Basic', likes: ['tea'] } },
      { email: 'c@example.com', country: 'FR' },
    ]);
    await api.call('POST', '/events', [
      { contact: { email: 'a@example.com' }, name: 'order_completed', properties: { category: 'shoes', "o'dd": 1 } },
      { contact: { email: 'a@example.com' }, name: 'page_viewed', properties: { path: '/pricing' } },
    ]);
  });
  afterAll(() => api.close());

  it.each([
    ['field=country', ['GB', 'FR']],
    ['field=country&search=f', ['FR']],
    ['field=plan&search=PR', ['Pro']],
    ['field=likes', ['tea', 'rum']],
    ['field=birth_date', []],
    ['', ['order_completed', 'page_viewed']],
    ['search=page', ['page_viewed']],
    ['event=order_completed', ['category', "o'dd"]],
    ['event=order_completed&property=category', ['shoes']],
    ['event=nothing', []],
    ['limit=1', ['order_completed']],
  ])('%s lists what is in the data', async (query, data) => {
    expect((await api.call('GET', `/suggestions?${query}`)).json()).toEqual({ data, next_cursor: null });
  });

  it('refuses a field that does not exist', async () => {
    expect((await api.call('GET', '/suggestions?field=nothing')).statusCode).toBe(422);
  });
});
