import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { AUTOMATION_STEPS, type StepDefinition } from '#libs/automations';
import type { SignedInUser } from '../../apps/api/src/testing/create-test-api.js';
import { AutomationLab } from './automation-lab.js';

let lab: AutomationLab;
let reps: SignedInUser[];
let marketer: SignedInUser;
let viewer: SignedInUser;

beforeAll(async () => {
  lab = await AutomationLab.open();
  reps = [await lab.api.signIn('sales'), await lab.api.signIn('sales'), await lab.api.signIn('sales')];
  marketer = await lab.api.signIn('marketer');
  viewer = await lab.api.signIn('viewer');
}, 60_000);
afterAll(() => lab.close());

const published: number[] = [];
afterEach(async () => {
  for (const id of published.splice(0)) await lab.call('POST', `/automations/${String(id)}/archive`);
});

const journey = (step: Record<string, unknown>, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  name: 'Owners',
  triggers: [{ type: 'manual' }],
  start: 's1',
  steps: { s1: { type: 'assign_owner', ...step, next: null } },
  ...more,
});

const publish = async (document: Record<string, unknown>): Promise<number> => {
  const id = await lab.publish(document);
  published.push(id);
  return id;
};

const enrol = (automation: number, contacts: readonly number[]): Promise<unknown> =>
  lab.call('POST', `/automations/${String(automation)}/enrolments`, { contact_ids: contacts });

const ownersOf = async (contacts: readonly number[]): Promise<(number | null)[]> => {
  const rows = await lab.db.query<{ owner: number | null }>(
    'SELECT owner FROM contacts WHERE id = ANY($1::bigint[]) ORDER BY id',
    [contacts],
  );
  return rows.map(({ owner }) => owner);
};

const assigned = async (step: Record<string, unknown>, contacts: readonly number[], more = {}): Promise<unknown> => {
  const id = await publish(journey(step, more));
  await enrol(id, contacts);
  await lab.runner.runDue();
  expect(await lab.enrolments(id)).toEqual(contacts.map(() => expect.objectContaining({ state: 'completed' })));
  return ownersOf(contacts);
};

/** Changes that no router has taken yet: it takes them away. */
const changesOf = (contacts: readonly number[]): Promise<Record<string, unknown>[]> =>
  lab.db.query(
    `SELECT contact_id, old, new FROM contact_changes
     WHERE dimension = 'field:owner' AND contact_id = ANY($1::bigint[]) ORDER BY id`,
    [contacts],
  );

const tally = (owners: readonly (number | null)[]): number[] =>
  reps.map(({ id }) => owners.filter((owner) => owner === id).length);

const definition = (): { run: StepDefinition['run'] } =>
  lab.api.app
    .get<readonly StepDefinition[]>(AUTOMATION_STEPS, { strict: false })
    .find(({ type }) => type === 'assign_owner') as { run: StepDefinition['run'] };

