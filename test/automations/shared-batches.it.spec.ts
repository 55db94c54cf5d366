import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { AUTOMATION_STEPS, type StepDefinition } from '#libs/automations';
import type { Tx } from '#libs/db';
import { AutomationLab, type EnrolmentRow } from './automation-lab.js';

let lab: AutomationLab;
beforeAll(async () => {
  lab = await AutomationLab.open();
}, 60_000);
afterAll(() => lab.close());

const CONTACTS = 3;

/** Automations with a mail and a tag, each with its own contacts due; the same contacts when these are given. */
async function severalDue(
  count: number,
  contacts?: readonly number[],
): Promise<{ automation: number; contacts: readonly number[] }[]> {
  const template = await lab.template();
  const all: { automation: number; contacts: readonly number[] }[] = [];
  for (let index = 0; index < count; index += 1) {
    const automation = await lab.publish({
      triggers: [{ type: 'manual' }],
      start: 's1',
      steps: {
        s1: { type: 'send_email', template, next: 's2' },
        s2: { type: 'add_tag', tag: `tag ${String(index % 2)}`, next: null },
      },
    });
    const own = contacts ?? (await lab.contactsInBulk(CONTACTS));
    await enrol(automation, own);
    all.push({ automation, contacts: own });
  }
  return all;
}

const enrol = (automation: number, contacts: readonly number[]): Promise<unknown> =>
  lab.call('POST', `/automations/${String(automation)}/enrolments`, { contact_ids: contacts });

const idsOf = (all: readonly { automation: number }[]): number[] => all.map(({ automation }) => automation);
const stateOf = ({ state, exit_reason: reason }: EnrolmentRow): string => (reason ? `${state}:${reason}` : state);

/** In how many transactions the steps of these automations were logged. */
async function transactionsOf(automations: readonly number[]): Promise<number> {
  const [row] = await lab.db.query<{ n: number }>(
    'SELECT count(DISTINCT xmin::text)::int AS n FROM enrolment_steps WHERE automation_id = ANY($1::bigint[])',
    [automations],
  );
  return row?.n ?? 0;
}

async function expectExactlyOnce(all: readonly { automation: number; contacts: readonly number[] }[]): Promise<void> {
  for (const { automation, contacts } of all) {
    const rows = await lab.enrolments(automation);
    expect(rows.map(stateOf)).toEqual(contacts.map(() => 'completed'));
    expect((await lab.messages(automation)).map((mail) => mail.contact_id)).toEqual(
      [...contacts].sort((a, b) => a - b),
    );
    for (const contact of contacts) expect(await lab.path(automation, contact)).toEqual(['s1:next', 's2:next']);
  }
}

function definitionOf(type: string): Pick<StepDefinition, 'run' | 'runTogether'> {
  const steps = lab.api.app.get<readonly StepDefinition[]>(AUTOMATION_STEPS, { strict: false });
  return steps.find((step) => step.type === type) as StepDefinition;
}

/** With the statement at this place of the first transaction of the runner failing. */
async function whileFailing(deadAt: number, code: string, work: () => Promise<void>): Promise<void> {
  const runnerDb = (lab.runner as unknown as { db: typeof lab.db }).db;
  const transaction = runnerDb.transaction.bind(runnerDb);
  let first = true;
  runnerDb.transaction = ((run: (tx: Tx) => Promise<unknown>, options: Parameters<typeof transaction>[1]) => {
    if (!first) return transaction(run, options);
    first = false;
    return transaction(async (tx) => run(failing(tx, deadAt, code)), { attempts: 1 });
  }) as typeof transaction;
  try {
    await work();
  } finally {
    runnerDb.transaction = transaction;
  }
}

function failing(tx: Tx, deadAt: number, code: string): Tx {
  let statements = 0;
  const step = (): void => {
    statements += 1;
    if (statements === deadAt) throw Object.assign(new Error('Lost'), { code });
  };
  return {
    ...tx,
    query: async (...args) => (step(), tx.query(...args)),
    execute: async (...args) => (step(), tx.execute(...args)),
  };
}

