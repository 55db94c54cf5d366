import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AutomationsConsumer, AutomationsMessageSource } from '#libs/automations';
import type { ContactChange } from '#libs/contacts';
import { AutomationLab, DAY_MS, HOUR_MS, type EnrolmentRow } from './automation-lab.js';

let lab: AutomationLab;
beforeAll(async () => {
  lab = await AutomationLab.open();
}, 60_000);
afterAll(() => lab.close());

const waiting = { start: 's1', steps: { s1: { type: 'wait', for: '1d', next: null } } };
const stateOf = ({ state, exit_reason: reason }: EnrolmentRow): string => (reason ? `${state}:${reason}` : state);

/** An automation with these rules, and a function that triggers it for one contact. */
async function ruled(entry: Record<string, unknown> | undefined): Promise<{
  automation: number;
  trigger: (contact: number, properties?: Record<string, unknown>) => Promise<void>;
  states: () => Promise<string[]>;
}> {
  const event = `go_${String(Math.random()).slice(2)}`;
  const automation = await lab.publish({
    triggers: [{ type: 'event', event }],
    ...(entry ? { entry } : {}),
    ...waiting,
  });
  return {
    automation,
    trigger: (contact, properties) => lab.event(contact, event, properties),
    states: async () => (await lab.enrolments(automation)).map(stateOf),
  };
}

describe('entry rules, one trigger after the other', () => {
  // Three triggers: the second while the first run is active, the third after its end.
  it.each<[string, Record<string, unknown> | undefined, string[]]>([
    ['without rules: once for ever', undefined, ['completed']],
    ['never', { again: 'never' }, ['completed']],
    ['after_exit', { again: 'after_exit' }, ['completed', 'active']],
    ['always', { again: 'always' }, ['exited:restarted', 'completed', 'active']],
    ['always within a cooldown of 1 d', { again: 'always', cooldown: '1d' }, ['completed', 'active']],
    ['always within a cooldown of 1 w', { again: 'always', cooldown: '1w' }, ['completed']],
    ['after_exit within a cooldown of 1 w', { again: 'after_exit', cooldown: '1w' }, ['completed']],
    ['limit 2', { again: 'always', limit: 2 }, ['exited:restarted', 'completed']],
  ])('%s', async (_name, entry, expected) => {
    const { trigger, states } = await ruled(entry);
    const contact = await lab.contact();
    await trigger(contact);
    await lab.settle();
    await lab.pass(HOUR_MS);
    await trigger(contact);
    await lab.settle();
    await lab.pass(2 * DAY_MS);
    await trigger(contact);
    await lab.settle();
    expect(await states()).toEqual(expected);
  });

  it('hold over versions, whatever the earlier ones allowed', async () => {
    const { automation, trigger, states } = await ruled({ again: 'always' });
    const contact = await lab.contact();
    await trigger(contact);
    await lab.settle();
    await lab.pass(2 * DAY_MS);
    await lab.publishEdit(automation, { entry: { again: 'never' } });
    await trigger(contact);
    await lab.settle();
    expect(await states()).toEqual(['completed']);
    await lab.publishEdit(automation, { entry: { again: 'after_exit' } });
    await trigger(contact);
    await lab.settle();
    expect(await states()).toEqual(['completed', 'active']);
  });
});

describe('entry rules within one batch of changes', () => {
  const batch = async (entry: Record<string, unknown>, carts: (string | number | undefined)[]) => {
    const { automation, trigger } = await ruled(entry);
    const contact = await lab.contact();
    for (const cart of carts) await trigger(contact, cart === undefined ? {} : { cart_id: cart });
    await lab.settle();
    return (await lab.enrolments(automation)).map((row) => `${row.run_key} ${stateOf(row)}`);
  };

  it('let in once with never and after_exit', async () => {
    expect(await batch({ again: 'never' }, [1, 2, 3])).toEqual([' active']);
    expect(await batch({ again: 'after_exit' }, [1, 2, 3])).toEqual([' active']);
  });

  it('restart for each with always', async () => {
    expect(await batch({ again: 'always' }, [1, 2, 3])).toEqual([' exited:restarted', ' exited:restarted', ' active']);
  });

  it('tell runs apart by the key; no key is a key of its own', async () => {
    expect(await batch({ key: 'event.cart_id' }, ['a', 7, 'a', undefined])).toEqual([
      'a active',
      '7 active',
      ' active',
    ]);
  });

  it('keep the limit', async () => {
    expect(await batch({ key: 'event.cart_id', limit: 2 }, ['a', 'b', 'c'])).toEqual(['a active', 'b active']);
  });
});

