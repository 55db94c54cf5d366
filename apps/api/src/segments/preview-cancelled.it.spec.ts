import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createTestApi, type TestApi } from '../testing/create-test-api.js';

// The condition of a preview that waits: nothing else in the api's process reads contacts in this test.
const WAITING = `
  SELECT count(*)::int AS count FROM pg_stat_activity
  WHERE datname = current_database() AND query LIKE '%matching AS MATERIALIZED%' AND pid <> pg_backend_pid()
    AND state = 'active'`;

describe('a preview that nobody waits for', () => {
  let api: TestApi;
  let url: string;

  beforeAll(async () => {
    api = await createTestApi();
    await api.app.listen(0, '127.0.0.1');
    const { port } = api.app.getHttpServer().address() as AddressInfo;
    url = `http://127.0.0.1:${String(port)}/api/v1/segments/preview`;
  });
  afterAll(() => api.close());

  async function untilWaiting(count: number): Promise<void> {
    for (let tries = 0; tries < 500; tries += 1) {
      const [row] = await api.db.query<{ count: number }>(WAITING);
      if (row?.count === count) return;
      await pause(10);
    }
    throw new Error(`There are not ${String(count)} previews under way`);
  }

  function preview(signal: AbortSignal | null = null): Promise<Response> {
    return fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${api.adminKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ condition: { type: 'field', field: 'country', op: 'is', value: 'GB' } }),
      signal,
    });
  }

  it('is given up by the database when the client goes away, long before its time is over', async () => {
    await api.db.transaction(async (tx) => {
      await tx.execute('LOCK TABLE contacts IN ACCESS EXCLUSIVE MODE');
      const client = new AbortController();
      const answer = preview(client.signal).catch((error: unknown) => error);
      await untilWaiting(1);
      client.abort();
      expect(await answer).toMatchObject({ name: 'AbortError' });
      await untilWaiting(0);
    });
  });

  it('leaves its connection fit for the next, and who still waits is answered', async () => {
    const client = new AbortController();
    const all = await api.db.transaction(async (tx) => {
      await tx.execute('LOCK TABLE contacts IN ACCESS EXCLUSIVE MODE');
      const gone = preview(client.signal).catch(() => null);
      const staying = [preview(), preview()];
      await untilWaiting(3);
      client.abort();
      await gone;
      await untilWaiting(2);
      return staying;
    });
    const answers = await Promise.all([...all, preview(), preview(), preview()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  });
});
