import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AutomationLab, DAY_MS } from './automation-lab.js';

const MINUTE_MS = 60_000;

let lab: AutomationLab;
let template: number;
beforeAll(async () => {
  lab = await AutomationLab.open();
  template = await lab.template();
}, 60_000);
afterAll(() => lab.close());

interface Report {
  readonly entered: number;
  readonly active: number;
  readonly completed: number;
  readonly converted: number;
  readonly steps: Record<string, { waiting: number; passed: number; ways: Record<string, number> }>;
}

const report = (id: number): Promise<Report> => lab.call('GET', `/automations/${String(id)}/report`);
/** The time of day in UTC. */
const hourFromNow = (hours: number): string =>
  new Date(lab.clock.now().getTime() + hours * 60 * MINUTE_MS).toISOString().slice(11, 16);
const clicked = { type: 'email', action: 'clicked', since: 'step' };

const flow = (test?: Record<string, unknown>): Record<string, unknown> => ({
  triggers: [{ type: 'event', event: 'signed_up' }],
  ...(test ? { test } : {}),
  start: 'wait',
  steps: {
    wait: { type: 'wait', for: '2d', next: 'mail' },
    mail: { type: 'send_email', template, next: 'click' },
    click: { type: 'wait_for', condition: clicked, timeout: '3d', then: null, else: 'morning' },
    morning: { type: 'wait', until: { time: '09:00' }, next: null },
  },
});

describe('test contacts', () => {
  it('wait a minute where others wait for days, and are in no number', async () => {
    const [tester, reader] = [await lab.contact(), await lab.contact()];
    const id = await lab.publish(flow({ contacts: [tester] }));
    for (const contact of [tester, reader]) await lab.event(contact, 'signed_up');
    await lab.settle();
    for (let wait = 0; wait < 3; wait += 1) await lab.pass(MINUTE_MS);
    expect(await lab.path(id, tester)).toEqual(['wait:next', 'mail:next', 'click:else', 'morning:next']);
    expect(await lab.path(id, reader)).toEqual([]);
    expect(await report(id)).toMatchObject({
      ...{ entered: 1, active: 1, completed: 0 },
      steps: { wait: { waiting: 1, passed: 0, ways: {} }, mail: { passed: 0 } },
    });
    const listed = await lab.call<{ data: { contact_id: number; test: boolean }[] }>(
      'GET',
      `/automations/${String(id)}/enrolments`,
    );
    // Two shards of the change log take their people in no order.
    expect(new Map(listed.data.map(({ contact_id, test }) => [contact_id, test]))).toEqual(
      new Map([
        [reader, false],
        [tester, true],
      ]),
    );
    const own = await lab.call<{ data: { test: boolean }[] }>('GET', `/contacts/${String(tester)}/automations`);
    expect(own.data).toMatchObject([{ test: true }]);
    await lab.pass(2 * DAY_MS);
    expect(await lab.path(id, reader)).toEqual(['wait:next', 'mail:next']);
  });

  it('wait as long as the settings say', async () => {
    const tester = await lab.contact();
    const id = await lab.publish(flow({ contacts: [tester], wait: '10min' }));
    await lab.event(tester, 'signed_up');
    await lab.settle();
    await lab.pass(9 * MINUTE_MS);
    expect(await lab.path(id, tester)).toEqual([]);
    await lab.pass(MINUTE_MS);
    expect(await lab.path(id, tester)).toEqual(['wait:next', 'mail:next']);
  });

  it('go through again and again, use up no place, and count as no conversion', async () => {
    const [tester, reader] = [await lab.contact(), await lab.contact()];
    const id = await lab.publish({
      triggers: [{ type: 'event', event: 'tried' }],
      entry: { limit: 1 },
      test: { contacts: [tester] },
      start: 'tag',
      steps: { tag: { type: 'add_tag', tag: 'tried', next: 'done' }, done: { type: 'goal' } },
    });
    for (let time = 0; time < 2; time += 1) {
      await lab.event(tester, 'tried');
      await lab.settle();
    }
    expect(await lab.enrolments(id)).toHaveLength(2);
    const why = (contact: number): Promise<unknown> =>
      lab.call('GET', `/automations/${String(id)}/explain?contact=${String(contact)}`);
    expect(await why(tester)).toMatchObject({ verdict: 'nothing', entry: { allows: true, limit: null } });
    expect(await report(id)).toMatchObject({ entered: 0, converted: 0, steps: { tag: { passed: 0 } } });
    for (let time = 0; time < 2; time += 1) {
      await lab.event(reader, 'tried');
      await lab.settle();
    }
    expect(await report(id)).toMatchObject({ entered: 1, converted: 1, steps: { tag: { passed: 1 } } });
    expect(await why(reader)).toMatchObject({ verdict: 'entered', entry: { allows: false } });
  });

  it('are not put off by quiet hours', async () => {
    const [tester, reader] = [await lab.contact(), await lab.contact()];
    const id = await lab.publish({
      triggers: [{ type: 'event', event: 'nightly' }],
      test: { contacts: [tester] },
      sends: { quiet_hours: { from: hourFromNow(-1), to: hourFromNow(1), zone: 'UTC' } },
      start: 'mail',
      steps: { mail: { type: 'send_email', template, next: null } },
    });
    for (const contact of [tester, reader]) await lab.event(contact, 'nightly');
    await lab.settle();
    const now = lab.clock.now();
    const rows = await lab.db.query<{ contact_id: number; due_at: Date }>(
      `SELECT contact_id, due_at FROM messages WHERE source_kind = 'automation' AND source_id = $1 ORDER BY contact_id`,
      [id],
    );
    expect(rows.map(({ contact_id, due_at }) => [contact_id, due_at <= now])).toEqual([
      [tester, true],
      [reader, false],
    ]);
  });

  it('are refused when the settings make no sense', async () => {
    const answer = await lab.api.call('POST', '/automations', { name: 'A', ...flow({ contacts: ['x'], wait: '2d' }) });
    expect(answer.statusCode).toBe(422);
    const { errors } = answer.json<{ errors: { path: string }[] }>();
    expect(errors.map(({ path }) => path)).toEqual(['test.contacts[0]', 'test.wait']);
  });
});
