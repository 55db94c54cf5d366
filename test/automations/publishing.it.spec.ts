import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AutomationLab, DAY_MS, HOUR_MS } from './automation-lab.js';

let lab: AutomationLab;
beforeAll(async () => {
  lab = await AutomationLab.open();
}, 60_000);
afterAll(() => lab.close());

type Choice = 'keep' | 'move' | 'exit';

interface Review {
  readonly version: number;
  readonly problems: { path: string }[];
  readonly settings: string[];
  readonly steps: { step: string; change: string; waiting: number; moves_to: string | null }[];
}

const tagged = (tag: string, next: string | null = null) => ({ type: 'add_tag', tag, next });

/** A wait of two days, then a tag that tells which version led there. */
const waiting = (steps: Record<string, unknown> = {}): Record<string, unknown> => ({
  triggers: [{ type: 'manual' }],
  start: 'hold',
  steps: { hold: { type: 'wait', for: '2d', next: 'after' }, after: tagged('old way'), ...steps },
});

const enrol = (id: number, contacts: number[]): Promise<unknown> =>
  lab.call('POST', `/automations/${String(id)}/enrolments`, { contact_ids: contacts });

const edit = (id: number, steps: Record<string, unknown>, more = {}): Promise<unknown> =>
  lab.call('PATCH', `/automations/${String(id)}`, { steps, ...more });

const publish = (id: number, migrate?: Record<string, Choice>): Promise<unknown> =>
  lab.call('POST', `/automations/${String(id)}/publish`, migrate && { migrate });

const review = (id: number): Promise<Review> => lab.call('GET', `/automations/${String(id)}/review`);

/** Publishes the flow and lets somebody in, who then waits. */
async function withSomebodyWaiting(document = waiting()): Promise<{ id: number; contact: number }> {
  const id = await lab.publish(document);
  const contact = await lab.contact();
  await enrol(id, [contact]);
  await lab.settle();
  return { id, contact };
}

describe('a review', () => {
  it('says what changed in words that a program can read, and how many wait there', async () => {
    const { id } = await withSomebodyWaiting();
    await edit(id, { hold: { type: 'wait', for: '3d', next: 'more' }, more: tagged('new') }, { description: 'New' });
    expect(await review(id)).toMatchObject({
      version: 2,
      problems: [],
      settings: ['description'],
      steps: expect.arrayContaining([
        {
          step: 'hold',
          change: 'changed',
          waiting: 1,
          moves_to: 'hold',
          before: { type: 'wait', for: '2d', next: 'after' },
        },
        { step: 'after', change: 'removed', waiting: 0, moves_to: null, before: tagged('old way') },
        { step: 'more', change: 'added', waiting: 0, moves_to: 'more', before: null },
      ]),
    });
  });

  it('lists what stands against publishing, of a draft that was never finished too', async () => {
    const { id } = await lab.call<{ id: number }>('POST', '/automations', {
      name: 'Empty',
      triggers: [],
      start: null,
      steps: {},
    });
    expect((await review(id)).problems.map(({ path }) => path)).toEqual(['triggers', 'start']);
  });
});

describe('a draft with problems', () => {
  it('is kept when asked for, with its problems, and can not be published', async () => {
    const { id } = await lab.call<{ id: number }>('POST', '/automations', { ...waiting(), name: 'D' });
    const path = `/automations/${String(id)}`;
    const broken = { hold: { type: 'wait', for: '2d', next: 'mail' }, mail: { type: 'send_email', next: 'nowhere' } };
    const refused = await lab.api.call('PATCH', path, { steps: broken });
    expect(refused.statusCode).toBe(422);
    const kept = await lab.call<{ version: number; problems: { path: string }[] }>('PATCH', `${path}?incomplete=true`, {
      steps: broken,
    });
    expect(kept).toMatchObject({ version: 2, steps: broken });
    expect(kept.problems.map((problem) => problem.path)).toContain('steps.mail.template');
    expect((await review(id)).problems.map((problem) => problem.path)).toContain('steps.mail.template');
    expect((await lab.api.call('POST', `${path}/publish`)).statusCode).toBe(422);
    expect((await lab.api.call('GET', `${path}/report`)).statusCode).toBe(200);
  });

  it('must still be a document', async () => {
    const answer = await lab.api.call('POST', '/automations?incomplete=true', { name: '', steps: [] });
    expect(answer.statusCode).toBe(422);
  });
});

