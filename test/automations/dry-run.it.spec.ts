import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DryRun } from '#libs/automations';
import { AutomationLab, DAY_MS } from './automation-lab.js';

interface Step {
  readonly waiting: number;
  readonly passed: number;
  readonly ways: Record<string, number>;
  readonly left: number;
  readonly failed: number;
  readonly mails: Mails;
}

interface Mails {
  readonly go: number;
  readonly withheld: Record<string, number>;
}

interface Report {
  readonly audience: { size: number; played: number; sampled: boolean };
  readonly entered: number;
  readonly kept_out: { filter: number; entry: number; trigger: number };
  readonly ends: Record<string, number>;
  readonly exits: Record<string, number>;
  readonly mails: Mails;
  readonly steps: Record<string, Step>;
  readonly errors: { step: string; message: string }[];
}

let lab: AutomationLab;
let template: number;
beforeAll(async () => {
  lab = await AutomationLab.open();
  template = await lab.template();
}, 60_000);
afterAll(() => lab.close());

const draft = async (document: Record<string, unknown>): Promise<number> =>
  (await lab.call<{ id: number }>('POST', '/automations', { name: 'A', ...document })).id;

const dryRun = (id: number, body: Record<string, unknown> = {}): Promise<Report> =>
  lab.call('POST', `/automations/${String(id)}/dry-run`, body);

const tagged = (...value: string[]) => ({ type: 'tag', op: 'has_any_of', value });
const subscribed = { newsletter: 'subscribed' };

/** A tag, a mail, two days, and a fork. */
const flow = (): Record<string, unknown> => ({
  start: 'tag',
  steps: {
    tag: { type: 'add_tag', tag: 'played', next: 'mail' },
    mail: { type: 'send_email', template, next: 'wait' },
    wait: { type: 'wait', for: '2d', next: 'fork' },
    fork: { type: 'branch', branches: [{ condition: tagged('gold'), next: 'hot' }], else: null },
    hot: { type: 'notify_sales', to: 'owner', message: 'Hot', next: null },
  },
});

/** Everything that playing could have written. */
async function footprint(): Promise<unknown> {
  const tables = [
    ...['contacts', 'contact_tags', 'tags', 'consents', 'contact_changes', 'events', 'segment_members'],
    ...['segment_history', 'enrolments', 'enrolment_steps', 'messages', 'message_events', 'sales_alerts'],
  ];
  const counts = tables.map((table) => `(SELECT count(*)::int FROM ${table}) AS ${table}`);
  return (await lab.db.query(`SELECT ${counts.join(', ')}`))[0];
}

