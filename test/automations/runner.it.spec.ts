import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventEmitter, once } from 'node:events';
import { AUTOMATION_STEPS, AutomationRunner } from '#libs/automations';
import type { StepDefinition } from '#libs/automations';
import type { Tx } from '#libs/db';
import { AutomationLab, DAY_MS } from './automation-lab.js';

let lab: AutomationLab;
beforeAll(async () => {
  lab = await AutomationLab.open();
}, 60_000);
afterAll(() => lab.close());

const journey = (template: number): Record<string, unknown> => ({
  triggers: [{ type: 'manual' }],
  start: 's1',
  steps: {
    s1: { type: 'add_tag', tag: 'seen', next: 's2' },
    s2: { type: 'send_email', template, next: 's3' },
    s3: {
      type: 'branch',
      branches: [{ condition: { type: 'sample', percent: 50, salt: 'x' }, next: 's4' }],
      else: 's5',
    },
    s4: { type: 'notify_sales', to: 'owner', message: 'Hot: {{contact.email}}', next: 's6' },
    s5: { type: 'send_email', template, next: 's6' },
    s6: { type: 'wait', for: '1d', next: null },
  },
});

const enrolAll = (automation: number, contacts: readonly number[]): Promise<unknown> =>
  lab.call('POST', `/automations/${String(automation)}/enrolments`, { contact_ids: contacts });

/** Every effect of every step, counted: each visit once, each mail once, each alert once. */
async function expectExactlyOnce(automation: number, contacts: number): Promise<void> {
  const [counts] = await lab.db.query(
    `SELECT
       (SELECT count(*)::int FROM enrolments WHERE automation_id = $1 AND step = 's6' AND state = 'active') AS waiting,
       (SELECT count(*)::int FROM enrolment_steps WHERE automation_id = $1) AS visits,
       (SELECT count(DISTINCT (enrolment_id, step_run))::int FROM enrolment_steps WHERE automation_id = $1) AS distinct_visits,
       (SELECT count(*)::int FROM messages WHERE source_kind = 'automation' AND source_id = $1) AS mails,
       (SELECT count(*)::int FROM sales_alerts WHERE automation_id = $1) AS alerts,
       (SELECT count(*)::int FROM enrolment_steps WHERE automation_id = $1 AND step = 's4') AS notified`,
    [automation],
  );
  const { mails, alerts, notified, ...rest } = counts as Record<string, number>;
  expect(rest).toEqual({ waiting: contacts, visits: 4 * contacts, distinct_visits: 4 * contacts });
  expect(alerts).toBe(notified);
  expect(mails! + alerts!).toBe(2 * contacts);
}

/** The step's own definition, to make it fail for a while. */
function definitionOf(type: string): { run: StepDefinition['run'] } {
  const steps = lab.api.app.get<readonly StepDefinition[]>(AUTOMATION_STEPS, { strict: false });
  return steps.find((step) => step.type === type) as { run: StepDefinition['run'] };
}

async function whileBroken(type: string, run: StepDefinition['run'], work: () => Promise<void>): Promise<void> {
  const definition = definitionOf(type);
  const own = definition.run;
  definition.run = run;
  try {
    await work();
  } finally {
    definition.run = own;
  }
}

describe('two runners at once', () => {
  it('lead 2,000 enrolments, each step effect once', async () => {
    const automation = await lab.publish(journey(await lab.template()));
    await enrolAll(automation, await lab.contactsInBulk(2_000));
    const other = new (AutomationRunner as unknown as new (...parts: unknown[]) => AutomationRunner)(
      ...['db', 'clock', 'versions', 'journey', 'sweeper', 'logger'].map(
        (part) => (lab.runner as unknown as Record<string, unknown>)[part],
      ),
    );
    await Promise.all([lab.runner.runDue(), other.runDue(), lab.runner.runDue()]);
    await lab.runner.runDue();
    await expectExactlyOnce(automation, 2_000);
  }, 60_000);
});

describe('a run in the hands of one runner', () => {
  /** Holds the runs as a runner does that is in the middle of its batch, until told to let go. */
  async function hold(automation: number): Promise<() => Promise<void>> {
    const [taken, letGo] = [new EventEmitter(), new EventEmitter()];
    const transaction = lab.db.transaction(async (tx) => {
      await tx.query('SELECT FROM enrolments WHERE automation_id = $1 FOR UPDATE', [automation]);
      const told = once(letGo, 'die');
      taken.emit('taken');
      await told;
      throw new Error('died');
    });
    await Promise.race([once(taken, 'taken'), transaction]);
    return async () => {
      letGo.emit('die');
      await expect(transaction).rejects.toThrow('died');
    };
  }

  it('is left alone by the others, and taken over when it dies', async () => {
    const automation = await lab.publish(journey(await lab.template()));
    await enrolAll(automation, await lab.contactsInBulk(3));
    const die = await hold(automation);
    expect(await lab.runner.runDue()).toBe(0);
    await die();
    expect(await lab.runner.runDue()).toBe(3);
    await expectExactlyOnce(automation, 3);
  });

  it('is not begun once its automation is paused', async () => {
    const automation = await lab.publish(journey(await lab.template()));
    await enrolAll(automation, await lab.contactsInBulk(2));
    await lab.call('POST', `/automations/${String(automation)}/pause`);
    expect(await lab.runner.runDue()).toBe(0);
    expect(await lab.messages(automation)).toEqual([]);
    await lab.call('POST', `/automations/${String(automation)}/resume`);
    await lab.runner.runDue();
    await expectExactlyOnce(automation, 2);
  });

  it("is nobody's once a goal has ended it", async () => {
    const automation = await lab.publish(journey(await lab.template()));
    await enrolAll(automation, await lab.contactsInBulk(1));
    await lab.db.execute(`UPDATE enrolments SET state = 'converted', due_at = NULL WHERE automation_id = $1`, [
      automation,
    ]);
    expect(await lab.runner.runDue()).toBe(0);
    expect(await lab.messages(automation)).toEqual([]);
  });
});