describe('publishing again', () => {
  const shorter = { hold: { type: 'wait', for: '1h', next: 'after' }, after: tagged('new way') };

  it('keeps those who wait on the old version unless told otherwise', async () => {
    const { id, contact } = await withSomebodyWaiting();
    await edit(id, shorter);
    await publish(id);
    await lab.pass(2 * HOUR_MS);
    expect(await lab.tags(contact)).toEqual([]);
    await lab.pass(2 * DAY_MS);
    expect(await lab.tags(contact)).toEqual(['old way']);
  });

  it('moves those who wait at a changed step: the new wait counts from when they came', async () => {
    const { id, contact } = await withSomebodyWaiting();
    await edit(id, { ...shorter, hold: { type: 'wait', for: '3d', next: 'after' } });
    await lab.pass(DAY_MS);
    await publish(id, { hold: 'move' });
    await lab.pass(DAY_MS + HOUR_MS);
    expect(await lab.tags(contact)).toEqual([]);
    await lab.pass(DAY_MS);
    expect(await lab.tags(contact)).toEqual(['new way']);
  });

  it('leaves the wait of those who are moved alone where only what follows has changed', async () => {
    const { id, contact } = await withSomebodyWaiting();
    const [before] = await lab.enrolments(id);
    await edit(id, { hold: { type: 'wait', for: '2d', next: 'after' }, after: tagged('new way') });
    await publish(id, { hold: 'move' });
    const [after] = await lab.enrolments(id);
    expect([after!.due_at, after!.wait]).toEqual([before!.due_at, 'open']);
    await lab.pass(2 * DAY_MS + HOUR_MS);
    expect(await lab.tags(contact)).toEqual(['new way']);
  });

  it('takes those out for whom it says exit, and only those', async () => {
    const { id } = await withSomebodyWaiting();
    await edit(id, shorter);
    await publish(id, { hold: 'exit', after: 'move' });
    expect(await lab.enrolments(id)).toMatchObject([{ state: 'exited', exit_reason: 'republished', due_at: null }]);
  });

  it('moves those at a step that is gone to the next that is left, once', async () => {
    const { id, contact } = await withSomebodyWaiting();
    await edit(id, { after: tagged('new way') }, { start: 'after' });
    expect((await review(id)).steps).toContainEqual(
      expect.objectContaining({ step: 'hold', change: 'removed', waiting: 1, moves_to: 'after' }),
    );
    await publish(id, { hold: 'move' });
    await lab.settle();
    expect(await lab.tags(contact)).toEqual(['new way']);
    expect(await lab.path(id, contact)).toEqual(['hold:moved', 'after:next']);
  });

  it('ends the run of those at a step after which nothing is left', async () => {
    const { id } = await withSomebodyWaiting(waiting({ hold: { type: 'wait', for: '2d', next: null } }));
    await edit(id, { other: { type: 'wait', for: '1d', next: null } }, { start: 'other' });
    await publish(id, { hold: 'move' });
    expect(await lab.enrolments(id)).toMatchObject([{ state: 'completed', due_at: null, step: 'hold' }]);
  });

  it('wakes those who were stuck when their step was mended', async () => {
    const { id, contact } = await withSomebodyWaiting();
    await lab.db.execute(
      `UPDATE enrolments SET state = 'stuck', due_at = NULL, error = 'x', failures = 6 WHERE automation_id = $1`,
      [id],
    );
    await edit(id, shorter);
    await publish(id, { hold: 'move' });
    await lab.pass(2 * HOUR_MS);
    expect(await lab.tags(contact)).toEqual(['new way']);
  });

  it('asked twice moves once, and takes later those who were kept at first', async () => {
    const { id, contact } = await withSomebodyWaiting();
    await edit(id, shorter);
    await publish(id);
    await Promise.all([publish(id, { hold: 'move' }), publish(id, { hold: 'move' })]);
    await lab.pass(2 * HOUR_MS);
    expect(await lab.tags(contact)).toEqual(['new way']);
    expect(await lab.enrolments(id)).toHaveLength(1);
  });

  it('that dies on the way has moved nobody and published nothing', async () => {
    const { id } = await withSomebodyWaiting();
    await edit(id, shorter);
    await lab.db.execute(`
      CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'died'; END $$;
      CREATE TRIGGER die BEFORE INSERT ON audit_log FOR EACH ROW WHEN (NEW.action = 'automation.published')
        EXECUTE FUNCTION die()`);
    expect(
      (await lab.api.call('POST', `/automations/${String(id)}/publish`, { migrate: { hold: 'move' } })).statusCode,
    ).toBe(500);
    await lab.db.execute('DROP TRIGGER die ON audit_log; DROP FUNCTION die');
    const rows = await lab.db.query('SELECT version, step, wait FROM enrolments WHERE automation_id = $1', [id]);
    expect(rows).toEqual([{ version: 1, step: 'hold', wait: 'open' }]);
    expect(await lab.call('GET', `/automations/${String(id)}`)).toMatchObject({ published_version: 1 });
  });

  it('moves 25,000 in batches, each once, while the runner works', async () => {
    const id = await lab.publish(waiting());
    const contacts = await lab.contactsInBulk(25_000);
    for (let at = 0; at < contacts.length; at += 10_000) await enrol(id, contacts.slice(at, at + 10_000));
    await lab.settle();
    await edit(id, { hold: { type: 'wait', for: '1h', next: null } });
    await Promise.all([publish(id, { hold: 'move' }), lab.runner.runDue()]);
    await lab.pass(2 * HOUR_MS);
    const rows = await lab.db.query(
      `SELECT version, state, count(*)::int AS n FROM enrolments WHERE automation_id = $1 GROUP BY 1, 2`,
      [id],
    );
    expect(rows).toEqual([{ version: 2, state: 'completed', n: 25_000 }]);
  }, 120_000);

  it.each([{ migrate: { hold: 'fly' } }, { migrate: 'move' }, { migrate: { 'no step!': 'move' } }])(
    'refuses %j',
    async (body) => {
      const { id } = await withSomebodyWaiting();
      expect((await lab.api.call('POST', `/automations/${String(id)}/publish`, body)).statusCode).toBe(422);
    },
  );

  it('refuses a draft that is another than the one that was looked at', async () => {
    const { id } = await withSomebodyWaiting();
    await edit(id, shorter);
    const answer = await lab.api.inject({
      method: 'POST',
      url: `/api/v1/automations/${String(id)}/publish`,
      headers: { authorization: `Bearer ${lab.api.adminKey}`, 'if-match': '"1"' },
    });
    expect(answer.statusCode).toBe(412);
  });
});