describe('entry rules under concurrency', () => {
  const changeFor = (contactId: number, event: string): ContactChange => ({
    contactId,
    dimension: `event:${event}`,
    old: null,
    new: null,
    ref: null,
    quiet: false,
    at: lab.clock.now(),
    requestId: null,
    ledBy: null,
  });

  /** The same change, consumed by so many routers at once as if each had got it. */
  const race = async (entry: Record<string, unknown>, routers: number, contacts = 1): Promise<string[]> => {
    const event = `race_${String(Math.random()).slice(2)}`;
    const automation = await lab.publish({ triggers: [{ type: 'event', event }], entry, ...waiting });
    const ids = await lab.contactsInBulk(contacts);
    const [row] = await lab.db.query<{ id: number }>(
      `INSERT INTO events (contact_id, name, occurred_at) VALUES (0, $1, now()) RETURNING id`,
      [event],
    );
    const consumer = lab.api.app.get(AutomationsConsumer, { strict: false });
    await Promise.all(
      Array.from({ length: routers }, () =>
        lab.db.transaction((tx) =>
          consumer.consume(
            tx,
            ids.map((id) => ({ ...changeFor(id, event), ref: row!.id })),
          ),
        ),
      ),
    );
    return (await lab.enrolments(automation)).map(stateOf);
  };

  it.each(['never', 'after_exit'])('two routers with the same change, %s: one run', async (again) => {
    expect(await race({ again }, 2)).toEqual(['active']);
  });

  it.each(['never', 'after_exit', 'always'])('fifty at once, %s: one active run', async (again) => {
    const states = await race({ again }, 50);
    expect(states.filter((state) => state === 'active')).toEqual(['active']);
    if (again !== 'always') expect(states).toHaveLength(1);
  });

  it('never more than the limit, whoever comes at once', async () => {
    expect(await race({ limit: 37 }, 10, 100)).toHaveLength(37);
  });

  it('fifty calls to put the same contact in: one enters', async () => {
    const automation = await lab.publish({ triggers: [{ type: 'manual' }], ...waiting });
    const contact = await lab.contact();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        lab.call<{ enrolled: number }>('POST', `/automations/${String(automation)}/enrolments`, {
          contact_id: contact,
        }),
      ),
    );
    expect(answers.reduce((sum, { enrolled }) => sum + enrolled, 0)).toBe(1);
    expect(await lab.enrolments(automation)).toHaveLength(1);
  });

  it('fifty events at once, through ingest and router, with key: one run per key', async () => {
    const { automation, trigger } = await ruled({ key: 'event.cart_id' });
    const contact = await lab.contact();
    await Promise.all([
      ...Array.from({ length: 50 }, (_, index) => trigger(contact, { cart_id: index % 5 })),
      lab.settle(),
      lab.settle(),
    ]);
    await lab.settle();
    expect((await lab.enrolments(automation)).map(({ run_key: key }) => key).sort()).toEqual(['0', '1', '2', '3', '4']);
  });
});

