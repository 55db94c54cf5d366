import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApi, type TestApi } from '../testing/create-test-api.js';

describe('a database that somebody has locked', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await createTestApi();
  });
  afterAll(() => api.close());

  it('makes reads and writes answer 503 and when to come again, and nothing waits for the end of the lock', async () => {
    let release: () => void = () => undefined;
    const over = new Promise<void>((resolve) => (release = resolve));
    let holding: Promise<void> | undefined;
    await new Promise<void>((hold) => {
      holding = api.db.transaction(async (tx) => {
        await tx.execute('LOCK TABLE contacts IN ACCESS EXCLUSIVE MODE');
        hold();
        await over;
      });
    });
    const writes = Array.from({ length: 5 }, (_, i) => api.call('POST', '/contacts', { email: `l${i}@example.com` }));
    const answers = await Promise.all([api.call('GET', '/contacts'), api.call('GET', '/contacts/1'), ...writes]);
    release();
    await holding;
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(answers.map(() => 503));
    for (const { headers } of answers) expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect((await api.call('POST', '/contacts', { email: 'l0@example.com' })).statusCode).toBe(201);
  }, 60_000);
});
