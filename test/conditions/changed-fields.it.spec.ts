import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConditionEvaluator } from '#libs/conditions';
import { SegmentRefresh } from '#libs/segments';
import { AutomationLab, DAY_MS } from '../automations/automation-lab.js';

let lab: AutomationLab;
beforeAll(async () => {
  lab = await AutomationLab.open();
}, 60_000);
afterAll(() => lab.close());

async function segment(condition: Record<string, unknown>): Promise<number> {
  const name = JSON.stringify(condition);
  const { id } = await lab.call<{ id: number }>('POST', '/segments', { name, condition });
  await lab.buildSegments();
  return id;
}

async function members(id: number): Promise<number[]> {
  const { data } = await lab.call<{ data: { id: number }[] }>('GET', `/segments/${String(id)}/members`);
  return data.map((member) => member.id).sort((a, b) => a - b);
}

async function pass(ms: number, id: number): Promise<void> {
  await lab.pass(ms);
  await lab.api.app.get(SegmentRefresh, { strict: false }).refresh(id);
  await lab.settle();
}

const changed = (field: string) => ({ type: 'field', field, op: 'changed_in_last', value: '7d' });

describe('changed_in_last', () => {
  it('begins with a change, ends by time alone, and begins again when the value is taken away', async () => {
    const id = await segment(changed('city'));
    const [moved, stayed] = [await lab.contact({ city: 'Bath' }), await lab.contact({ city: 'Bath' })];
    await lab.settle();
    expect(await members(id)).toEqual([moved, stayed]);
    await pass(8 * DAY_MS, id);
    expect(await members(id)).toEqual([]);
    await lab.call('PATCH', `/contacts/${String(moved)}`, { city: 'Leeds' });
    await lab.call('PATCH', `/contacts/${String(stayed)}`, { city: 'Bath' });
    await lab.settle();
    expect(await members(id)).toEqual([moved]);
    await pass(8 * DAY_MS, id);
    await lab.call('PATCH', `/contacts/${String(moved)}`, { city: null });
    await lab.settle();
    expect(await members(id)).toEqual([moved]);
  });

  it('knows custom fields, identities, and upserts', async () => {
    await lab.call('POST', '/fields', { key: 'plan', type: 'choice', options: ['free', 'paid'] });
    const [plan, email] = [await segment(changed('plan')), await segment(changed('email'))];
    const contact = await lab.contact({ external_id: 'x-1' });
    await lab.settle();
    expect([await members(plan), (await members(email)).includes(contact)]).toEqual([[], true]);
    await pass(8 * DAY_MS, email);
    await lab.call('POST', '/contacts', { external_id: 'x-1', email: 'new@example.com', fields: { plan: 'paid' } });
    await lab.settle();
    expect([await members(plan), await members(email)]).toEqual([[contact], [contact]]);
    const told = await lab.call<{ explanation: { sentence: string } }>(
      'GET',
      `/segments/${String(plan)}/explain?contact=${String(contact)}`,
    );
    expect(JSON.stringify(told)).toMatch(/changed in the last 7 days: changed on /);
  });

  it('moves by time beside a clause that moves at the turn of a day alone', async () => {
    await lab.call('POST', '/fields', { key: 'seen', type: 'datetime' });
    const anniversary = { type: 'field', field: 'seen', op: 'anniversary_on', value: 'today' };
    const condition = { all: [changed('city'), { not: anniversary }] };
    // Within a quarter of an hour it is the same day everywhere.
    const span = [new Date('2026-03-31T11:00:01Z'), new Date('2026-03-31T11:00:02Z')] as const;
    const moves = await lab.api.app.get(ConditionEvaluator, { strict: false }).compileMoves(condition, ...span);
    expect(await lab.db.query(moves!.sql, moves!.params)).toEqual([]);
  });

  it('fits every type of field, and asks for a time', async () => {
    for (const field of ['birth_date', 'latitude', 'created_at', 'owner']) {
      await lab.call('POST', '/segments/preview', { condition: changed(field) });
    }
    const refused = await lab.api.call('POST', '/segments/preview', {
      condition: { ...changed('city'), value: 'often' },
    });
    expect([refused.statusCode, refused.json()]).toEqual([
      422,
      expect.objectContaining({ errors: [expect.objectContaining({ path: 'condition.value' })] }),
    ]);
  });
});