describe('the report', () => {
  it('tells who left where, and how many of each way converted', async () => {
    const id = await lab.publish({
      triggers: [{ type: 'manual' }],
      goal: { condition: { type: 'tag', op: 'has_any_of', value: ['bought'] } },
      start: 'split',
      steps: {
        split: {
          type: 'branch',
          branches: [{ condition: { type: 'tag', op: 'has_any_of', value: ['vip'] }, next: 'hold' }],
          else: 'out',
        },
        hold: { type: 'wait', for: '2d', next: null },
        out: { type: 'exit' },
      },
    });
    const [buyer, idler, other] = [
      await lab.contact({ tags: ['vip'] }),
      await lab.contact({ tags: ['vip'] }),
      await lab.contact(),
    ];
    await enrol(id, [buyer, idler, other]);
    await lab.settle();
    await lab.call('PUT', `/contacts/${String(buyer)}/tags/bought`);
    await lab.settle();
    expect(await lab.call('GET', `/automations/${String(id)}/report`)).toMatchObject({
      converted: 1,
      steps: {
        split: { passed: 3, ways: { 'branch 1': 2, else: 1 }, converted: { 'branch 1': 1 }, left: 0 },
        hold: { waiting: 1, left: 1 },
        out: { left: 1 },
      },
    });
  });

  const untilOrdered = (more: Record<string, unknown> = {}): Promise<number> =>
    lab.publish({
      triggers: [{ type: 'manual' }],
      goal: {
        condition: { type: 'event', event: 'order_placed', measure: 'count', op: 'gte', value: 1, since: 'entry' },
        value_from: 'order_placed.value',
        ...more,
      },
      start: 'first',
      steps: {
        first: { type: 'add_tag', tag: 'seen', next: 'split' },
        split: {
          type: 'branch',
          branches: [{ condition: { type: 'tag', op: 'has_any_of', value: ['vip'] }, next: 'hold' }],
          else: 'other',
        },
        hold: { type: 'wait', for: '2d', next: null },
        other: { type: 'wait', for: '2d', next: null },
      },
    });
  interface Worth {
    readonly value: { total: number; currency: string | null; unrated: string[] } | null;
    readonly steps: Readonly<Record<string, { values: Record<string, number>; value: number; conversions: number }>>;
  }
  const reportOf = (id: number): Promise<Worth> => lab.call('GET', `/automations/${String(id)}/report`);
  const order = (contact: number, value: number, currency = 'EUR', more = {}): Promise<void> =>
    lab.event(contact, 'order_placed', more, { value, currency });

  it('tells what the goal was worth, in all, by step and by way, from the entry until it was reached', async () => {
    const id = await untilOrdered();
    const [vip, plain, idler] = [await lab.contact({ tags: ['vip'] }), await lab.contact(), await lab.contact()];
    await order(vip, 1_000);
    await enrol(id, [vip, plain, idler]);
    await lab.settle();
    await order(vip, 30.5);
    await order(plain, 12);
    await lab.settle();
    lab.clock.advance(60_000);
    await order(vip, 500);
    const report = await reportOf(id);
    expect(report).toMatchObject({
      ...{ converted: 2, value: { of: 'order_placed.value', total: 42.5, currency: 'EUR', unrated: [] } },
      steps: {
        first: { conversions: 2, value: 42.5, values: { next: 42.5 } },
        split: { converted: { 'branch 1': 1, else: 1 }, values: { 'branch 1': 30.5, else: 12 } },
        hold: { conversions: 0, value: 0 },
      },
    });
  });

  it('puts several currencies together in the one of the organisation, as far as there are rates', async () => {
    const id = await untilOrdered();
    const [one, two] = [await lab.contact(), await lab.contact()];
    await enrol(id, [one, two]);
    await lab.settle();
    await order(one, 10, 'USD');
    await order(two, 10, 'CHF');
    await lab.settle();
    const before = await reportOf(id);
    expect(before.value).toMatchObject({ total: 10, currency: 'USD', unrated: ['CHF', 'EUR'] });
    await lab.call('PUT', '/currencies/rates', { rates: [{ currency: 'CHF', day: '2026-01-01', rate: '1.2' }] });
    expect((await reportOf(id)).value).toMatchObject({ total: 22, unrated: ['EUR'] });
  });

  it('adds up a number of the event that is no money, and nothing where nothing is named', async () => {
    const id = await untilOrdered({ value_from: 'order_placed.pieces' });
    const contact = await lab.contact();
    await enrol(id, [contact]);
    await lab.settle();
    await order(contact, 10, 'EUR', { pieces: 3 });
    await lab.settle();
    expect((await reportOf(id)).value).toMatchObject({ total: 3, currency: null });
    const plain = await untilOrdered({ value_from: undefined });
    expect((await reportOf(plain)).value).toBeNull();
  });
});

