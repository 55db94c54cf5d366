import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApi, type TestApi } from '../testing/create-test-api.js';

describe('the api as a whole', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await createTestApi();
  });
  afterAll(() => api.close());

  it('is alive and ready', async () => {
    expect((await api.inject({ url: '/health/live' })).json()).toEqual({ status: 'ok' });
    const ready = await api.inject({ url: '/health/ready' });
    expect([ready.statusCode, ready.json()]).toEqual([200, { status: 'ok' }]);
  });

  it('answers an unknown address with a problem', async () => {
    const answer = await api.inject({ url: '/api/v1/nothing', headers: { 'x-request-id': 'abc-1' } });
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.headers['x-request-id']).toBe('abc-1');
    expect(answer.json()).toMatchObject({ status: 404, code: 'route.unknown', request_id: 'abc-1' });
  });
});
