import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ManualClock } from '#libs/kernel';
import { createTestApi, type TestApi, type TestResponse } from '../testing/create-test-api.js';

describe('Idempotency-Key', () => {
  let api: TestApi;
  const clock = new ManualClock(new Date());

  beforeAll(async () => {
    api = await createTestApi({ clock });
  });
  afterAll(() => api.close());

  let n = 0;
  function invite(key: string, email: string, bearer = api.adminKey, name = 'Ann'): Promise<TestResponse> {
    return api.inject({
      method: 'POST',
      url: '/api/v1/users',
      headers: { authorization: `Bearer ${bearer}`, 'idempotency-key': key },
      payload: { email, name, role: 'viewer' },
    });
  }
  const newEmail = (): string => `person${String(n++)}@example.com`;
  async function countOf(email: string): Promise<number> {
    const [row] = await api.db.query<{ n: number }>('SELECT count(*) AS n FROM users WHERE email = $1', [email]);
    return row!.n;
  }

  it('gives fifty equal calls at once one effect and equal answers', async () => {
    const email = newEmail();
    const answers = await Promise.all(Array.from({ length: 50 }, () => invite('fifty', email)));
    expect(answers.map((answer) => answer.statusCode)).toEqual(Array.from({ length: 50 }, () => 201));
    expect(new Set(answers.map((answer) => answer.body)).size).toBe(1);
    expect(new Set(answers.map((answer) => answer.headers['content-type'])).size).toBe(1);
    expect(answers.filter((answer) => answer.headers['idempotency-replayed'] !== 'true')).toHaveLength(1);
    expect(await countOf(email)).toBe(1);
  });

  it('repeats a refusal, too', async () => {
    const email = newEmail();
    await invite('first', email);
    const refused = await invite('refused', email);
    expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([409, 'user.email_taken']);
    await api.db.execute('DELETE FROM users WHERE email = $1', [email]);
    const again = await invite('refused', email);
    expect([again.statusCode, again.body]).toEqual([409, refused.body]);
    expect(again.headers['content-type']).toBe(refused.headers['content-type']);
  });

  it('refuses the key with another body', async () => {
    const email = newEmail();
    await invite('mine', email);
    const other = await invite('mine', newEmail());
    expect([other.statusCode, other.json<{ code: string }>().code]).toEqual([422, 'request.idempotency_mismatch']);
    expect((await invite('mine', email)).statusCode).toBe(201);
  });

  it('keeps the keys of callers apart', async () => {
    const second = await api.keyOf('administrator');
    const [a, b] = [newEmail(), newEmail()];
    expect((await invite('shared', a)).json<{ email: string }>().email).toBe(a);
    expect((await invite('shared', b, second)).json<{ email: string }>().email).toBe(b);
  });

  it('keeps no secret that an answer has shown', async () => {
    const answer = await invite('secret', newEmail());
    const stored = await api.db.query<{ all: string }>('SELECT json_agg(k)::text AS all FROM idempotency_keys k');
    expect(stored[0]!.all).not.toContain(answer.json<{ link: string }>().link);
    expect(stored[0]!.all).not.toContain('@example.com');
  });

  it('forgets after 24 hours', async () => {
    const email = newEmail();
    const first = await invite('old', email);
    clock.advance(24 * 3_600_000 - 1000);
    expect((await invite('old', email)).body).toBe(first.body);
    clock.advance(2000);
    expect((await invite('old', email)).statusCode).toBe(409);
  });

  it('runs again when the first call was killed before it answered', async () => {
    const email = newEmail();
    await invite('killed', email);
    await api.db.execute(`UPDATE idempotency_keys SET status = NULL WHERE key = 'killed'`);
    clock.advance(121_000);
    expect((await invite('killed', email)).statusCode).toBe(409);
  });

  it('must be printable and not too long', async () => {
    for (const key of ['x'.repeat(256), 'ü']) {
      const answer = await invite(key, newEmail());
      expect([answer.statusCode, answer.json<{ errors: object[] }>().errors]).toEqual([
        422,
        [{ path: 'Idempotency-Key', message: 'must have 1 to 255 printable ASCII characters' }],
      ]);
    }
  });
});