describe('assign_owner', () => {
  it('makes a person the owner, once in the change log', async () => {
    const contacts = await lab.contactsInBulk(2);
    expect(await assigned({ to: marketer.id }, contacts)).toEqual([marketer.id, marketer.id]);
    expect(await changesOf(contacts)).toEqual(contacts.map((id) => ({ contact_id: id, old: null, new: marketer.id })));
  });

  it('leaves the owner there is, unless told otherwise, and writes nothing where nothing changes', async () => {
    const [rep, other] = reps;
    const owned = await lab.contact({ owner: rep!.id });
    const free = await lab.contact();
    expect(await assigned({ to: other!.id }, [owned, free])).toEqual([rep!.id, other!.id]);
    expect(await assigned({ to: other!.id, keep: false }, [owned, free])).toEqual([other!.id, other!.id]);
    expect((await changesOf([owned])).at(-1)).toMatchObject({ old: rep!.id, new: other!.id });
    expect(await changesOf([free])).toHaveLength(1);
  });

  it('shares a batch out evenly, in turn, and goes on there with the next', async () => {
    const first = await lab.contactsInBulk(7);
    const owners = (await assigned({ to: 'round_robin' }, first)) as number[];
    expect(tally(owners).sort()).toEqual([2, 2, 3]);
    expect(owners.slice(3)).toEqual(owners.slice(0, 4));
    const second = await lab.contactsInBulk(2);
    const next = (await assigned({ to: 'round_robin' }, second)) as number[];
    expect(tally([...owners, ...next])).toEqual([3, 3, 3]);
    expect(next).toEqual([owners[1], owners[2]]);
  });

  it('takes no turn for a contact that has an owner', async () => {
    const owned = [];
    for (let n = 0; n < 2; n += 1) owned.push(await lab.contact({ owner: marketer.id }));
    const turns = await lab.db.query('SELECT * FROM sales_rotation ORDER BY user_id');
    await assigned({ to: 'round_robin' }, owned);
    expect(await lab.db.query('SELECT * FROM sales_rotation ORDER BY user_id')).toEqual(turns);
  });

  it('gives each contact one owner when two automations want to at once', async () => {
    const contacts = await lab.contactsInBulk(30);
    const ids = [await publish(journey({ to: 'round_robin' })), await publish(journey({ to: 'round_robin' }))];
    for (const id of ids) await enrol(id, contacts);
    await Promise.all([lab.runner.runDue(), lab.runner.runDue(), lab.runner.runDue()]);
    await lab.runner.runDue();
    expect(await changesOf(contacts)).toHaveLength(30);
    expect(tally(await ownersOf(contacts))).toEqual([10, 10, 10]);
  });

  it('undoes owners and turns of a batch that fails, and shares out once when it is tried again', async () => {
    const contacts = await lab.contactsInBulk(6);
    const turns = await lab.db.query('SELECT * FROM sales_rotation ORDER BY user_id');
    const id = await publish(journey({ to: 'round_robin' }));
    await enrol(id, contacts);
    const own = definition();
    const { run } = own;
    own.run = async (...args) => {
      await run(...args);
      throw new Error('Not now');
    };
    try {
      await lab.runner.runDue();
    } finally {
      own.run = run;
    }
    expect(await ownersOf(contacts)).toEqual(contacts.map(() => null));
    expect(await lab.db.query('SELECT * FROM sales_rotation ORDER BY user_id')).toEqual(turns);
    lab.clock.advance(11_000);
    await lab.runner.runDue();
    expect(tally(await ownersOf(contacts))).toEqual([2, 2, 2]);
    expect(await changesOf(contacts)).toHaveLength(6);
  });

  it('sets off what waits for a new owner', async () => {
    await lab.settle();
    const follow = await publish({
      name: 'Owned',
      triggers: [{ type: 'field_changed', field: 'owner', to: reps[0]!.id }],
      start: 's1',
      steps: { s1: { type: 'add_tag', tag: 'owned', next: null } },
    });
    const contact = await lab.contact();
    await assigned({ to: reps[0]!.id }, [contact]);
    await lab.settle();
    expect(await lab.enrolments(follow)).toMatchObject([{ contact_id: contact, state: 'completed' }]);
    expect(await lab.tags(contact)).toEqual(['owned']);
  });
});

describe('where there is nobody', () => {
  const inviting = async (): Promise<number> => (await lab.api.signIn('sales')).id;

  it('the automation’s fallback stands in for a person who is gone, disabled or may only look by now', async () => {
    const changes = [
      (id: number) => lab.call('DELETE', `/users/${String(id)}`),
      (id: number) => lab.call('PATCH', `/users/${String(id)}`, { disabled: true }),
      (id: number) => lab.call('PATCH', `/users/${String(id)}`, { role: 'viewer' }),
    ];
    for (const change of changes) {
      const person = await inviting();
      const id = await publish(journey({ to: person }, { sales: { fallback_user: marketer.id } }));
      const alone = await publish(journey({ to: person }));
      await change(person);
      const [one, other] = [await lab.contact(), await lab.contact()];
      await enrol(id, [one]);
      await enrol(alone, [other]);
      await lab.settle();
      expect(await ownersOf([one, other])).toEqual([marketer.id, null]);
      expect(await lab.enrolments(alone)).toMatchObject([{ state: 'completed' }]);
    }
  });
});

