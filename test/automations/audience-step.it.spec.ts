import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AudienceSyncer, type AudienceView } from '#libs/ledger';
import { AutomationLab, HOUR_MS } from './automation-lab.js';
import { GraphApi, TOKEN } from './graph-api.js';

let lab: AutomationLab;
let syncer: AudienceSyncer;
let graph: GraphApi;
let audience: number;
beforeAll(async () => {
  lab = await AutomationLab.open({ TIDINGS_PRIVATE_HOSTS: '127.0.0.1' });
  syncer = lab.api.app.get(AudienceSyncer, { strict: false });
}, 60_000);
afterAll(() => lab.close());
beforeEach(async () => {
  graph = await GraphApi.open();
  audience = (await setUp()).id;
});
afterEach(() => graph.receiver.close());

const setUp = (settings: Record<string, unknown> = {}): Promise<AudienceView> =>
  lab.call('POST', '/audiences', {
    name: 'Buyers',
    provider: 'meta_custom_audience',
    settings: { audience_id: '120330000000001', access_token: TOKEN, api_base: graph.receiver.url, ...settings },
  });
const view = (): Promise<AudienceView> => lab.call('GET', `/audiences/${String(audience)}`);
const publish = (op: 'add' | 'remove'): Promise<number> =>
  lab.publish({
    triggers: [{ type: 'manual' }],
    entry: { again: 'after_exit' },
    start: 's1',
    steps: { s1: { type: 'sync_audience', audience, op, next: null } },
  });
async function enrol(automation: number, contacts: readonly number[]): Promise<void> {
  await lab.call('POST', `/automations/${String(automation)}/enrolments`, { contact_ids: contacts });
  await lab.settle();
}
const hashOf = (email: string): string => createHash('sha256').update(email).digest('hex');
const states = async (): Promise<unknown[]> => {
  const rows = await lab.db.query<{ state: string }>(
    'SELECT state FROM audience_changes WHERE audience_id = $1 ORDER BY id',
    [audience],
  );
  return rows.map(({ state }) => state);
};

/** Another process' syncer: the same parts under a second instance. */
function otherSyncer(): AudienceSyncer {
  const own = syncer as unknown as Record<string, unknown>;
  const parts = ['db', 'clock', 'http', 'sweeper', 'seal'].map((part) => own[part]);
  return new (AudienceSyncer as unknown as new (...parts: unknown[]) => AudienceSyncer)(...parts);
}

