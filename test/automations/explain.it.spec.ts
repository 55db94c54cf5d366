import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AutomationLab, DAY_MS } from './automation-lab.js';

let lab: AutomationLab;
beforeAll(async () => {
  lab = await AutomationLab.open();
}, 60_000);
afterAll(() => lab.close());

interface Explained {
  readonly verdict: string;
  readonly triggers: { type: string; fires: boolean | null; counts: boolean; where: { text: string } | null }[];
  readonly filter: { verdict: boolean; text: string } | null;
  readonly entry: { allows: boolean };
  readonly runs: { state: string; step: string | null; due_at: string | null }[];
}

const explain = (id: number, contact: number): Promise<Explained> =>
  lab.call('GET', `/automations/${String(id)}/explain?contact=${String(contact)}`);

const cart = { type: 'event', event: 'cart', where: { property: 'total', op: 'gte', value: 50 } };
const hold = { start: 's1', steps: { s1: { type: 'wait', for: '2d', next: null } } };
const vip = { type: 'tag', op: 'has_any_of', value: ['vip'] };

describe('why somebody is in an automation', () => {
  it('says where the run stands and until when', async () => {
    const id = await lab.publish({ triggers: [cart], ...hold });
    const contact = await lab.contact();
    await lab.event(contact, 'cart', { total: 60 });
    await lab.settle();
    const explained = await explain(id, contact);
    expect(explained).toMatchObject({
      verdict: 'active',
      triggers: [{ type: 'event', fires: true, counts: true }],
      runs: [{ state: 'active', step: 's1' }],
    });
    expect(explained.runs[0]!.due_at).not.toBeNull();
    await lab.pass(3 * DAY_MS);
    expect(await explain(id, contact)).toMatchObject({ verdict: 'entered', entry: { allows: false } });
  });
});

describe('why somebody is not', () => {
  it('names the event that was not like the trigger wants it, clause by clause', async () => {
    const id = await lab.publish({ triggers: [cart], ...hold });
    const contact = await lab.contact();
    expect(await explain(id, contact)).toMatchObject({
      verdict: 'no_trigger',
      triggers: [{ fires: false, where: null }],
    });
    await lab.event(contact, 'cart', { total: 20 });
    await lab.settle();
    const { verdict, triggers } = await explain(id, contact);
    expect(verdict).toBe('no_trigger');
    expect(triggers[0]!.where!.text).toContain('20');
  });

  it('names the filter', async () => {
    const id = await lab.publish({ triggers: [cart], filter: vip, ...hold });
    const contact = await lab.contact();
    await lab.event(contact, 'cart', { total: 60 });
    await lab.settle();
    expect(await explain(id, contact)).toMatchObject({ verdict: 'filter', filter: { verdict: false }, runs: [] });
  });

  it('names what came before it was published', async () => {
    const contact = await lab.contact();
    await lab.event(contact, 'cart', { total: 60 });
    await lab.settle();
    lab.clock.advance(1_000);
    const id = await lab.publish({ triggers: [cart], ...hold });
    expect(await explain(id, contact)).toMatchObject({
      verdict: 'before_published',
      triggers: [{ fires: true, counts: false }],
    });
  });

  it('names a pause, a cooldown and a limit', async () => {
    const contact = await lab.contact();
    const cooling = await lab.publish({
      triggers: [cart],
      entry: { again: 'after_exit', cooldown: '7d' },
      start: 's1',
      steps: { s1: { type: 'exit' } },
    });
    const full = await lab.publish({ triggers: [{ type: 'manual' }], entry: { limit: 1 }, ...hold });
    await lab.call('POST', `/automations/${String(full)}/enrolments`, { contact_id: await lab.contact() });
    await lab.event(contact, 'cart', { total: 60 });
    await lab.settle();
    expect((await explain(cooling, contact)).verdict).toBe('cooldown');
    expect((await explain(full, contact)).verdict).toBe('limit');
    const paused = await lab.publish({ triggers: [cart], ...hold });
    await lab.call('POST', `/automations/${String(paused)}/pause`);
    expect((await explain(paused, contact)).verdict).toBe('not_live');
  });

  it('knows of tags, segments, topics and making; of fields it says that it can not know', async () => {
    const { id: segment } = await lab.call<{ id: number }>('POST', '/segments', { name: 'V', condition: vip });
    await lab.buildSegments();
    const id = await lab.publish({
      triggers: [
        { type: 'tag_added', tag: 'VIP' },
        { type: 'segment_entered', segment },
        { type: 'topic_subscribed', topic: 'newsletter' },
        { type: 'contact_created' },
        { type: 'field_changed', field: 'job_title' },
        { type: 'tag_added', tag: 'never' },
        { type: 'manual' },
      ],
      ...hold,
    });
    const contact = await lab.contact({ tags: ['vip'], consents: { newsletter: 'subscribed' } });
    await lab.settle();
    const { triggers } = await explain(id, contact);
    expect(triggers.map(({ fires }) => fires)).toEqual([true, true, true, true, null, false, null]);
  });

  it('answers about a draft, and refuses who is not there', async () => {
    const { id } = await lab.call<{ id: number }>('POST', '/automations', { name: 'D', triggers: [cart], ...hold });
    expect((await explain(id, await lab.contact())).verdict).toBe('not_live');
    const path = `/automations/${String(id)}/explain`;
    expect((await lab.api.call('GET', `${path}?contact=999999999`)).statusCode).toBe(404);
    expect((await lab.api.call('GET', `${path}?contact=x`)).statusCode).toBe(422);
    expect((await lab.api.call('GET', path)).statusCode).toBe(422);
  });
});

describe('the automations of a contact', () => {
  it('are told with the step, until when, and how those that are over ended', async () => {
    const named = { start: 's1', steps: { s1: { type: 'wait', name: 'Breathe', for: '2d', next: null } } };
    const open = await lab.publish({ name: 'Open', triggers: [{ type: 'manual' }], ...named });
    const over = await lab.publish({
      name: 'Over',
      triggers: [{ type: 'manual' }],
      start: 's1',
      steps: { s1: { type: 'exit' } },
    });
    const contact = await lab.contact();
    for (const id of [open, over]) {
      await lab.call('POST', `/automations/${String(id)}/enrolments`, { contact_ids: [contact] });
    }
    await lab.settle();
    const { data } = await lab.call<{ data: { automation: { id: number } }[] }>(
      'GET',
      `/contacts/${String(contact)}/automations`,
    );
    // Other automations of this file take everybody in who is new.
    expect(data.filter(({ automation }) => automation.id === open || automation.id === over)).toMatchObject([
      {
        ...{ state: 'active', step: 's1', step_name: 'Breathe', step_type: 'wait', exit_reason: null },
        ...{ automation: { id: open, name: 'Open', status: 'live' }, due_at: expect.any(String) },
      },
      { state: 'exited', exit_reason: 'exit_step', automation: { id: over }, due_at: null },
    ]);
  });
});
