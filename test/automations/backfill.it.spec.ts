import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AutomationLab } from './automation-lab.js';

let lab: AutomationLab;
beforeAll(async () => {
  lab = await AutomationLab.open();
}, 60_000);
afterAll(() => lab.close());

const path = (id: number): string => `/automations/${String(id)}/backfill`;
const marking = { start: 'mark', steps: { mark: { type: 'add_tag', tag: 'greeted', next: null } } };

const CANCEL_WAITING = `
  SELECT pg_cancel_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%contact_tags%'`;

describe('those who were there before', () => {
  it('enter once, in the segment or with the tag, and others do not', async () => {
    const [british, tagged, neither] = [
      await lab.contact({ country: 'GB' }),
      await lab.contact({ tags: ['vip'] }),
      await lab.contact({ country: 'IE' }),
    ];
    const condition = { type: 'field', field: 'country', op: 'is', value: 'GB' };
    const { id: segment } = await lab.call<{ id: number }>('POST', '/segments', { name: 'British', condition });
    await lab.buildSegments();
    await lab.settle();
    const id = await lab.publish({
      ...marking,
      triggers: [
        { type: 'segment_entered', segment },
        { type: 'tag_added', tag: 'vip' },
        { type: 'event', event: 'x' },
      ],
      entry: { again: 'after_exit' },
    });
    await lab.settle();
    expect(await lab.enrolments(id)).toEqual([]);

    expect(await lab.call('GET', path(id))).toEqual({ count: 2 });
    expect(await lab.call('POST', path(id), {})).toEqual({ looked_at: 2, enrolled: 2, next: null });
    await lab.settle();
    expect(await lab.tags(british)).toEqual(['greeted']);
    expect(await lab.tags(tagged)).toEqual(['greeted', 'vip']);
    expect(await lab.tags(neither)).toEqual([]);
    const rows = await lab.db.query('SELECT event FROM enrolments WHERE automation_id = $1 ORDER BY contact_id', [id]);
    expect(rows).toEqual([{ event: { segment } }, { event: { tag: 'vip' } }]);
    expect(await lab.call('POST', path(id), {})).toEqual({ looked_at: 0, enrolled: 0, next: null });
  });

  it('are kept out by the filter and the limit like everybody', async () => {
    for (const country of ['GB', 'GB', 'GB', 'IE']) await lab.contact({ country, tags: ['old'] });
    const id = await lab.publish({
      ...marking,
      triggers: [{ type: 'tag_added', tag: 'old' }],
      filter: { type: 'field', field: 'country', op: 'is', value: 'GB' },
      entry: { limit: 2 },
    });
    expect(await lab.call('GET', path(id))).toEqual({ count: 4 });
    expect(await lab.call('POST', path(id), {})).toMatchObject({ looked_at: 4, enrolled: 2 });
  });

  it('are nobody where dates, schedules or events begin it, and nobody enters what is not live', async () => {
    const birthday = { type: 'date', field: 'birth_date', anniversary: true };
    const id = await lab.publish({ ...marking, triggers: [birthday], entry: { again: 'after_exit' } });
    const refused = await lab.api.call('POST', path(id), {});
    expect(refused.statusCode).toBe(422);
    expect(refused.json<{ errors: { path: string }[] }>().errors[0]?.path).toBe('triggers');
    await lab.call('POST', `/automations/${String(id)}/pause`);
    expect((await lab.api.call('POST', path(id), {})).json()).toMatchObject({ code: 'automation.not_live' });
  });

  it('say in words of their own that finding them took too long', async () => {
    const id = await lab.publish({ ...marking, triggers: [{ type: 'tag_added', tag: 'slow' }] });
    for (const method of ['GET', 'POST'] as const) {
      const answer = await lab.db.transaction(async (tx) => {
        await tx.execute('LOCK TABLE contact_tags IN ACCESS EXCLUSIVE MODE');
        const asked = lab.api.call(method, path(id), method === 'POST' ? {} : undefined);
        // As the limit of time does it, only sooner.
        while ((await lab.db.query(CANCEL_WAITING)).length === 0)
          await new Promise((resolve) => setTimeout(resolve, 20));
        return asked;
      });
      expect(answer.json()).toMatchObject({ status: 503, code: 'automation.backfill_slow' });
      expect(answer.json<{ detail: string }>().detail).not.toMatch(/simulation/i);
    }
  });
});