/** A transaction whose connection is lost at one of its statements. Several run side by side: each counts its own. */
function mortal(tx: Tx, deadAt: number): Tx {
  let statements = 0;
  const step = (): void => {
    statements += 1;
    if (statements >= deadAt) throw Object.assign(new Error('Connection terminated unexpectedly'), { code: '57P01' });
  };
  return {
    ...tx,
    query: async (...args) => (step(), tx.query(...args)),
    execute: async (...args) => (step(), tx.execute(...args)),
  };
}

describe('a process that dies', () => {
  // Whatever statement of the batch is the last, the transaction is undone as a whole and done again by the next.
  it('at any statement of a batch loses nothing and does nothing twice', async () => {
    const automation = await lab.publish(journey(await lab.template()));
    await enrolAll(automation, await lab.contactsInBulk(20));
    const transaction = lab.db.transaction.bind(lab.db);
    const runnerDb = (lab.runner as unknown as { db: typeof lab.db }).db;
    try {
      for (let deadAt = 1; ; deadAt += 1) {
        expect(deadAt).toBeLessThan(200);
        runnerDb.transaction = ((work: Parameters<typeof transaction>[0]) =>
          transaction(async (tx) => work(mortal(tx, deadAt)))) as typeof transaction;
        const survived = await lab.runner.runDue().then(
          () => true,
          () => false,
        );
        if (survived) break;
        expect((await lab.enrolments(automation)).every(({ step }) => step === 's1')).toBe(true);
        expect(await lab.messages(automation)).toEqual([]);
        lab.clock.advance(61_000);
      }
    } finally {
      runnerDb.transaction = transaction;
    }
    await expectExactlyOnce(automation, 20);
  }, 120_000);
});

describe('a step that fails', () => {
  const tagging = {
    triggers: [{ type: 'manual' }],
    start: 's1',
    steps: { s1: { type: 'add_tag', tag: 'ok', next: null } },
  };

  it('for one contact leaves the others alone; it is tried again later, then stuck with its reason', async () => {
    const automation = await lab.publish(tagging);
    const contacts = await lab.contactsInBulk(100);
    const bad = contacts[41]!;
    await enrolAll(automation, contacts);
    const run = definitionOf('add_tag').run;
    await whileBroken(
      'add_tag',
      async (params, batch, services) => {
        const outcomes = await run(params, batch, services);
        if (batch.contactIds.includes(bad)) throw new Error('The dog ate it');
        return outcomes;
      },
      async () => {
        await lab.runner.runDue();
        const rows = await lab.enrolments(automation);
        expect(rows.filter(({ state }) => state === 'completed')).toHaveLength(99);
        expect(rows.find((row) => row.contact_id === bad)).toMatchObject({ state: 'active', error: 'The dog ate it' });
        expect(await lab.tags(bad)).toEqual([]);
        for (let attempt = 0; attempt < 5; attempt += 1) {
          lab.clock.advance(3 * 3_600_000);
          await lab.runner.runDue();
        }
        expect((await lab.enrolments(automation)).find((row) => row.contact_id === bad)).toMatchObject({
          state: 'stuck',
          step: 's1',
          error: 'The dog ate it',
        });
      },
    );
    const report = await lab.call('GET', `/automations/${String(automation)}/report`);
    expect(report).toMatchObject({ completed: 99, stuck: 1, steps: { s1: { passed: 99, stuck: 1 } } });
  });

  it('and works at the next try goes on', async () => {
    const automation = await lab.publish(tagging);
    const [contact] = await lab.contactsInBulk(1);
    await enrolAll(automation, [contact!]);
    await whileBroken(
      'add_tag',
      () => Promise.reject(new Error('Not now')),
      async () => {
        await lab.runner.runDue();
      },
    );
    expect(await lab.runner.runDue()).toBe(0);
    lab.clock.advance(11_000);
    await lab.runner.runDue();
    expect(await lab.enrolments(automation)).toMatchObject([{ state: 'completed', error: null }]);
  });

  it('in one automation does not hold up another', async () => {
    const broken = await lab.publish({
      ...tagging,
      steps: { s1: { type: 'set_field', field: 'job_title', value: 'x', next: null } },
    });
    const sound = await lab.publish(tagging);
    const contacts = await lab.contactsInBulk(10);
    await enrolAll(broken, contacts);
    await enrolAll(sound, contacts);
    await lab.db.execute(`UPDATE automation_versions SET definition = '{}' WHERE automation_id = $1`, [broken]);
    await lab.runner.runDue();
    expect((await lab.enrolments(sound)).every(({ state }) => state === 'completed')).toBe(true);
  });
});

