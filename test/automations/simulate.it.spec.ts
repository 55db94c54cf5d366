import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AutomationLab, DAY_MS, HOUR_MS } from './automation-lab.js';

let lab: AutomationLab;
let template: number;
beforeAll(async () => {
  lab = await AutomationLab.open();
  template = await lab.template();
}, 60_000);
afterAll(() => lab.close());

interface Entry {
  readonly kind: string;
  readonly at: string;
  readonly step: string | null;
  readonly outcome: string;
  readonly until: string | null;
  readonly why: { path: string; explanation: { verdict: boolean; text: string } }[];
  readonly mail?: string;
}

interface Simulation {
  readonly trigger: number | null;
  readonly filter: { explanation: { verdict: boolean } } | null;
  readonly entries: Entry[];
  readonly end: { state: string; at: string; reason: string | null };
}

/** A Monday; whatever the clock of the test says. */
const NOW = '2026-06-01T10:00:00.000Z';
const after = (ms: number): string => new Date(Date.parse(NOW) + ms).toISOString();

const draft = async (document: Record<string, unknown>): Promise<number> =>
  (await lab.call<{ id: number }>('POST', '/automations', { name: 'A', triggers: [{ type: 'manual' }], ...document }))
    .id;

const simulate = (id: number, body: Record<string, unknown>): Promise<Simulation> =>
  lab.call('POST', `/automations/${String(id)}/simulate`, { now: NOW, ...body });

const path = ({ entries }: Simulation): string[] =>
  entries.map(({ kind, step, outcome }) => (kind === 'event' ? `(${outcome})` : `${step ?? ''}:${outcome}`));

const vip = { type: 'tag', op: 'has_any_of', value: ['vip'] };

const flow = (): Record<string, unknown> => ({
  start: 'tag',
  steps: {
    tag: { type: 'add_tag', tag: 'welcomed', next: 'mail' },
    mail: { type: 'send_email', template, next: 'wait' },
    wait: { type: 'wait', for: '2d', next: 'fork' },
    fork: {
      type: 'branch',
      branches: [
        { condition: vip, next: 'hot' },
        { condition: { type: 'tag', op: 'has_any_of', value: ['welcomed'] }, next: 'warm' },
      ],
      else: null,
    },
    hot: { type: 'notify_sales', to: 'owner', message: 'Hot', next: null },
    warm: { type: 'set_field', field: 'job_title', value: 'Warm', next: null },
  },
});

/** Everything that a simulation could have written. */
async function footprint(): Promise<unknown> {
  const tables = [
    ...[
      'contacts',
      'contact_identities',
      'contact_tags',
      'tags',
      'consents',
      'consent_log',
      'contact_changes',
      'events',
    ],
    ...['segment_members', 'segment_counts', 'segment_history', 'enrolments', 'enrolment_steps', 'messages'],
    ...['message_events', 'sales_alerts', 'automation_versions'],
  ];
  const counts = tables.map((table) => `(SELECT count(*)::int FROM ${table}) AS ${table}`);
  return (await lab.db.query(`SELECT ${counts.join(', ')}`))[0];
}