describe('publishing', () => {
  const refusal = async (step: Record<string, unknown>): Promise<unknown> => {
    const answer = await lab.api.call('POST', '/automations', journey(step));
    return { status: answer.statusCode, errors: answer.json<{ errors?: unknown }>().errors };
  };

  it('is refused for somebody who is nobody, is disabled or may only look, with the place', async () => {
    const { id } = await lab.api.signIn('sales');
    await lab.call('PATCH', `/users/${String(id)}`, { disabled: true });
    const at = (message: string) => ({ status: 422, errors: [{ path: 'steps.s1.to', message }] });
    expect(await refusal({ to: 999_999 })).toEqual(at('There is no user 999999'));
    expect(await refusal({ to: id })).toEqual(at(`There is no user ${String(id)}`));
    expect(await refusal({ to: viewer.id })).toEqual(
      at('Somebody who may only look is given no work: choose another person'),
    );
  });

  it('is refused for what is neither a turn nor a person', async () => {
    for (const to of ['owner', 'somebody', 0, null, undefined]) {
      expect(await refusal({ to })).toMatchObject({ status: 422, errors: [{ path: 'steps.s1.to' }] });
    }
    expect(await refusal({ to: 'round_robin', keep: 'yes' })).toMatchObject({ errors: [{ path: 'steps.s1.keep' }] });
  });

  it('is for those who may edit automations', async () => {
    const post = async (who: SignedInUser): Promise<number> =>
      (
        await lab.api.inject({
          method: 'POST',
          url: '/api/v1/automations',
          headers: who.headers,
          payload: journey({ to: 'round_robin' }),
        })
      ).statusCode;
    expect([await post(marketer), await post(reps[0]!), await post(viewer)]).toEqual([201, 403, 403]);
  });

  it('is warned of a step that sets off the automation again', async () => {
    const rep = reps[0]!.id;
    const triggers = [{ type: 'field_changed', field: 'owner' }];
    const circling = journey({ to: rep, keep: false }, { triggers, entry: { again: 'always' } });
    const { id } = await lab.call<{ id: number }>('POST', '/automations', circling);
    const review = await lab.call<{ warnings: { path: string; message: string }[] }>(
      'GET',
      `/automations/${String(id)}/review`,
    );
    expect(review.warnings).toEqual([{ path: 'steps.s1', message: expect.stringContaining('Such a circle') }]);
  });
});

describe('trying before', () => {
  /** A turn to somebody, then a fork by whether there is an owner. */
  const forked = (step: Record<string, unknown>): Record<string, unknown> =>
    journey(step, {
      steps: {
        s1: { type: 'assign_owner', ...step, next: 'fork' },
        fork: {
          type: 'branch',
          branches: [{ condition: { type: 'field', field: 'owner', op: 'eq', value: reps[1]!.id }, next: null }],
          else: null,
        },
      },
    });

  const draft = async (step: Record<string, unknown>): Promise<string> =>
    `/automations/${String((await lab.call<{ id: number }>('POST', '/automations', forked(step))).id)}`;

  const footprint = (): Promise<unknown> =>
    lab.db.query(
      `SELECT (SELECT count(*) FROM contacts WHERE owner IS NOT NULL) AS owned, (SELECT count(*) FROM contact_changes) AS changes,
              (SELECT sum(last_turn) FROM sales_rotation) AS turns`,
    );

  it('shows where the new owner leads, and changes nothing', async () => {
    const before = await footprint();
    const person = await draft({ to: reps[1]!.id });
    const sample = { email: 'tried@example.com' };
    const walked = await lab.call<{ entries: { step: string; outcome: string }[] }>('POST', `${person}/simulate`, {
      sample,
    });
    expect(walked.entries.map(({ step, outcome }) => `${step}:${outcome}`)).toEqual(['s1:next', 'fork:branch 1']);
    expect(await footprint()).toEqual(before);
  });

  it('shares the crowd of a dry run out as it would be, and changes nothing', async () => {
    for (let n = 0; n < 6; n += 1) await lab.contact({ tags: ['crowd'] });
    await lab.settle();
    const before = await footprint();
    const turns = await draft({ to: 'round_robin' });
    const audience = { type: 'tag', op: 'has_any_of', value: ['crowd'] };
    expect(await lab.call('POST', `${turns}/dry-run`, { audience })).toMatchObject({
      entered: 6,
      steps: { s1: { passed: 6 }, fork: { ways: { 'branch 1': 2, else: 4 } } },
      errors: [],
    });
    expect(await footprint()).toEqual(before);
  });
});