describe('what leaves the building', () => {
  it('is refused at the gate when a goal or exit ended the run, not when the run came to its own exit', async () => {
    const { AutomationsMessageSource } = await import('#libs/automations');
    const source = lab.api.app.get(AutomationsMessageSource, { strict: false });
    const template = await lab.template();
    const automation = await lab.publish({
      triggers: [{ type: 'manual' }],
      exit: { condition: { type: 'tag', op: 'has_any_of', value: ['gone'] } },
      start: 's1',
      steps: {
        s1: { type: 'send_email', template, next: 's2' },
        s2: {
          type: 'branch',
          branches: [{ condition: { type: 'tag', op: 'has_any_of', value: ['stay'] }, next: 's3' }],
          else: 's4',
        },
        s3: { type: 'exit' },
        s4: { type: 'wait', for: '1d', next: null },
      },
    });
    const [own, outside] = [await lab.contact({ tags: ['stay'] }), await lab.contact()];
    await enrolAll(automation, [own, outside]);
    await lab.settle();
    const { email } = await lab.call<{ email: string }>('GET', `/contacts/${String(outside)}`);
    await lab.call('POST', '/contacts', { email, tags: ['gone'] });
    await lab.settle();
    const messages = await lab.db.query<{ id: number; contactId: number; sourceId: number; occurrence: string }>(
      `SELECT id, contact_id AS "contactId", source_id AS "sourceId", occurrence FROM messages
       WHERE source_kind = 'automation' AND source_id = $1`,
      [automation],
    );
    const refused = await source.refusals(lab.db, messages);
    const byContact = new Map(messages.map(({ id, contactId }) => [contactId, refused.get(id)]));
    expect(byContact.get(own)).toBeUndefined();
    expect(byContact.get(outside)).toBe('automation.exited');
  });
});

describe('a contact', () => {
  it('has its journeys in its export, and is out of them when erased', async () => {
    const { AutomationsContactOwner } = await import('#libs/automations');
    const owner = lab.api.app.get(AutomationsContactOwner, { strict: false });
    const automation = await lab.publish(journey(await lab.template()));
    const contact = await lab.contact();
    await enrolAll(automation, [contact]);
    await lab.settle();
    const names = (await owner.timeline(lab.db, contact, null, 50)).map(({ name }) => name);
    expect(names.filter((name) => name === 'automation_entered')).toHaveLength(1);
    expect(names.filter((name) => name === 'automation_step')).toHaveLength(4);
    const exported = await owner.export(lab.db, contact);
    expect(exported['enrolments']).toHaveLength(1);
    await lab.db.transaction((tx) => owner.erase(tx, contact));
    await lab.pass(2 * DAY_MS);
    expect(await lab.enrolments(automation)).toMatchObject([{ state: 'exited', exit_reason: 'removed' }]);
  });
});

it('reads what was published before it was refused, and waits until the last day that can be written', async () => {
  const automation = await lab.publish({
    triggers: [{ type: 'manual' }],
    start: 's1',
    steps: { s1: { type: 'wait', for: '1d', next: null } },
  });
  await lab.db.execute(
    `UPDATE automation_versions SET definition = jsonb_set(definition, '{steps,s1,for}', '"999999mo"')
     WHERE automation_id = $1`,
    [automation],
  );
  await lab.call('POST', `/automations/${String(automation)}/enrolments`, { contact_id: await lab.contact() });
  await lab.settle();
  const { data } = await lab.call<{ data: { due_at: string }[] }>(
    'GET',
    `/automations/${String(automation)}/enrolments`,
  );
  expect(data.map(({ due_at: due }) => due)).toEqual(['9999-12-31T23:59:59.999Z']);
});

it('starts the others when one that was published can not be read any more', async () => {
  const triggers = [{ type: 'event', event: 'went_on' }];
  const tagging = { triggers, start: 's1', steps: { s1: { type: 'add_tag', tag: 'went on', next: null } } };
  const [lost, sound] = [await lab.publish(tagging), await lab.publish(tagging)];
  await lab.db.execute(
    `UPDATE automation_versions SET definition = jsonb_set(definition, '{steps,s1,type}', '"gone"')
     WHERE automation_id = $1`,
    [lost],
  );
  const contact = await lab.contact();
  await lab.event(contact, 'went_on');
  await lab.settle();
  expect(await lab.enrolments(sound)).toMatchObject([{ contact_id: contact, state: 'completed' }]);
  expect(await lab.enrolments(lost)).toEqual([]);
  await lab.call('POST', `/automations/${String(lost)}/archive`);
});
