import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ChangeRouter } from '#libs/contacts';
import { SegmentRefresh } from '#libs/segments';
import { createTestApi, type TestApi } from '../testing/create-test-api.js';

const WAITING = `
  SELECT count(*)::integer AS waiting FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock'`;

describe('a contact that is deleted', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await createTestApi();
  });
  afterAll(() => api.close());

  async function call<T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<T> {
    const answer = await api.call(method, path, body);
    if (answer.statusCode >= 400) throw new Error(`${method} ${path}: ${answer.statusCode} ${answer.body}`);
    return answer.json<T>();
  }

  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  async function untilWaiting(count: number): Promise<void> {
    for (let tries = 0; tries < 200; tries += 1) {
      const [row] = await api.db.query<{ waiting: number }>(WAITING);
      if (row!.waiting >= count) return;
      await pause(25);
    }
    throw new Error(`${count} never waited`);
  }

  /** What is left of the contact, and how many the segment says it has. */
  async function expectNoTrace(segment: number, contact: number): Promise<void> {
    for (const table of ['segment_members', 'segment_history', 'segment_touched']) {
      expect(await api.db.query(`SELECT FROM ${table} WHERE contact_id = $1`, [contact])).toEqual([]);
    }
    expect(await call('GET', `/segments/${segment}`)).toMatchObject({ count: 0 });
  }

  it('while the router has it leaves no membership, no history and no number behind', async () => {
    const router = api.app.get(ChangeRouter, { strict: false });
    const condition = { type: 'tag', op: 'has_any_of', value: ['vip'] };
    const { id } = await call<{ id: number }>('POST', '/segments', { name: 'Erased', condition });
    const { id: contact } = await call<{ id: number }>('POST', '/contacts', { email: 'gone@example.org' });
    await api.app.get(SegmentRefresh, { strict: false }).refresh(id);
    await router.routeAll();
    await call('POST', '/contacts', { email: 'gone@example.org', tags: ['vip'] });

    // Holds the router between the membership that it has written and its commit.
    const { routed, deleted } = await api.db.transaction(async (tx) => {
      await tx.execute('LOCK TABLE segment_history IN SHARE MODE');
      const routing = router.routeAll();
      await untilWaiting(1);
      const deletion = api.call('DELETE', `/contacts/${contact}`);
      await Promise.race([deletion, untilWaiting(2)]);
      return { routed: routing, deleted: deletion };
    });
    await routed;
    expect((await deleted).statusCode).toBeLessThan(300);
    await router.routeAll();

    await expectNoTrace(id, contact);
  });

  it.each(['first build', 'rebuild'])('while a %s has found it leaves nothing behind either', async (kind) => {
    const router = api.app.get(ChangeRouter, { strict: false });
    const refresh = api.app.get(SegmentRefresh, { strict: false });
    const email = `found.${kind.replace(' ', '')}@example.org`;
    const { id: contact } = await call<{ id: number }>('POST', '/contacts', { email, tags: [kind] });
    await router.routeAll();
    const tagged = (value: string) => ({ type: 'tag', op: 'has_any_of', value: [value] });
    const first = kind === 'rebuild' ? tagged('nobody') : tagged(kind);
    const { id } = await call<{ id: number }>('POST', '/segments', { name: kind, condition: first });
    if (kind === 'rebuild') {
      await refresh.refresh(id);
      await call('PATCH', `/segments/${id}`, { condition: tagged(kind) });
    }

    // Holds the build in the statement that has found the contact.
    const { built, deleted } = await api.db.transaction(async (tx) => {
      await tx.execute('LOCK TABLE segment_counts IN SHARE MODE');
      const building = refresh.refresh(id);
      await untilWaiting(1);
      const deletion = api.call('DELETE', `/contacts/${contact}`);
      await Promise.race([deletion, untilWaiting(2)]);
      return { built: building, deleted: deletion };
    });
    expect((await deleted).statusCode).toBeLessThan(300);
    await built;
    await router.routeAll();
    await expectNoTrace(id, contact);
  });
});
