import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventIngest } from '#libs/activity';
import { withLogContext } from '#libs/kernel';
import { type JobEnvelope, type JobName, QUEUE_MAP, requestsOfJob, Signals } from '#libs/queue';
import { eventually } from '../support/installation.js';
import { AutomationLab, DAY_MS } from './automation-lab.js';

interface Job {
  readonly name: string;
  readonly requests: readonly string[];
}

let lab: AutomationLab;
/** Every job that was signalled and not forgotten. */
let jobs: Job[] = [];
let arrivals = 0;
beforeAll(async () => {
  lab = await AutomationLab.open();
  // Somebody whom alerts are mailed to.
  await lab.api.signIn('administrator');
  for (const queue of lab.api.app.get<ReadonlyMap<string, Queue>>(QUEUE_MAP, { strict: false }).values()) watch(queue);
}, 60_000);
afterAll(() => lab.close());

interface Queue {
  add(name: string, data: JobEnvelope, options: unknown): Promise<unknown>;
}

function watch(queue: Queue): void {
  const add = queue.add.bind(queue);
  queue.add = (name, data, options) => {
    jobs.push({ name, requests: requestsOfJob(data) });
    return add(name, data, options);
  };
}

/** Resolves when everything that was signalled so far is a job: one that is signalled after it has become one. */
async function arrival(): Promise<void> {
  const id = `arrival-${String((arrivals += 1))}`;
  lab.api.app.get(Signals, { strict: false }).signal('maintenance.sweep', {}, [id]);
  await eventually(
    () => Promise.resolve(jobs),
    (seen) => seen.some(({ requests }) => requests.includes(id)),
    { withinMs: 20_000, everyMs: 10 },
  );
}

async function forgetJobs(): Promise<void> {
  await arrival();
  jobs = [];
}

/** The requests that the jobs of a kind name together. */
async function signalled(name: JobName): Promise<string[]> {
  await arrival();
  return [...new Set(jobs.filter((job) => job.name === name).flatMap((job) => job.requests))].sort();
}

/** A job of somebody else's, which takes whatever is there. */
const asJobOf = <T>(requestId: string, work: () => Promise<T>): Promise<T> => withLogContext({ requestId }, work);
const route = (): Promise<number> => asJobOf('other-router', () => lab.router.routeAll());
const run = (): Promise<number> => asJobOf('other-runner', () => lab.runner.runDue());

async function call(requestId: string, method: 'POST' | 'PUT', path: string, payload: object = {}): Promise<void> {
  const headers = { authorization: `Bearer ${lab.api.adminKey}`, 'x-request-id': requestId };
  const answer = await lab.api.inject({ method, url: `/api/v1${path}`, headers, payload });
  expect(answer.statusCode).toBeLessThan(300);
}

const event = (requestId: string, contact: number, name: string): Promise<void> =>
  call(requestId, 'POST', '/events', { contact: { id: contact }, name });

/** By contact the requests of its rows in a table. */
async function requestsIn(table: string, contacts: readonly number[], where = 'true'): Promise<(string | null)[]> {
  const rows = await lab.db.query<{ id: string | null }>(
    `SELECT request_id AS id FROM ${table} WHERE contact_id = ANY($1::bigint[]) AND ${where}
     ORDER BY array_position($1::bigint[], contact_id), id`,
    [contacts],
  );
  return rows.map(({ id }) => id);
}

const started = (name: string, steps: Record<string, unknown>): Promise<number> =>
  lab.publish({ triggers: [{ type: 'event', event: name }], entry: { again: 'always' }, start: 's1', steps });

const two = async (more: Record<string, unknown> = {}): Promise<[number, number]> => [
  await lab.contact(more),
  await lab.contact(more),
];