describe('runs of several automations', () => {
  it('are moved in one transaction, each once', async () => {
    const all = await severalDue(12);
    expect(await lab.runner.runDue()).toBe(12 * CONTACTS);
    await expectExactlyOnce(all);
    expect(await transactionsOf(idsOf(all))).toBe(1);
  });

  it('of the same contacts as well', async () => {
    const all = await severalDue(5, await lab.contactsInBulk(CONTACTS));
    await lab.runner.runDue();
    await expectExactlyOnce(all);
  });

  it('are left where they are when their automation is paused; the others are moved', async () => {
    const [paused, ...others] = await severalDue(3);
    await lab.call('POST', `/automations/${String(paused!.automation)}/pause`);
    await lab.runner.runDue();
    await expectExactlyOnce(others);
    expect((await lab.enrolments(paused!.automation)).map(({ step }) => step)).toEqual(['s1', 's1', 's1']);
    await lab.call('POST', `/automations/${String(paused!.automation)}/resume`);
    await lab.runner.runDue();
    await expectExactlyOnce([paused!]);
  });

  it('wait for nobody who changes one of the automations', async () => {
    const [busy, ...others] = await severalDue(3);
    await lab.db.transaction(async (tx) => {
      await tx.execute('SELECT FROM automations WHERE id = $1 FOR UPDATE', [busy!.automation]);
      expect(await lab.runner.runDue()).toBe(2 * CONTACTS);
    });
    await expectExactlyOnce(others);
    expect(await lab.runner.runDue()).toBe(CONTACTS);
    await expectExactlyOnce([busy!]);
  });

  it.each([
    ['a process that dies', '57P01'],
    ['a deadlock', '40P01'],
    ['a statement that is refused', '23514'],
  ])(
    'are all moved once after %s at any statement of the batch',
    async (_name, code) => {
      for (let deadAt = 1; deadAt <= 12; deadAt += 1) {
        const all = await severalDue(3);
        await whileFailing(deadAt, code, async () => {
          await lab.runner.runDue().catch(() => undefined);
        });
        await lab.runner.runDue();
        // What a refused step left for later.
        lab.clock.advance(61_000);
        await lab.runner.runDue();
        await expectExactlyOnce(all);
      }
    },
    120_000,
  );

  it('of which one fails at a step that all pass together: it alone is tried again', async () => {
    const all = await severalDue(4);
    const bad = all[2]!.contacts[1]!;
    const definition = definitionOf('send_email');
    const { run, runTogether } = definition;
    const refuse = (contactIds: readonly number[]): void => {
      if (contactIds.includes(bad)) throw new Error('The dog ate it');
    };
    // Both fail when they have written: what they wrote must be taken back.
    definition.run = async (params, batch, services) => {
      const outcomes = await run(params, batch, services);
      refuse(batch.contactIds);
      return outcomes;
    };
    definition.runTogether = async (visits, services) => {
      const outcomes = (await runTogether?.(visits, services)) ?? [];
      refuse(visits.flatMap(({ batch }) => batch.contactIds));
      return outcomes;
    };
    try {
      await lab.runner.runDue();
    } finally {
      Object.assign(definition, { run, runTogether });
    }
    const rows = (await Promise.all(idsOf(all).map((id) => lab.enrolments(id)))).flat();
    expect(rows.filter(({ state }) => state === 'completed')).toHaveLength(4 * CONTACTS - 1);
    expect(rows.find((row) => row.contact_id === bad)).toMatchObject({ state: 'active', error: 'The dog ate it' });
    expect((await lab.messages(all[2]!.automation)).map((mail) => mail.contact_id)).not.toContain(bad);
    lab.clock.advance(11_000);
    await lab.runner.runDue();
    await expectExactlyOnce(all);
  });

  it('go on when one of the automations can not be read any more', async () => {
    const [lost, ...others] = await severalDue(3);
    await lab.db.execute('UPDATE enrolments SET version = 99 WHERE automation_id = $1', [lost!.automation]);
    await lab.runner.runDue();
    await expectExactlyOnce(others);
    expect((await lab.enrolments(lost!.automation)).every(({ error }) => error !== null)).toBe(true);
  });
});

describe('automations that are slow', () => {
  it('are moved side by side: one that hangs holds up no other', async () => {
    const all = await severalDue(2);
    const definition = definitionOf('add_tag');
    const { run } = definition;
    const [hanging] = idsOf(all);
    const done = async (): Promise<boolean> => {
      const rows = await lab.enrolments(all[1]!.automation);
      return rows.length === 2 * CONTACTS && rows.every(({ state }) => state === 'completed');
    };
    let onlyFirst = false;
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    definition.run = async (params, batch, services) => {
      if (!onlyFirst) await pause(300);
      else if (batch.automation.id === hanging) await held;
      return run(params, batch, services);
    };
    try {
      await lab.runner.runDue();
      onlyFirst = true;
      for (const { automation } of all) await enrol(automation, await lab.contactsInBulk(CONTACTS));
      const running = lab.runner.runDue();
      for (let looks = 0; looks < 100 && !(await done()); looks += 1) await pause(50);
      expect(await done()).toBe(true);
      expect((await lab.enrolments(hanging!)).filter(({ state }) => state === 'completed')).toHaveLength(CONTACTS);
      letGo();
      expect(await running).toBe(2 * CONTACTS);
    } finally {
      letGo();
      definition.run = run;
    }
  });
});