describe('a simulation', () => {
  it('walks the draft step by step, with the time of each and the reason of each turn', async () => {
    const id = await draft(flow());
    const contact = await lab.contact({ tags: ['vip'], consents: { newsletter: 'subscribed' } });
    const walked = await simulate(id, { contact_id: contact });
    expect(path(walked)).toEqual(['tag:next', 'mail:next', 'wait:wait', 'wait:next', 'fork:branch 1', 'hot:next']);
    expect(walked.entries.map(({ at }) => at)).toEqual([
      NOW,
      NOW,
      NOW,
      ...Array.from({ length: 3 }, () => after(2 * DAY_MS)),
    ]);
    expect(walked.entries[2]!.until).toBe(after(2 * DAY_MS));
    const [asked] = walked.entries[4]!.why;
    expect(asked).toMatchObject({ path: 'branches[0].condition', explanation: { verdict: true } });
    expect(asked!.explanation.text).toContain('vip');
    expect(walked.end).toEqual({ state: 'completed', at: after(2 * DAY_MS), reason: null });
  });

  it('goes the way that an earlier step has opened, and says which ways were not taken', async () => {
    const id = await draft(flow());
    const walked = await simulate(id, { contact_id: await lab.contact() });
    const fork = walked.entries.find(({ step }) => step === 'fork')!;
    expect(fork.outcome).toBe('branch 2');
    expect(fork.why.map(({ explanation }) => explanation.verdict)).toEqual([false, true]);
  });

  it('leaves no trace: no row, no mail, no alert, no signal', async () => {
    const id = await draft(flow());
    const contact = await lab.contact({ tags: ['vip'], consents: { newsletter: 'subscribed' } });
    const segment = await lab.call<{ id: number }>('POST', '/segments', { name: 'Welcomed', condition: vip });
    await lab.buildSegments();
    await lab.settle();
    const before = await footprint();
    await simulate(id, { contact_id: contact, events: [{ name: 'never_seen', after: '1d' }] });
    await simulate(id, { sample: { email: 'made-up@example.com', tags: ['brand new'], country: 'GB' } });
    await lab.settle();
    expect(await footprint()).toEqual(before);
    expect(segment.id).toBeGreaterThan(0);
  });

  it('takes a contact that does not exist, and one that does with changes', async () => {
    const id = await draft(flow());
    const made = await simulate(id, { sample: { tags: ['vip'] } });
    expect(path(made)).toContain('fork:branch 1');
    await lab.contact({ email: 'real@example.com' });
    expect(path(await simulate(id, { sample: { email: 'real@example.com', tags: ['vip'] } }))).toContain(
      'fork:branch 1',
    );
    expect(
      (await lab.call<{ data: { tags: string[] }[] }>('GET', '/contacts?search=real@example.com')).data[0]!.tags,
    ).toEqual([]);
  });

  it('says when the mail would not go', async () => {
    const id = await draft(flow());
    const mailOf = async (contact: Record<string, unknown>): Promise<string | undefined> =>
      (await simulate(id, { sample: contact })).entries.find(({ step }) => step === 'mail')!.mail;
    expect(await mailOf({ external_id: 'x1' })).toBe('contact.no_email');
    expect(await mailOf({ email: 'n1@example.com' })).toBe('consent.missing');
    expect(await mailOf({ email: 'n2@example.com', consents: { newsletter: 'unsubscribed' } })).toBe(
      'consent.unsubscribed',
    );
    expect(await mailOf({ email: 'n3@example.com', consents: { newsletter: 'subscribed' } })).toBeUndefined();
  });

  it('agrees with what happens when the draft is published', async () => {
    const id = await draft(flow());
    const contacts = [await lab.contact({ tags: ['vip'] }), await lab.contact()];
    const simulated = await Promise.all(contacts.map((contact) => simulate(id, { contact_id: contact })));
    await lab.call('POST', `/automations/${String(id)}/publish`);
    await lab.call('POST', `/automations/${String(id)}/enrolments`, { contact_ids: contacts });
    await lab.settle();
    await lab.pass(2 * DAY_MS + HOUR_MS);
    for (const [index, contact] of contacts.entries()) {
      const passed = path(simulated[index]!).filter((at) => !at.endsWith(':wait'));
      expect(await lab.path(id, contact)).toEqual(passed);
    }
  });
});