describe('a dry run', () => {
  it('counts the ways, the mails that go and those that are withheld, and writes nothing', async () => {
    const audience = tagged('crowd');
    for (let n = 0; n < 3; n += 1) await lab.contact({ tags: ['crowd', 'gold'], consents: subscribed });
    for (let n = 0; n < 2; n += 1) await lab.contact({ tags: ['crowd'], consents: subscribed });
    await lab.contact({ tags: ['crowd'] });
    await lab.contact({ tags: ['crowd'], consents: { newsletter: 'unsubscribed' } });
    const id = await draft({ triggers: [{ type: 'tag_added', tag: 'crowd' }], ...flow() });
    await lab.settle();
    const before = await footprint();
    const report = await dryRun(id);
    expect(report).toMatchObject({
      audience: { size: 7, played: 7, sampled: false },
      entered: 7,
      kept_out: { filter: 0, entry: 0, trigger: 0 },
      ends: { completed: 7, converted: 0, exited: 0, waiting: 0, failed: 0, cut: 0 },
      mails: { go: 5, withheld: { 'consent.missing': 1, 'consent.unsubscribed': 1 } },
      errors: [],
    });
    expect(report.steps['mail']).toMatchObject({ passed: 7, mails: report.mails });
    expect(report.steps['fork']).toMatchObject({ passed: 7, ways: { 'branch 1': 3, else: 4 } });
    expect(report.steps['hot']).toMatchObject({ passed: 3, waiting: 0 });
    await lab.settle();
    expect(await footprint()).toEqual(before);
    // Whom the request names, whatever the triggers say.
    expect(await dryRun(id, { audience: { all: [audience, tagged('gold')] } })).toMatchObject({
      audience: { size: 3 },
      steps: { fork: { ways: { 'branch 1': 3 } } },
    });
  });

  it('agrees with what happens when the draft is published', async () => {
    for (const tags of [['real', 'gold'], ['real'], ['real']]) await lab.contact({ tags, consents: subscribed });
    const id = await draft({ triggers: [{ type: 'manual' }], ...flow() });
    const report = await dryRun(id, { audience: tagged('real') });
    await lab.call('POST', `/automations/${String(id)}/publish`);
    const members = await lab.call<{ data: { id: number }[] }>('GET', '/contacts?tag=real');
    await lab.call('POST', `/automations/${String(id)}/enrolments`, { contact_ids: members.data.map((one) => one.id) });
    await lab.settle();
    await lab.pass(2 * DAY_MS + 60_000);
    const real = await lab.call<Report>('GET', `/automations/${String(id)}/report`);
    const ways = ({ steps }: Report) =>
      Object.fromEntries(Object.entries(steps).map(([step, own]) => [step, own.ways]));
    expect(ways(report)).toEqual(ways(real));
    expect(ways(report)['fork']).toEqual({ 'branch 1': 1, else: 2 });
    // And now all of them have been through.
    expect(await dryRun(id, { audience: tagged('real') })).toMatchObject({ entered: 0, kept_out: { entry: 3 } });
  });

  it('keeps out whom the filter keeps out, and lets go whom the goal or an exit lets go', async () => {
    await lab.contact({ tags: ['leaving', 'staff'] });
    await lab.contact({ tags: ['leaving'] });
    await lab.contact({ tags: ['leaving', 'bronze'] });
    const id = await draft({
      triggers: [{ type: 'tag_added', tag: 'leaving' }],
      filter: { not: tagged('staff') },
      goal: { condition: { all: [tagged('reached'), { not: tagged('bronze') }] } },
      exit: { condition: { all: [tagged('reached'), tagged('bronze')] } },
      start: 'wait',
      steps: {
        wait: { type: 'wait', for: '1d', next: 'reach' },
        reach: { type: 'add_tag', tag: 'reached', next: 'rest' },
        rest: { type: 'wait', for: '1d', next: null },
      },
    });
    expect(await dryRun(id)).toMatchObject({
      entered: 2,
      kept_out: { filter: 1 },
      ends: { converted: 1, exited: 1, completed: 0 },
      exits: { exit_condition: 1 },
      steps: { rest: { left: 2, passed: 0 } },
    });
  });

  it('leaves those standing who wait for what nobody does, and goes on when their own steps meet it', async () => {
    await lab.contact({ tags: ['waiting'] });
    await lab.contact({ tags: ['waiting', 'bold'] });
    const id = await draft({
      triggers: [{ type: 'tag_added', tag: 'waiting' }],
      start: 'fork',
      steps: {
        fork: { type: 'branch', branches: [{ condition: tagged('bold'), next: 'give' }], else: 'ever' },
        give: { type: 'add_tag', tag: 'given', next: 'ever' },
        ever: { type: 'wait_for', condition: tagged('given'), then: null, else: null },
      },
    });
    expect(await dryRun(id)).toMatchObject({
      ends: { waiting: 1, completed: 1 },
      steps: { ever: { waiting: 1, passed: 1, ways: { then: 1 } } },
    });
  });

  it('follows memberships that its own steps change', async () => {
    const segment = await lab.call<{ id: number }>('POST', '/segments', { name: 'Ripe', condition: tagged('ripe') });
    await lab.buildSegments();
    await lab.contact({ tags: ['orchard'] });
    const inRipe = { type: 'segment', op: 'in', segment: segment.id };
    const id = await draft({
      triggers: [{ type: 'tag_added', tag: 'orchard' }],
      start: 'tag',
      steps: {
        tag: { type: 'add_tag', tag: 'ripe', next: 'wait' },
        wait: { type: 'wait', for: '1h', next: 'fork' },
        fork: { type: 'branch', branches: [{ condition: inRipe, next: null }], else: null },
      },
    });
    expect(await dryRun(id)).toMatchObject({ steps: { fork: { ways: { 'branch 1': 1 } } } });
  });

  it('takes those who did it lately, with what they did', async () => {
    const [small, large, other] = [await lab.contact(), await lab.contact(), await lab.contact()];
    await lab.event(small, 'ordered', { kind: 'shoes', pairs: 1 });
    await lab.event(large, 'ordered', { kind: 'shoes', pairs: 9 });
    await lab.event(large, 'ordered', { kind: 'socks', pairs: 1 });
    await lab.event(other, 'ordered', { kind: 'socks', pairs: 9 });
    const id = await draft({
      triggers: [{ type: 'event', event: 'ordered', where: { property: 'kind', op: 'is', value: 'shoes' } }],
      start: 'fork',
      steps: {
        fork: {
          type: 'branch',
          branches: [{ condition: { type: 'trigger', property: 'pairs', op: 'gte', value: 5 }, next: null }],
          else: null,
        },
      },
    });
    expect(await dryRun(id)).toMatchObject({
      audience: { size: 2 },
      entered: 2,
      steps: { fork: { ways: { 'branch 1': 1, else: 1 } } },
    });
  });

  it('plays a sample of many, says so, and is done in seconds', async () => {
    const ids = await lab.contactsInBulk(1_200);
    await lab.db.execute(`INSERT INTO tags (name, folded) VALUES ('many', 'many')`);
    await lab.db.execute(
      `INSERT INTO contact_tags (contact_id, tag_id) SELECT id, (SELECT id FROM tags WHERE name = 'many')
       FROM unnest($1::bigint[]) id`,
      [ids],
    );
    const id = await draft({ triggers: [{ type: 'tag_added', tag: 'many' }], ...flow() });
    const first = await dryRun(id, { sample: 500 });
    expect(first).toMatchObject({
      audience: { size: 1_200, played: 500, sampled: true },
      entered: 500,
      ends: { completed: 500 },
      mails: { go: 0, withheld: { 'consent.missing': 500 } },
    });
    const lines = await lab.api.call('POST', `/automations/${String(id)}/dry-run/live`, { sample: 500 });
    const said = lines.body
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { progress?: unknown; report?: Report });
    expect(said.flatMap(({ progress }) => progress ?? [])).toEqual(
      [200, 400, 500].map((played) => ({ played, of: 500 })),
    );
    expect(said.at(-1)?.report?.steps).toEqual(first.steps);
    // Whoever hangs up ends it: no batch begins any more.
    const gone = new AbortController();
    const onProgress = (): void => {
      gone.abort();
    };
    const watcher = { gone: gone.signal, onProgress };
    const partly = await lab.api.app.get(DryRun, { strict: false }).play(id, { sample: 500 }, watcher);
    expect(partly.audience).toMatchObject({ size: 1_200, played: 200 });
  }, 30_000);

  it('says what fails, and counts it, and the others go on', async () => {
    const [bad] = [await lab.contact({ tags: ['failing'] }), await lab.contact({ tags: ['failing'] })];
    await lab.db.execute(
      `ALTER TABLE contacts ADD CONSTRAINT dog CHECK (id <> ${String(bad)} OR job_title IS DISTINCT FROM 'eaten')`,
    );
    const id = await draft({
      triggers: [{ type: 'tag_added', tag: 'failing' }],
      start: 'field',
      steps: { field: { type: 'set_field', field: 'job_title', value: 'eaten', next: null } },
    });
    expect(await dryRun(id)).toMatchObject({
      ends: { completed: 1, failed: 1 },
      steps: { field: { passed: 1, failed: 1 } },
      errors: [{ step: 'field', message: expect.stringContaining('dog') }],
    });
  });

  it('ends a way that turns in a circle', async () => {
    await lab.contact({ tags: ['circling'] });
    const id = await draft({
      triggers: [{ type: 'tag_added', tag: 'circling' }],
      start: 'wait',
      steps: {
        wait: { type: 'wait', for: '1d', next: 'again' },
        again: { type: 'add_tag', tag: 'dizzy', next: 'wait' },
      },
    });
    expect(await dryRun(id)).toMatchObject({ ends: { cut: 1 } });
  }, 20_000);

  it('asks who is meant when the triggers can not tell', async () => {
    const id = await draft({ triggers: [{ type: 'manual' }], ...flow() });
    const answer = await lab.api.call('POST', `/automations/${String(id)}/dry-run`, {});
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({ errors: [{ path: 'audience' }] });
    const live = await lab.api.call('POST', `/automations/${String(id)}/dry-run/live`, { audience: { type: 'taste' } });
    expect(live.statusCode).toBe(422);
    expect(live.json<{ errors: { path: string }[] }>().errors[0]!.path).toMatch(/^audience/);
  });
});
