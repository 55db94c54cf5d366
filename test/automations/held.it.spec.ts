import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AutomationLab, HOUR_MS } from './automation-lab.js';

let lab: AutomationLab;
beforeAll(async () => {
  lab = await AutomationLab.open();
}, 60_000);
afterAll(() => lab.close());

const BROKEN = { name: 'Broken', triggers: [], start: 'mark', steps: { mark: { type: 'levitate', next: null } } };
const WHOLE = {
  name: 'Mended',
  triggers: [],
  start: 'mark',
  steps: { mark: { type: 'add_tag', tag: 'ok', next: null } },
};

interface HeldGroup {
  readonly step: string;
  readonly error: string;
  readonly whole: boolean;
  readonly n: number;
  readonly since: string;
  readonly retry_at: string;
}

const held = async (id: number): Promise<HeldGroup[]> =>
  (await lab.call<{ data: HeldGroup[] }>('GET', `/automations/${String(id)}/held`)).data;

const resolve = (id: number, body: Record<string, unknown>): Promise<{ changed: number }> =>
  lab.call('POST', `/automations/${String(id)}/held`, body);

const define = (id: number, definition: unknown): Promise<unknown> =>
  lab.db.execute(
    `INSERT INTO automation_versions (automation_id, version, definition) VALUES ($1, 99, $2)
     ON CONFLICT (automation_id, version) DO UPDATE SET definition = excluded.definition`,
    [id, JSON.stringify(definition)],
  );

/** Two people in a version that this installation can't read, tried once. */
async function heldRuns(): Promise<{ id: number; contacts: number[] }> {
  const id = await lab.publish({
    triggers: [{ type: 'manual' }],
    start: 'mark',
    steps: { mark: { type: 'add_tag', tag: 'ok', next: null } },
  });
  const contacts = [await lab.contact(), await lab.contact()];
  await lab.call('POST', `/automations/${String(id)}/enrolments`, { contact_ids: contacts });
  await define(id, BROKEN);
  await lab.db.execute('UPDATE enrolments SET version = 99 WHERE automation_id = $1', [id]);
  await lab.settle();
  return { id, contacts };
}

describe('runs whose whole batch can not be moved', () => {
  it('are said to be held, since when, why, and until when; the time stays that of the first try', async () => {
    const { id } = await heldRuns();
    const [first] = await held(id);
    expect(first).toMatchObject({ step: 'mark', whole: true, n: 2, error: expect.stringContaining('levitate') });
    await lab.pass(HOUR_MS);
    const [later] = await held(id);
    expect(later).toMatchObject({ n: 2, since: first!.since });
    expect(Date.parse(later!.retry_at)).toBeGreaterThan(Date.parse(first!.retry_at));
  });

  it('go on when they are tried again after the cause is mended, without waiting for their turn', async () => {
    const { id, contacts } = await heldRuns();
    await define(id, WHOLE);
    await lab.settle();
    expect(await held(id)).toHaveLength(1);
    expect(await resolve(id, { do: 'retry', step: 'mark' })).toEqual({ changed: 2 });
    await lab.settle();
    expect(await held(id)).toEqual([]);
    expect((await lab.enrolments(id)).map(({ state, error }) => [state, error])).toEqual([
      ['completed', null],
      ['completed', null],
    ]);
    expect(await lab.tags(contacts[0]!)).toEqual(['ok']);
  });

  it('leave when they are taken out, those who are meant', async () => {
    const { id } = await heldRuns();
    expect(await resolve(id, { do: 'exit', step: 'other' })).toEqual({ changed: 0 });
    expect(await resolve(id, { do: 'exit' })).toEqual({ changed: 2 });
    expect(await held(id)).toEqual([]);
    expect((await lab.enrolments(id)).every(({ exit_reason: reason }) => reason === 'taken_out')).toBe(true);
  });

  it('are asked for in words that the API knows', async () => {
    const { id } = await heldRuns();
    const answer = await lab.api.call('POST', `/automations/${String(id)}/held`, { do: 'skip' });
    expect(answer.statusCode).toBe(422);
    expect((await lab.api.call('GET', '/automations/999999/held')).statusCode).toBe(404);
  });
});

describe('a step that fails for everybody', () => {
  it('is shown while it is tried again, before anybody is stuck', async () => {
    const id = await lab.publish({
      triggers: [{ type: 'manual' }],
      start: 'set',
      steps: { set: { type: 'add_tag', tag: 'never', next: null } },
    });
    const contact = await lab.contact();
    await lab.db.execute(`
      CREATE FUNCTION refuse_tag() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN IF NEW.name = 'never' THEN RAISE EXCEPTION 'no such luck'; END IF; RETURN NEW; END $$`);
    await lab.db.execute('CREATE TRIGGER refuse BEFORE INSERT ON tags FOR EACH ROW EXECUTE FUNCTION refuse_tag()');
    await lab.call('POST', `/automations/${String(id)}/enrolments`, { contact_id: contact });
    await lab.settle();
    expect(await held(id)).toMatchObject([{ step: 'set', whole: false, n: 1, error: 'no such luck' }]);
    await lab.db.execute('DROP TRIGGER refuse ON tags');
    expect(await resolve(id, { do: 'retry' })).toEqual({ changed: 1 });
    await lab.settle();
    expect(await lab.tags(contact)).toEqual(['never']);
  });
});