describe('an automation that ends or begins runs of others', () => {
  it('does so when theirs stand still: a stopped run passes no step afterwards', async () => {
    const contacts = await lab.contactsInBulk(CONTACTS);
    const others = await severalDue(3, contacts);
    const [stopped] = others;
    const stopper = await lab.publish({
      triggers: [{ type: 'manual' }],
      start: 's1',
      steps: { s1: { type: 'stop_automation', automation: stopped!.automation, next: null } },
    });
    await enrol(stopper, contacts);
    await lab.settle();
    expect((await lab.enrolments(stopper)).map(stateOf)).toEqual(contacts.map(() => 'completed'));
    // Whichever came first: it went through, or it was stopped before its first step.
    for (const row of await lab.enrolments(stopped!.automation)) {
      const path = await lab.path(stopped!.automation, row.contact_id);
      expect([stateOf(row), ...path]).toEqual(
        row.state === 'completed' ? ['completed', 's1:next', 's2:next'] : ['exited:stopped'],
      );
    }
    await expectExactlyOnce(others.slice(1));
  });

  it('restarts a run that is due in the same moment, and leaves one under way', async () => {
    const contacts = await lab.contactsInBulk(CONTACTS);
    const target = await lab.publish({
      triggers: [{ type: 'manual' }],
      entry: { again: 'always' },
      start: 's1',
      steps: {
        s1: { type: 'add_tag', tag: 'begun', next: 's2' },
        s2: { type: 'wait', for: '1d', next: null },
      },
    });
    const starter = await lab.publish({
      triggers: [{ type: 'manual' }],
      start: 's1',
      steps: { s1: { type: 'start_automation', automation: target, next: null } },
    });
    await enrol(target, contacts);
    await enrol(starter, contacts);
    await severalDue(2, contacts);
    await lab.settle();
    expect((await lab.enrolments(target)).map(stateOf)).toEqual(contacts.flatMap(() => ['exited:restarted', 'active']));
    expect((await lab.enrolments(starter)).map(stateOf)).toEqual(contacts.map(() => 'completed'));
  });
});

describe('changes that start several automations', () => {
  it('enrol into all of them by one statement, each by its own rules', async () => {
    const waiting = { start: 's1', steps: { s1: { type: 'wait', for: '1d', next: null } } };
    const triggers = [{ type: 'event', event: 'bought' }];
    const contacts = await lab.contactsInBulk(4);
    const rules = {
      never: undefined,
      always: { again: 'always' },
      cooled: { again: 'always', cooldown: '1d' },
      limited: { again: 'after_exit', limit: 2 },
      keyed: { key: 'event.cart_id' },
    };
    const ids: Record<string, number> = {};
    for (const [name, entry] of Object.entries(rules)) {
      ids[name] = await lab.publish({ triggers, ...(entry ? { entry } : {}), ...waiting });
    }
    for (const cart of ['a', 'b'])
      for (const contact of contacts) await lab.event(contact, 'bought', { cart_id: cart });
    await lab.router.routeAll();
    const statesOf = async (name: string): Promise<string[]> => (await lab.enrolments(ids[name]!)).map(stateOf);
    expect(await statesOf('never')).toEqual(['active', 'active', 'active', 'active']);
    expect(await statesOf('always')).toEqual(contacts.flatMap(() => ['exited:restarted', 'active']));
    expect(await statesOf('cooled')).toEqual(['active', 'active', 'active', 'active']);
    expect(await statesOf('limited')).toEqual(['active', 'active']);
    expect(await statesOf('keyed')).toEqual(Array.from({ length: 8 }, () => 'active'));
    const [written] = await lab.db.query(
      `SELECT count(DISTINCT xmin::text)::int AS n, count(DISTINCT automation_id)::int AS automations
       FROM enrolments WHERE automation_id = ANY($1::bigint[])`,
      [Object.values(ids)],
    );
    expect(written).toEqual({ n: 1, automations: 5 });
  });
});