describe('work that another job takes', () => {
  it('is signalled on, and written, under the requests behind it', async () => {
    const template = await lab.template();
    await started('visited', {
      s1: { type: 'send_email', template, next: 's2' },
      s2: { type: 'webhook', url: 'https://hooks.example.com/x', next: 's3' },
      s3: { type: 'notify_sales', to: 'owner', message: 'Hot', next: null },
    });
    const contacts = await two();
    await lab.settle();
    await forgetJobs();
    await event('ann-asks', contacts[0], 'visited');
    await event('bob-asks', contacts[1], 'visited');
    await event('nothing-follows', await lab.contact(), 'passed by');
    expect(await signalled('changes.route')).toEqual(
      expect.arrayContaining(['ann-asks', 'bob-asks', 'nothing-follows']),
    );
    await route();
    expect(await signalled('automations.run')).toEqual(['ann-asks', 'bob-asks']);
    expect(await run()).toBe(2);
    expect(await signalled('delivery.send')).toEqual(['ann-asks', 'bob-asks']);
    expect(await signalled('webhooks.deliver')).toEqual(['ann-asks', 'bob-asks']);
    const each = ['ann-asks', 'bob-asks'];
    expect(await requestsIn('messages', contacts, `source_kind = 'automation'`)).toEqual(each);
    expect(await requestsIn('messages', contacts, `source_kind = 'sales'`)).toEqual(each);
    expect(await requestsIn('webhook_deliveries', contacts)).toEqual(each);
  });

  it('changes contacts under the requests behind its runs, whatever kind of step does it', async () => {
    await lab.call('POST', '/segments', { name: 'Seen', kind: 'static' });
    const [segment] = await lab.db.query<{ id: number }>(`SELECT id FROM segments WHERE name = 'Seen'`);
    await started('changed', {
      s1: { type: 'add_tag', tag: 'seen', next: 's2' },
      s2: { type: 'remove_tag', tag: 'new', next: 's3' },
      s3: { type: 'set_field', field: 'city', value: 'Oslo', next: 's4' },
      s4: { type: 'subscribe', topic: 'newsletter', next: 's5' },
      s5: { type: 'add_to_segment', segment: segment!.id, next: null },
    });
    const contacts = await two({ tags: ['new'] });
    await lab.settle();
    await event('ann-asks', contacts[0], 'changed');
    await event('bob-asks', contacts[1], 'changed');
    await route();
    await forgetJobs();
    expect(await run()).toBe(2);
    expect(await signalled('changes.route')).toEqual(['ann-asks', 'bob-asks']);
    expect(await requestsIn('contact_changes', contacts)).toEqual([
      ...Array<string>(5).fill('ann-asks'),
      ...Array<string>(5).fill('bob-asks'),
    ]);
  });

  it('of several automations at once keeps the mails of each under its own request', async () => {
    const template = await lab.template();
    const mail = { s1: { type: 'send_email', template, next: null } };
    await started('one', mail);
    await started('other', mail);
    const contacts = await two();
    await lab.settle();
    await event('ann-asks', contacts[0], 'one');
    await event('bob-asks', contacts[1], 'other');
    await route();
    await forgetJobs();
    expect(await run()).toBe(2);
    expect(await signalled('delivery.send')).toEqual(['ann-asks', 'bob-asks']);
    expect(await requestsIn('messages', contacts)).toEqual(['ann-asks', 'bob-asks']);
  });

  it('that no request is behind is not put down to the one that is at work', async () => {
    await started('visited by nobody', { s1: { type: 'send_email', template: await lab.template(), next: null } });
    const contact = await lab.contact();
    await lab.settle();
    await event('ann-asks', contact, 'visited by nobody');
    await lab.db.execute('UPDATE contact_changes SET request_id = NULL');
    await forgetJobs();
    await route();
    expect(await run()).toBe(1);
    expect(await requestsIn('enrolments', [contact])).toEqual([null]);
    expect(await requestsIn('messages', [contact])).toEqual([null]);
    expect(await signalled('delivery.send')).toEqual([]);
  });
});

describe('a request', () => {
  it('is followed through a segment that it let somebody into', async () => {
    const condition = { type: 'tag', op: 'has_any_of', value: ['buyer'] };
    const { id: segment } = await lab.call<{ id: number }>('POST', '/segments', { name: 'Buyers', condition });
    await lab.buildSegments();
    await lab.publish({
      triggers: [{ type: 'segment_entered', segment }],
      start: 's1',
      steps: { s1: { type: 'wait', for: '1d', next: null } },
    });
    const contacts = await two();
    await lab.settle();
    await call('ann-asks', 'PUT', `/contacts/${String(contacts[0])}/tags/buyer`);
    await call('bob-asks', 'PUT', `/contacts/${String(contacts[1])}/tags/buyer`);
    await forgetJobs();
    await route();
    expect(await requestsIn('enrolments', contacts)).toEqual(['ann-asks', 'bob-asks']);
    expect(await signalled('automations.run')).toEqual(['ann-asks', 'bob-asks']);
  });

  it('is followed into the automation that its own starts, and over days', async () => {
    const template = await lab.template();
    const follow = await lab.publish({
      triggers: [{ type: 'manual' }],
      start: 's1',
      steps: { s1: { type: 'wait', for: '3d', next: 's2' }, s2: { type: 'send_email', template, next: null } },
    });
    await started('joined', { s1: { type: 'start_automation', automation: follow, next: null } });
    const contacts = await two();
    await lab.settle();
    await event('ann-asks', contacts[0], 'joined');
    await event('bob-asks', contacts[1], 'joined');
    await route();
    await run();
    lab.clock.advance(3 * DAY_MS);
    await forgetJobs();
    await run();
    expect(await requestsIn('messages', contacts)).toEqual(['ann-asks', 'bob-asks']);
    expect(await signalled('delivery.send')).toEqual(['ann-asks', 'bob-asks']);
  });

  it('that lets a run go on is named beside the one that the run began by, whose it stays', async () => {
    const template = await lab.template();
    await started('began', {
      s1: {
        type: 'wait_for',
        condition: { type: 'tag', op: 'has_any_of', value: ['ready'] },
        timeout: '9d',
        then: 's2',
        else: null,
      },
      s2: { type: 'send_email', template, next: null },
    });
    const contact = await lab.contact();
    await lab.settle();
    await event('ann-begins', contact, 'began');
    await route();
    await run();
    await call('ann-is-ready', 'PUT', `/contacts/${String(contact)}/tags/ready`);
    await forgetJobs();
    await route();
    expect(await signalled('automations.run')).toEqual(['ann-begins', 'ann-is-ready']);
    await run();
    expect(await requestsIn('messages', [contact])).toEqual(['ann-begins']);
  });

  it('is signalled for by its own name when its event is written together with others', async () => {
    const contacts = await two();
    const ingest = lab.api.app.get(EventIngest, { strict: false });
    await forgetJobs();
    await Promise.all(
      contacts.map((id, n) =>
        asJobOf(`request-${String(n)}`, () => ingest.ingest([{ contact: { id }, name: 'together' }])),
      ),
    );
    expect(await signalled('changes.route')).toEqual(['request-0', 'request-1']);
  });
});