describe('putting contacts in by hand', () => {
  it('says who entered and who was kept out', async () => {
    const automation = await lab.publish({ triggers: [{ type: 'manual' }], ...waiting });
    const contact = await lab.contact();
    const path = `/automations/${String(automation)}/enrolments`;
    const first = await lab.api.call('POST', path, { contact_ids: [contact, 999_999_999], event: { why: 'asked' } });
    expect(first.statusCode).toBe(201);
    expect(first.json()).toMatchObject({
      enrolled: 1,
      results: [
        { contact_id: contact, status: 'enrolled' },
        { contact_id: 999_999_999, status: 'skipped', reason: 'unknown_contact' },
      ],
    });
    const list = await lab.call<{ data: object[] }>('GET', `${path}?contact=${String(contact)}`);
    expect(list.data).toMatchObject([{ contact_id: contact, state: 'active', step: 's1', event: { why: 'asked' } }]);
    await lab.settle();
    expect((await lab.call<{ data: object[] }>('GET', `${path}?step=s1`)).data).toHaveLength(1);
    expect((await lab.call<{ data: object[] }>('GET', `${path}?step=s2`)).data).toHaveLength(0);
  });

  it.each([
    ['filter', { filter: { type: 'tag', op: 'has_any_of', value: ['nobody'] } }, []],
    ['active', {}, ['in']],
    ['active', { entry: { again: 'after_exit', cooldown: '1d' } }, ['in']],
    ['entered', {}, ['in', 'through']],
    ['cooldown', { entry: { again: 'after_exit', cooldown: '30d' } }, ['in', 'through']],
    ['limit', { entry: { again: 'after_exit', limit: 1 } }, ['in', 'through']],
  ] as const)('says that the reason is: %s', async (reason, rules, before) => {
    const automation = await lab.publish({ triggers: [{ type: 'manual' }], ...waiting, ...rules });
    const contact = await lab.contact();
    const enrol = (): Promise<{ results: object[] }> =>
      lab.call('POST', `/automations/${String(automation)}/enrolments`, { contact_id: contact });
    for (const what of before) {
      if (what === 'in') expect((await enrol()).results).toMatchObject([{ status: 'enrolled' }]);
      else await lab.pass(2 * DAY_MS);
    }
    expect((await enrol()).results).toEqual([{ contact_id: contact, status: 'skipped', reason }]);
  });

  it('is refused while the automation is not live', async () => {
    const { id } = await lab.call<{ id: number }>('POST', '/automations', { name: 'Draft', triggers: [], ...waiting });
    const answer = await lab.api.call('POST', `/automations/${String(id)}/enrolments`, { contact_id: 1 });
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([409, 'automation.not_live']);
  });
});

describe('taking contacts out by hand', () => {
  it('ends their ways and leaves everybody else, and whoever is through, alone', async () => {
    const automation = await lab.publish({ triggers: [{ type: 'manual' }], ...waiting });
    const path = `/automations/${String(automation)}`;
    const contacts = [await lab.contact(), await lab.contact()];
    await lab.call('POST', `${path}/enrolments`, { contact_ids: contacts });
    await lab.settle();
    expect(await lab.call('POST', `${path}/take-out`, { contact_id: contacts[0] })).toEqual({ changed: 1 });
    expect(await lab.call('POST', `${path}/take-out`, { contact_ids: [contacts[0]] })).toEqual({ changed: 0 });
    await lab.pass(2 * DAY_MS);
    expect((await lab.enrolments(automation)).map(stateOf)).toEqual(['exited:taken_out', 'completed']);
    expect(await lab.call('POST', `${path}/take-out`, { contact_id: contacts[1] })).toEqual({ changed: 0 });
  });

  it('keeps a mail that has not left from leaving', async () => {
    const template = await lab.template();
    const steps = { s1: { type: 'send_email', template, next: 's2' }, s2: { type: 'wait', for: '1d', next: null } };
    const automation = await lab.publish({ triggers: [{ type: 'manual' }], start: 's1', steps });
    const contact = await lab.contact({ consents: { newsletter: 'subscribed' } });
    await lab.call('POST', `/automations/${String(automation)}/enrolments`, { contact_id: contact });
    await lab.settle();
    await lab.call('POST', `/automations/${String(automation)}/take-out`, { contact_id: contact });
    const source = lab.api.app.get(AutomationsMessageSource, { strict: false });
    const mails = await lab.db.query<{ id: number; contactId: number; sourceId: number; occurrence: string }>(
      `SELECT id, contact_id AS "contactId", source_id AS "sourceId", occurrence FROM messages WHERE contact_id = $1`,
      [contact],
    );
    expect(mails).toHaveLength(1);
    expect(await source.refusals(lab.db, mails)).toEqual(new Map([[mails[0]!.id, 'automation.exited']]));
  });

  it('asks for somebody', async () => {
    const automation = await lab.publish({ triggers: [{ type: 'manual' }], ...waiting });
    const answer = await lab.api.call('POST', `/automations/${String(automation)}/take-out`, {});
    expect([answer.statusCode, answer.json<{ errors: object[] }>().errors]).toMatchObject([
      422,
      [{ path: 'contact_id' }],
    ]);
  });
});