describe('an audience', () => {
  it('gets those who pass the step, by the hash of their address, and loses those who are taken off', async () => {
    const [stays, goes] = [
      await lab.contact({ email: 'Stays@Example.com' }),
      await lab.contact({ email: 'goes@example.com' }),
    ];
    await enrol(await publish('add'), [stays, goes]);
    await syncer.syncDue();
    expect(graph.members).toEqual(new Set([hashOf('stays@example.com'), hashOf('goes@example.com')]));
    await enrol(await publish('remove'), [goes]);
    await syncer.syncDue();
    expect(graph.members).toEqual(new Set([hashOf('stays@example.com')]));
    expect([await states(), graph.taken]).toEqual([
      ['done', 'done', 'done'],
      ['POST 2', 'DELETE 1'],
    ]);
  });

  it('ends as it was asked last, whatever is sent together', async () => {
    const contact = await lab.contact({ email: 'last@example.com' });
    const [adds, removes] = [await publish('add'), await publish('remove')];
    await enrol(adds, [contact]);
    await enrol(removes, [contact]);
    await enrol(adds, [contact]);
    await enrol(removes, [contact]);
    await syncer.syncDue();
    expect([graph.members.size, graph.taken, await states()]).toEqual([0, ['DELETE 1'], Array(4).fill('done')]);
  });

  it('leaves out who has no address', async () => {
    const { id } = await lab.call<{ id: number }>('POST', '/contacts', { external_id: 'x-1' });
    await enrol(await publish('add'), [id]);
    await syncer.syncDue();
    expect([await states(), graph.taken]).toEqual([['skipped'], []]);
  });

  it('is sent 10,000 at a time, once, by three processes', async () => {
    const automation = await publish('add');
    await enrol(automation, await lab.contactsInBulk(10_000));
    await enrol(automation, await lab.contactsInBulk(400));
    await Promise.all([syncer, otherSyncer(), otherSyncer()].map((one) => one.syncDue()));
    await syncer.syncDue();
    expect([graph.members.size, graph.taken]).toEqual([10_400, ['POST 10000', 'POST 400']]);
  }, 60_000);

  it('waits and is tried again when there were too many calls; nothing overtakes', async () => {
    const contact = await lab.contact();
    graph.faults.push({ status: 400, code: 80_003 }, { status: 500, code: 2 });
    const [adds, removes] = [await publish('add'), await publish('remove')];
    await enrol(adds, [contact]);
    await syncer.syncDue();
    await enrol(removes, [contact]);
    await syncer.syncDue();
    expect([await states(), graph.receiver.calls.length]).toEqual([['pending', 'pending'], 1]);
    expect(await view()).toMatchObject({ pending: 2, blocked: null, last_error: 'Refused (80003)' });
    lab.clock.advance(31_000);
    await syncer.syncDue();
    lab.clock.advance(HOUR_MS);
    await syncer.syncDue();
    expect([await states(), graph.taken]).toEqual([['done', 'done'], ['DELETE 1']]);
    expect(await view()).toMatchObject({ pending: 0, last_error: null });
  });

  it('is blocked by a token that is over, until somebody gives another; the token is never shown', async () => {
    await lab.call('PATCH', `/audiences/${String(audience)}`, { settings: { access_token: 'old' } });
    await enrol(await publish('add'), [await lab.contact()]);
    await syncer.syncDue();
    lab.clock.advance(24 * HOUR_MS);
    await syncer.syncDue();
    expect(graph.receiver.calls).toHaveLength(1);
    const shown = await view();
    expect(shown).toMatchObject({ blocked: 'Refused (190)', pending: 1 });
    expect(JSON.stringify(shown)).not.toContain('access_token');
    await lab.call('PATCH', `/audiences/${String(audience)}`, { settings: { access_token: TOKEN } });
    await syncer.syncDue();
    expect([await states(), await view()]).toMatchObject([['done'], { blocked: null, pending: 0 }]);
  });

  it('tells a kept token to no other server', async () => {
    const change = (settings: object) => lab.api.call('PATCH', `/audiences/${String(audience)}`, { settings });
    const elsewhere = { api_base: 'https://elsewhere.example' };
    const refused = await change(elsewhere);
    expect([refused.statusCode, refused.json()]).toMatchObject([422, { errors: [{ path: 'settings.access_token' }] }]);
    expect((await change({ audience_id: '120330000000002' })).statusCode).toBe(200);
    expect((await change({ ...elsewhere, access_token: 'another' })).statusCode).toBe(200);
  });

  it('goes on when the platform does not take somebody', async () => {
    graph.faults.push({ status: 400, code: 100 });
    const automation = await publish('add');
    await enrol(automation, [await lab.contact()]);
    await syncer.syncDue();
    await enrol(automation, [await lab.contact()]);
    await syncer.syncDue();
    expect([await states(), await view()]).toMatchObject([['failed', 'done'], { failed: 1 }]);
  });

  it('is sent again by another process when one dies with the answer on its way', async () => {
    await enrol(await publish('add'), [await lab.contact({ email: 'dead@example.com' })]);
    const held: (() => void)[] = [];
    const own = graph.receiver.answer;
    const arrived = new Promise<void>((resolve) => {
      graph.receiver.answer = (call, response) => {
        held.push(() => {
          own(call, response);
        });
        resolve();
      };
    });
    const dead = otherSyncer().syncDue();
    await arrived;
    await syncer.syncDue();
    expect(graph.receiver.calls).toHaveLength(1);
    graph.receiver.answer = own;
    lab.clock.advance(181_000);
    await syncer.syncDue();
    expect([graph.members, await states()]).toEqual([new Set([hashOf('dead@example.com')]), ['done']]);
    held.forEach((answer) => {
      answer();
    });
    await dead;
    expect(await states()).toEqual(['done']);
  });

  it('rests while the automation is paused, and is not sent what was left when it is archived', async () => {
    const automation = await publish('add');
    await enrol(automation, [await lab.contact()]);
    await lab.call('POST', `/automations/${String(automation)}/pause`);
    await syncer.syncDue();
    expect(await states()).toEqual(['pending']);
    await lab.call('POST', `/automations/${String(automation)}/archive`);
    await syncer.syncDue();
    expect([await states(), graph.taken]).toEqual([['skipped'], []]);
  });

  it('loses who is erased', async () => {
    const contact = await lab.contact({ email: 'erased@example.com' });
    await enrol(await publish('add'), [contact]);
    await syncer.syncDue();
    await lab.call('POST', `/contacts/${String(contact)}/erase`);
    await syncer.syncDue();
    expect(graph.members.size).toBe(0);
    const rows = await lab.db.query('SELECT contact_id, op, state, hash FROM audience_changes WHERE audience_id = $1', [
      audience,
    ]);
    expect(rows).toEqual([{ contact_id: 0, op: 'remove', state: 'done', hash: '' }]);
  });

  it.each([
    [{ audience_id: 'abc' }, 'settings.audience_id'],
    [{ access_token: '' }, 'settings.access_token'],
    [{ colour: 'red' }, 'settings.colour'],
  ])('is refused with %j', async (settings, path) => {
    await expect(setUp(settings)).rejects.toThrow(`"path":"${path}"`);
  });

  it('that does not exist is refused by the step', async () => {
    const steps = { s1: { type: 'sync_audience', audience: 999_999, next: null } };
    const answer = await lab.api.call('POST', '/automations', { name: 'B', triggers: [], start: 's1', steps });
    expect(answer.json()).toMatchObject({
      status: 422,
      errors: [{ path: 'steps.s1.audience', message: 'There is no audience 999999' }],
    });
  });
});