describe('publishing', () => {
  it('refuses to move people from a step that no version has, and moves nobody', async () => {
    const { id } = await withSomebodyWaiting();
    await edit(id, { ...(waiting()['steps'] as object), hold: { type: 'wait', for: '3d', next: 'after' } });
    const answer = await lab.api.call('POST', `/automations/${String(id)}/publish`, {
      migrate: { hold: 'exit', hodl: 'exit', constructor: 'move' },
    });
    expect([answer.statusCode, answer.json<{ errors: object[] }>().errors]).toEqual([
      422,
      [
        { path: 'migrate.hodl', message: 'There is no step "hodl"' },
        { path: 'migrate.constructor', message: 'There is no step "constructor"' },
      ],
    ]);
    expect(await lab.enrolments(id)).toMatchObject([{ state: 'active', version: 1 }]);
    expect(await review(id)).toMatchObject({ published_version: 1 });
  });

  it('is warned of an address that will not be called, and not of others', async () => {
    const calls = (url: string) => ({ type: 'webhook', url, next: null });
    const warned = async (url: string): Promise<object[]> => {
      const { id } = await lab.call<{ id: number }>('POST', '/automations', {
        name: 'Calls',
        triggers: [{ type: 'manual' }],
        start: 'call',
        steps: { call: calls(url) },
      });
      return (await lab.call<{ warnings: object[] }>('GET', `/automations/${String(id)}/review`)).warnings;
    };
    expect(await warned('http://10.1.2.3/in')).toEqual([
      { path: 'steps.call.url', message: expect.stringMatching(/^10\.1\.2\.3 is not a public address/) },
    ]);
    expect(await warned('http://localhost:3000/in')).toHaveLength(1);
    expect(await warned('https://93.184.216.34/in')).toEqual([]);
  });
});