describe('time and events in a simulation', () => {
  const waitFor = (condition: Record<string, unknown>, timeout?: string): Record<string, unknown> => ({
    start: 'hold',
    steps: {
      hold: { type: 'wait_for', condition, ...(timeout ? { timeout } : {}), then: 'yes', else: 'no' },
      yes: { type: 'add_tag', tag: 'yes', next: null },
      no: { type: 'add_tag', tag: 'no', next: null },
    },
  });
  const ordered = { type: 'event', event: 'order_completed', measure: 'count', op: 'gte', value: 1, since: 'step' };

  it('waits for an event that is told, and else for the time to be over', async () => {
    const id = await draft(waitFor(ordered, '2d'));
    const contact = await lab.contact();
    const met = await simulate(id, { contact_id: contact, events: [{ name: 'order_completed', after: '1d' }] });
    expect(path(met)).toEqual(['hold:wait', '(order_completed)', 'hold:then', 'yes:next']);
    expect(met.end.at).toBe(after(DAY_MS));
    const late = await simulate(id, { contact_id: contact, events: [{ name: 'order_completed', after: '3d' }] });
    expect(path(late)).toEqual(['hold:wait', 'hold:else', 'no:next']);
  });

  it('says that it waits where nothing that is told ends the wait', async () => {
    const id = await draft(waitFor(ordered));
    expect((await simulate(id, { contact_id: await lab.contact() })).end).toMatchObject({ state: 'waiting' });
  });

  it('lets a reader click in the mail that the run has sent', async () => {
    const clicked = { type: 'email', action: 'clicked', measure: 'count', op: 'gte', value: 1, since: 'step' };
    const { steps } = waitFor(clicked, '3d');
    const id = await draft({
      start: 'mail',
      steps: { mail: { type: 'send_email', template, next: 'hold' }, ...(steps as object) },
    });
    const sample = { email: 'click@example.com', consents: { newsletter: 'subscribed' } };
    const walked = await simulate(id, { sample, events: [{ email: 'clicked', after: '4h' }] });
    expect(path(walked)).toEqual(['mail:next', 'hold:wait', '(email:clicked)', 'hold:then', 'yes:next']);
  });

  it('lets a segment be entered by what the steps do, and by passing time', async () => {
    const { id: segment } = await lab.call<{ id: number }>('POST', '/segments', {
      name: 'Welcomed',
      condition: { type: 'tag', op: 'has_any_of', value: ['welcomed here'] },
    });
    const quiet = await lab.call<{ id: number }>('POST', '/segments', {
      name: 'Quiet',
      condition: { type: 'event', event: 'seen', measure: 'count', op: 'eq', value: 0, within: '10d' },
    });
    await lab.buildSegments();
    const id = await draft({
      start: 'tag',
      steps: {
        tag: { type: 'add_tag', tag: 'welcomed here', next: 'hold' },
        hold: { type: 'wait', for: '11d', next: 'fork' },
        fork: {
          type: 'branch',
          branches: [
            {
              condition: { all: [segment, quiet.id].map((each) => ({ type: 'segment', op: 'in', segment: each })) },
              next: null,
            },
          ],
          else: 'no',
        },
        no: { type: 'exit' },
      },
    });
    const contact = await lab.contact();
    const walked = await simulate(id, { contact_id: contact, events: [{ name: 'seen' }] });
    expect(path(walked)).toContain('fork:branch 1');
  });

  it('leaves by goal and by exit, with the reason', async () => {
    const id = await draft({
      goal: { condition: { ...ordered, since: 'entry' } },
      exit: { condition: { type: 'tag', op: 'has_any_of', value: ['gone'] } },
      start: 'hold',
      steps: {
        hold: { type: 'wait', for: '2d', next: 'tag' },
        tag: { type: 'add_tag', tag: 'gone', next: 'more' },
        more: { type: 'wait', for: '2d', next: null },
      },
    });
    const contact = await lab.contact();
    const bought = await simulate(id, { contact_id: contact, events: [{ name: 'order_completed', after: '1d' }] });
    expect(bought.end).toMatchObject({ state: 'converted', reason: 'goal', at: after(DAY_MS) });
    expect(bought.entries.at(-1)!.why).toMatchObject([{ path: 'goal.condition', explanation: { verdict: true } }]);
    const gone = await simulate(id, { contact_id: contact });
    expect(gone.end).toMatchObject({ state: 'exited', reason: 'exit_condition', at: after(2 * DAY_MS) });
  });

  it('begins with the event that fires a trigger; what came before does not count as since entry', async () => {
    const id = await draft({
      triggers: [
        { type: 'manual' },
        { type: 'event', event: 'cart_created', where: { property: 'total', op: 'gte', value: 50 } },
      ],
      filter: vip,
      start: 'hold',
      steps: {
        hold: { type: 'wait_for', condition: { ...ordered, since: 'entry' }, timeout: '1d', then: null, else: null },
      },
    });
    const walked = await simulate(id, {
      contact_id: await lab.contact(),
      events: [
        { name: 'order_completed' },
        { name: 'cart_created', properties: { total: 20 }, after: '1h' },
        { name: 'cart_created', properties: { total: 80 }, after: '2h' },
      ],
    });
    expect(walked.trigger).toBe(1);
    expect(walked.filter!.explanation.verdict).toBe(false);
    expect(path(walked)).toEqual(['hold:wait', 'hold:else']);
    expect(Date.parse(walked.entries[0]!.at)).toBe(Date.parse(after(2 * HOUR_MS)) + 1);
  });

  it('keeps the local time of day of the contact over the change to summer time', async () => {
    const id = await draft({ start: 'hold', steps: { hold: { type: 'wait', for: '1d', next: null } } });
    const walked = await simulate(id, {
      now: '2026-03-28T11:00:00Z',
      sample: { time_zone: 'Europe/Berlin' },
    });
    expect(walked.end.at).toBe('2026-03-29T10:00:00.000Z');
  });

  it('cuts a way that does not end', async () => {
    const id = await draft({
      start: 'hold',
      steps: { hold: { type: 'wait', for: '1d', next: 'tag' }, tag: { type: 'add_tag', tag: 'again', next: 'hold' } },
    });
    const walked = await simulate(id, { contact_id: await lab.contact() });
    expect(walked.end.state).toBe('cut');
    expect(walked.entries.length).toBeLessThan(320);
  }, 60_000);
});

describe('a simulation that can not be', () => {
  it.each([
    [{}, 422],
    [{ contact_id: 1, sample: {} }, 422],
    [{ contact_id: 999_999_999 }, 404],
    [{ sample: { email: 'no address' } }, 422],
    [{ contact_id: 1, now: 'yesterday' }, 422],
    [{ contact_id: 1, events: [{ name: 'x', at: 'soon' }] }, 422],
    [{ contact_id: 1, events: 'x' }, 422],
    [[], 422],
  ])('refuses %j by %i', async (body, status) => {
    const id = await draft(flow());
    expect((await lab.api.call('POST', `/automations/${String(id)}/simulate`, body)).statusCode).toBe(status);
  });

  it('refuses a draft that can not run, with its problems', async () => {
    const { id } = await lab.call<{ id: number }>('POST', '/automations?incomplete=true', {
      name: 'A',
      triggers: [],
      start: 's1',
      steps: { s1: { type: 'send_email', next: null } },
    });
    const answer = await lab.api.call('POST', `/automations/${String(id)}/simulate`, { sample: {} });
    expect(answer.statusCode).toBe(422);
    expect(answer.json<{ errors: { path: string }[] }>().errors[0]!.path).toBe('steps.s1.template');
  });
});
