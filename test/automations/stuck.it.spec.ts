import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AutomationLab, HOUR_MS } from './automation-lab.js';

let lab: AutomationLab;
beforeAll(async () => {
  lab = await AutomationLab.open();
}, 60_000);
afterAll(() => lab.close());

const steps = {
  choose: {
    type: 'branch',
    branches: [{ condition: { type: 'tag', op: 'has_any_of', value: ['vip'] }, next: 'thank' }],
    else: 'mark',
  },
  thank: { type: 'add_tag', tag: 'thanked', next: null },
  mark: { type: 'add_tag', tag: 'marked', next: 'last' },
  last: { type: 'add_tag', tag: 'done', next: null },
};

/** An automation whose runs stand at these steps, stuck, each with its own contact. */
async function stuckAt(places: readonly [step: string, error: string][]): Promise<{ id: number; contacts: number[] }> {
  const id = await lab.publish({ triggers: [{ type: 'manual' }], start: 'choose', steps });
  const contacts: number[] = [];
  for (const [step, error] of places) {
    const contact = await lab.contact();
    contacts.push(contact);
    await lab.call('POST', `/automations/${String(id)}/enrolments`, { contact_id: contact });
    await lab.db.execute(
      `UPDATE enrolments SET state = 'stuck', step = $3, due_at = NULL, failures = 6, error = $4
       WHERE automation_id = $1 AND contact_id = $2`,
      [id, contact, step, error],
    );
  }
  return { id, contacts };
}

const resolve = (id: number, body: Record<string, unknown>): Promise<{ changed: number }> =>
  lab.call('POST', `/automations/${String(id)}/stuck`, body);

describe('those who are stuck', () => {
  it('are shown by step and reason', async () => {
    const { id } = await stuckAt([
      ['mark', 'A'],
      ['mark', 'A'],
      ['last', 'B'],
    ]);
    const { data } = await lab.call<{ data: unknown[] }>('GET', `/automations/${String(id)}/stuck`);
    expect(data).toMatchObject([
      { step: 'mark', error: 'A', n: 2 },
      { step: 'last', error: 'B', n: 1 },
    ]);
  });

  it('go on when their step is tried again, and only those who are meant', async () => {
    const { id, contacts } = await stuckAt([
      ['mark', 'A'],
      ['mark', 'B'],
      ['last', 'A'],
    ]);
    expect(await resolve(id, { do: 'retry', step: 'mark', error: 'A' })).toEqual({ changed: 1 });
    await lab.settle();
    expect((await lab.enrolments(id)).map(({ state }) => state)).toEqual(['completed', 'stuck', 'stuck']);
    expect(await lab.tags(contacts[0]!)).toEqual(['done', 'marked']);
    expect(await resolve(id, { do: 'retry' })).toEqual({ changed: 2 });
    expect(await resolve(id, { do: 'retry' })).toEqual({ changed: 0 });
    await lab.settle();
    expect((await lab.enrolments(id)).every(({ state }) => state === 'completed')).toBe(true);
  });

  it('pass over their step by its last way, which the log shows', async () => {
    const { id, contacts } = await stuckAt([
      ['choose', 'A'],
      ['last', 'A'],
    ]);
    const [first, second] = contacts as [number, number];
    expect(await resolve(id, { do: 'skip' })).toEqual({ changed: 2 });
    await lab.pass(HOUR_MS);
    expect(await lab.path(id, first)).toEqual(['choose:skipped', 'mark:next', 'last:next']);
    expect(await lab.tags(first)).toEqual(['done', 'marked']);
    expect(await lab.path(id, second)).toEqual(['last:skipped']);
    expect((await lab.enrolments(id)).map(({ state, error }) => [state, error])).toEqual([
      ['completed', null],
      ['completed', null],
    ]);
  });

  it('leave when they are taken out, and nobody else does', async () => {
    const { id, contacts } = await stuckAt([
      ['mark', 'A'],
      ['mark', 'A'],
    ]);
    const [, second] = await lab.enrolments(id);
    expect(await resolve(id, { do: 'exit', enrolment_ids: [second!.id] })).toEqual({ changed: 1 });
    await lab.settle();
    expect((await lab.enrolments(id)).map(({ state, exit_reason: reason }) => [state, reason])).toEqual([
      ['stuck', null],
      ['exited', 'taken_out'],
    ]);
    expect(await lab.tags(contacts[1]!)).toEqual([]);
  });

  it('are asked for in words that the API knows', async () => {
    const { id } = await stuckAt([]);
    const answer = await lab.api.call('POST', `/automations/${String(id)}/stuck`, { do: 'pray' });
    expect(answer.statusCode).toBe(422);
    expect(answer.json<{ errors: { path: string }[] }>().errors[0]?.path).toBe('do');
    expect((await lab.api.call('POST', '/automations/999999/stuck', { do: 'retry' })).statusCode).toBe(404);
  });
});
