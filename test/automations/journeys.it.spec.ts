import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AutomationLab, DAY_MS, HOUR_MS } from './automation-lab.js';

const viewed = {
  type: 'event',
  event: 'page_viewed',
  where: { property: 'path', op: 'starts_with', value: '/pricing' },
};
const hasTag = (tag: string): Record<string, unknown> => ({ type: 'tag', op: 'has_any_of', value: [tag] });
const ordered = (since: 'entry' | 'step'): Record<string, unknown> => ({
  type: 'event',
  event: 'order_completed',
  measure: 'count',
  op: 'gte',
  value: 1,
  since,
});

let lab: AutomationLab;
beforeAll(async () => {
  lab = await AutomationLab.open();
}, 60_000);
afterAll(() => lab.close());

describe('a journey', () => {
  it('goes from the trigger over tag, mail, wait and branch to its end', async () => {
    const template = await lab.template();
    const automation = await lab.publish({
      triggers: [viewed],
      start: 's1',
      steps: {
        s1: { type: 'add_tag', tag: 'interest:crm', next: 's2' },
        s2: { type: 'send_email', template, next: 's3' },
        s3: { type: 'wait', for: '2d', next: 's4' },
        s4: { type: 'branch', branches: [{ condition: hasTag('vip'), next: 's5' }], else: 's6' },
        s5: { type: 'send_email', template, next: null },
        s6: { type: 'exit', reason: 'not a vip' },
      },
    });
    const [vip, other, bystander] = [await lab.contact({ tags: ['vip'] }), await lab.contact(), await lab.contact()];
    await lab.event(vip, 'page_viewed', { path: '/pricing/teams' });
    await lab.event(other, 'page_viewed', { path: '/Pricing' });
    await lab.event(bystander, 'page_viewed', { path: '/blog' });
    await lab.settle();

    expect(await lab.tags(vip)).toContain('interest:crm');
    expect((await lab.messages(automation)).map(({ contact_id }) => contact_id).sort()).toEqual([vip, other].sort());
    expect(await lab.enrolments(automation)).toMatchObject([
      { contact_id: vip, state: 'active', step: 's3', wait: 'open' },
      { contact_id: other, state: 'active', step: 's3', wait: 'open' },
    ]);

    await lab.pass(2 * DAY_MS - 60_000);
    expect((await lab.enrolments(automation)).every(({ step }) => step === 's3')).toBe(true);
    await lab.pass(60_000);
    expect(await lab.enrolments(automation)).toMatchObject([
      { contact_id: vip, state: 'completed', step: 's5' },
      { contact_id: other, state: 'exited', step: 's6', exit_reason: 'not a vip' },
    ]);
    expect(await lab.path(automation, vip)).toEqual(['s1:next', 's2:next', 's3:next', 's4:branch 1', 's5:next']);
    expect(await lab.messages(automation)).toHaveLength(3);

    const report = await lab.call('GET', `/automations/${String(automation)}/report`);
    expect(report).toMatchObject({
      entered: 2,
      active: 0,
      completed: 1,
      exited: 1,
      exits: { 'not a vip': 1 },
      steps: { s1: { waiting: 0, passed: 2 }, s4: { passed: 2, ways: { 'branch 1': 1, else: 1 } }, s5: { passed: 1 } },
    });
  });

  it('keeps the event that triggered, for templates and trigger conditions', async () => {
    const template = await lab.template();
    const automation = await lab.publish({
      triggers: [{ type: 'event', event: 'plan_chosen' }],
      start: 's1',
      steps: {
        s1: {
          type: 'branch',
          branches: [{ condition: { type: 'trigger', property: 'plan', op: 'is', value: 'TEAM' }, next: 's2' }],
          else: null,
        },
        s2: { type: 'send_email', template, next: null },
      },
    });
    const [team, solo] = [await lab.contact(), await lab.contact()];
    await lab.event(team, 'plan_chosen', { plan: 'team', seats: 5 }, { value: 99.5, currency: 'EUR' });
    await lab.event(solo, 'plan_chosen', { plan: 'solo' });
    await lab.settle();
    const messages = await lab.db.query(
      `SELECT contact_id, data, template_version, class FROM messages WHERE source_kind = 'automation' AND source_id = $1`,
      [automation],
    );
    expect(messages).toMatchObject([
      {
        contact_id: team,
        template_version: null,
        class: 'marketing',
        data: { name: 'plan_chosen', plan: 'team', seats: 5, value: 99.5, currency: 'EUR' },
      },
    ]);
  });

  it('ends as completed when a wait is the last step', async () => {
    const automation = await lab.publish({
      triggers: [{ type: 'event', event: 'last_wait' }],
      start: 's1',
      steps: { s1: { type: 'wait', for: '1h', next: null } },
    });
    await lab.event(await lab.contact(), 'last_wait');
    await lab.settle();
    await lab.pass(HOUR_MS);
    expect(await lab.enrolments(automation)).toMatchObject([{ state: 'completed' }]);
  });

  it('goes back at most as often as it is told', async () => {
    const automation = await lab.publish({
      triggers: [{ type: 'event', event: 'loop' }],
      start: 's1',
      steps: {
        s1: { type: 'add_tag', tag: 'seen', next: 's2' },
        s2: { type: 'go_to', to: 's1', limit: 3, next: 's3' },
        s3: { type: 'goal' },
      },
    });
    const contact = await lab.contact();
    await lab.event(contact, 'loop');
    await lab.settle();
    const back = ['s1:next', 's2:back'];
    expect(await lab.path(automation, contact)).toEqual([
      ...back,
      ...back,
      ...back,
      's1:next',
      's2:next',
      's3:converted',
    ]);
    expect(await lab.enrolments(automation)).toMatchObject([{ state: 'converted' }]);
  });

  it('splits by weight, the same contact always the same way', async () => {
    const automation = await lab.publish({
      triggers: [{ type: 'manual' }],
      entry: { again: 'after_exit' },
      start: 's1',
      steps: {
        s1: {
          type: 'split',
          by: [
            { weight: 80, next: null },
            { weight: 20, next: null },
          ],
        },
      },
    });
    const contacts = await lab.contactsInBulk(1_000);
    const ways: Record<string, number>[] = [];
    for (let round = 0; round < 2; round += 1) {
      await lab.call('POST', `/automations/${String(automation)}/enrolments`, { contact_ids: contacts });
      await lab.settle();
    }
    const report = await lab.call<{ steps: Record<string, { ways: Record<string, number> }> }>(
      'GET',
      `/automations/${String(automation)}/report`,
    );
    ways.push(report.steps['s1']!.ways);
    expect(ways[0]!['way 1']! + ways[0]!['way 2']!).toBe(2_000);
    expect(Math.abs(ways[0]!['way 2']! / 2_000 - 0.2)).toBeLessThan(0.05);
    const [changed] = await lab.db.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM (SELECT contact_id FROM enrolment_steps WHERE automation_id = $1
       GROUP BY contact_id HAVING count(DISTINCT outcome) > 1) turned`,
      [automation],
    );
    expect(changed).toEqual({ n: 0 });
  });

  it('changes the contact: field, consent, tag', async () => {
    const automation = await lab.publish({
      triggers: [{ type: 'event', event: 'changes' }],
      start: 's1',
      steps: {
        s1: { type: 'set_field', field: 'job_title', value: 'Buyer', next: 's2' },
        s2: { type: 'remove_tag', tag: 'OLD', next: 's3' },
        s3: { type: 'subscribe', topic: 'newsletter', next: 's4' },
        s4: { type: 'unsubscribe', topic: 'tracking', next: null },
      },
    });
    const contact = await lab.contact({ tags: ['old', 'kept'], consents: { tracking: 'subscribed' } });
    const refused = await lab.contact({ consents: { newsletter: 'unsubscribed' } });
    await lab.event(contact, 'changes');
    await lab.event(refused, 'changes');
    await lab.settle();
    expect(await lab.call('GET', `/contacts/${String(contact)}`)).toMatchObject({
      job_title: 'Buyer',
      tags: ['kept'],
      consents: { newsletter: 'subscribed', tracking: 'unsubscribed' },
    });
    expect(await lab.call('GET', `/contacts/${String(refused)}`)).toMatchObject({
      consents: { newsletter: 'unsubscribed' },
    });
    expect((await lab.enrolments(automation)).map(({ state }) => state)).toEqual(['completed', 'completed']);
  });
});

describe('automations and each other', () => {
  const pause = { type: 'wait', for: '1d', next: null };

  it('start another with the same event, and never turn in a circle', async () => {
    const first = await lab.publish({
      triggers: [{ type: 'event', event: 'relay' }],
      entry: { again: 'always' },
      start: 's1',
      steps: { s1: pause },
    });
    const second = await lab.publish({
      triggers: [{ type: 'manual' }],
      entry: { again: 'always' },
      start: 's1',
      steps: { s1: { type: 'start_automation', automation: first, next: null } },
    });
    await lab.publishEdit(first, {
      start: 's0',
      steps: { s0: { type: 'start_automation', automation: second, next: 's1' }, s1: pause },
    });
    const contact = await lab.contact();
    await lab.event(contact, 'relay', { lap: 1 });
    await lab.settle();
    const [one] = await lab.db.query(`SELECT event FROM enrolments WHERE automation_id = $1`, [second]);
    expect(one).toMatchObject({ event: { lap: 1, started_by: [first] } });
    expect((await lab.enrolments(first)).map(({ state }) => state)).toEqual(['active']);
    expect((await lab.enrolments(second)).map(({ state }) => state)).toEqual(['completed']);
  });

  it('stop another for the contact, and its mails', async () => {
    const template = await lab.template();
    const stopped = await lab.publish({
      triggers: [{ type: 'event', event: 'stop_me' }],
      start: 's1',
      steps: { s1: { type: 'send_email', template, next: 's2' }, s2: pause },
    });
    const stopping = await lab.publish({
      triggers: [{ type: 'manual' }],
      start: 's1',
      steps: { s1: { type: 'stop_automation', automation: stopped, next: null } },
    });
    const [out, stays] = [await lab.contact(), await lab.contact()];
    for (const contact of [out, stays]) await lab.event(contact, 'stop_me');
    await lab.settle();
    await lab.call('POST', `/automations/${String(stopping)}/enrolments`, { contact_id: out });
    await lab.settle();
    expect(await lab.enrolments(stopped)).toMatchObject([
      { contact_id: out, state: 'exited', exit_reason: 'stopped' },
      { contact_id: stays, state: 'active' },
    ]);
  });
});

describe('quiet hours', () => {
  it('hold a mail until morning where the contact is; the run goes on', async () => {
    const template = await lab.template();
    const at = (hours: number): string =>
      new Date(lab.clock.now().getTime() + hours * HOUR_MS).toISOString().slice(11, 16);
    const automation = await lab.publish({
      triggers: [{ type: 'event', event: 'quiet' }],
      sends: { quiet_hours: { from: at(-1), to: at(1), zone: 'contact' } },
      start: 's1',
      steps: { s1: { type: 'send_email', template, next: null } },
    });
    const [asleep, awake] = [
      await lab.contact({ time_zone: 'Etc/GMT' }),
      await lab.contact({ time_zone: 'Etc/GMT-12' }),
    ];
    for (const contact of [asleep, awake]) await lab.event(contact, 'quiet');
    await lab.settle();
    const due = await lab.db.query<{ contact_id: number; due_at: Date }>(
      `SELECT contact_id, due_at FROM messages WHERE source_kind = 'automation' AND source_id = $1`,
      [automation],
    );
    const dueOf = (contact: number): Date => due.find((row) => row.contact_id === contact)!.due_at;
    expect(dueOf(asleep).toISOString().slice(11, 16)).toBe(at(1));
    expect(dueOf(awake).getTime()).toBeLessThanOrEqual(lab.clock.now().getTime());
    expect((await lab.enrolments(automation)).map(({ state }) => state)).toEqual(['completed', 'completed']);
  });
});

describe('triggers', () => {
  const steps = { start: 's1', steps: { s1: { type: 'wait', for: '1d', next: null } } };
  const entered = async (automation: number): Promise<number[]> =>
    (await lab.enrolments(automation)).map(({ contact_id }) => contact_id);

  it('fire for a page by its path or its url, folded', async () => {
    const automation = await lab.publish({ triggers: [{ type: 'page_viewed', path: '/Preise', op: 'is' }], ...steps });
    const [byPath, byUrl, other] = [await lab.contact(), await lab.contact(), await lab.contact()];
    await lab.event(byPath, 'page_viewed', { path: '/preise' });
    await lab.event(byUrl, 'page_viewed', { url: 'https://shop.example/preise?utm=1' });
    await lab.event(other, 'page_viewed', { path: '/preise/mehr' });
    await lab.settle();
    expect(await entered(automation)).toEqual([byPath, byUrl]);
  });

  it('fire for tags that come and go, not for those that were there', async () => {
    const added = await lab.publish({ triggers: [{ type: 'tag_added', tag: 'Gold' }], ...steps });
    const removed = await lab.publish({ triggers: [{ type: 'tag_removed', tag: 'GOLD' }], ...steps });
    const contact = await lab.contact();
    await lab.call('POST', '/contacts', { email: `gold@example.com`, tags: ['gold'] });
    await lab.settle();
    expect(await entered(added)).toHaveLength(1);
    await lab.call('POST', '/contacts', { email: `gold@example.com`, tags: ['gold'] });
    await lab.settle();
    expect(await entered(added)).toHaveLength(1);
    expect(await entered(removed)).toEqual([]);
    const remover = await lab.publish({
      triggers: [{ type: 'manual' }],
      start: 's1',
      steps: { s1: { type: 'add_tag', tag: 'gold', next: 's2' }, s2: { type: 'remove_tag', tag: 'gold', next: null } },
    });
    await lab.call('POST', `/automations/${String(remover)}/enrolments`, { contact_id: contact });
    await lab.settle();
    expect(await entered(added)).toContain(contact);
    expect(await entered(removed)).toEqual([contact]);
  });

  it('fire for fields, new contacts and topics', async () => {
    const field = await lab.publish({
      triggers: [{ type: 'field_changed', field: 'country', from: 'gb', to: 'IE' }],
      ...steps,
    });
    const created = await lab.publish({ triggers: [{ type: 'contact_created' }], ...steps });
    const subscribed = await lab.publish({ triggers: [{ type: 'topic_subscribed', topic: 'newsletter' }], ...steps });
    const gone = await lab.publish({ triggers: [{ type: 'topic_unsubscribed', topic: 'newsletter' }], ...steps });
    const contact = await lab.contact({ country: 'GB', consents: { newsletter: 'subscribed' } });
    await lab.settle();
    await lab.call('PATCH', `/contacts/${String(contact)}`, { country: 'IE' });
    await lab.call('PATCH', `/contacts/${String(contact)}`, { consents: { newsletter: 'unsubscribed' } });
    await lab.settle();
    expect(await entered(field)).toEqual([contact]);
    expect(await entered(created)).toEqual([contact]);
    expect(await entered(subscribed)).toEqual([contact]);
    expect(await entered(gone)).toEqual([contact]);
  });

  it('do not fire for old events, unless told to, nor while paused', async () => {
    const automation = await lab.publish({ triggers: [{ type: 'event', event: 'old_news' }], ...steps });
    const [old, asked, paused, live] = [
      await lab.contact(),
      await lab.contact(),
      await lab.contact(),
      await lab.contact(),
    ];
    const yesterday = new Date(lab.clock.now().getTime() - 25 * HOUR_MS).toISOString();
    await lab.event(old, 'old_news', {}, { occurred_at: yesterday });
    await lab.event(asked, 'old_news', {}, { occurred_at: yesterday, trigger: true });
    await lab.settle();
    await lab.call('POST', `/automations/${String(automation)}/pause`);
    await lab.event(paused, 'old_news');
    await lab.settle();
    await lab.call('POST', `/automations/${String(automation)}/resume`);
    await lab.event(live, 'old_news');
    await lab.settle();
    expect(await entered(automation)).toEqual([asked, live]);
  });

  it('let in once whom two triggers of one automation match', async () => {
    const automation = await lab.publish({
      triggers: [
        { type: 'event', event: 'twice' },
        { type: 'event', event: 'twice' },
      ],
      entry: { again: 'always' },
      ...steps,
    });
    await lab.event(await lab.contact(), 'twice');
    await lab.settle();
    expect(await lab.enrolments(automation)).toHaveLength(1);
  });

  it('ask the filter at entry', async () => {
    const automation = await lab.publish({
      triggers: [{ type: 'event', event: 'filtered' }],
      filter: { all: [hasTag('yes'), { type: 'trigger', property: 'ok', op: 'is_true' }] },
      ...steps,
    });
    const [both, tagOnly, eventOnly] = [
      await lab.contact({ tags: ['yes'] }),
      await lab.contact({ tags: ['yes'] }),
      await lab.contact(),
    ];
    await lab.event(both, 'filtered', { ok: true });
    await lab.event(tagOnly, 'filtered', { ok: false });
    await lab.event(eventOnly, 'filtered', { ok: true });
    await lab.settle();
    expect(await entered(automation)).toEqual([both]);
  });
});

describe('waits, goals and exits', () => {
  const waitFor = { type: 'wait_for', condition: ordered('step'), timeout: '2d', then: 's2', else: 's3' };
  const tagged = { s2: { type: 'add_tag', tag: 'then', next: null }, s3: { type: 'add_tag', tag: 'else', next: null } };

  it('wait for a condition, or until the time is over', async () => {
    const automation = await lab.publish({
      triggers: [{ type: 'event', event: 'begin_wait' }],
      start: 's1',
      steps: { s1: waitFor, ...tagged },
    });
    const [buys, never, late] = [await lab.contact(), await lab.contact(), await lab.contact()];
    for (const contact of [buys, never, late]) {
      await lab.event(contact, 'order_completed');
      await lab.event(contact, 'begin_wait');
    }
    await lab.settle();
    expect((await lab.enrolments(automation)).map(({ wait }) => wait)).toEqual(['open', 'open', 'open']);
    await lab.pass(HOUR_MS);
    await lab.event(buys, 'order_completed');
    await lab.settle();
    expect(await lab.path(automation, buys)).toEqual(['s1:then', 's2:next']);
    await lab.pass(2 * DAY_MS);
    await lab.event(late, 'order_completed');
    await lab.settle();
    expect(await lab.path(automation, never)).toEqual(['s1:else', 's3:next']);
    expect(await lab.path(automation, late)).toEqual(['s1:else', 's3:next']);
  });

  it('are moved by old events too: quiet changes start nothing, but end waits', async () => {
    const automation = await lab.publish({
      triggers: [{ type: 'event', event: 'quiet_wait' }],
      start: 's1',
      steps: { s1: { ...waitFor, condition: hasTag('arrived') }, ...tagged },
    });
    const contact = await lab.contact();
    await lab.event(contact, 'quiet_wait');
    await lab.settle();
    await lab.db.execute(`INSERT INTO tags (name, folded) VALUES ('arrived', 'arrived') ON CONFLICT DO NOTHING`);
    await lab.db.execute(
      `INSERT INTO contact_tags (contact_id, tag_id) SELECT $1, id FROM tags WHERE folded = 'arrived'`,
      [contact],
    );
    await lab.db.execute(
      `INSERT INTO contact_changes (shard, contact_id, dimension, new, quiet) VALUES (mod($1, 16), $1, 'tags', '"arrived"', true)`,
      [contact],
    );
    await lab.settle();
    expect(await lab.path(automation, contact)).toEqual(['s1:then', 's2:next']);
  });

  it('convert whoever reaches the goal, once the goal is met since entry', async () => {
    const template = await lab.template();
    const automation = await lab.publish({
      triggers: [{ type: 'event', event: 'goal_begin' }],
      goal: { condition: ordered('entry') },
      start: 's1',
      steps: { s1: { type: 'wait', for: '1d', next: 's2' }, s2: { type: 'send_email', template, next: null } },
    });
    const [buys, other] = [await lab.contact(), await lab.contact()];
    await lab.event(buys, 'order_completed');
    for (const contact of [buys, other]) await lab.event(contact, 'goal_begin');
    await lab.settle();
    expect((await lab.enrolments(automation)).map(({ state }) => state)).toEqual(['active', 'active']);
    await lab.pass(HOUR_MS);
    await lab.event(buys, 'order_completed');
    await lab.settle();
    await lab.pass(DAY_MS);
    expect(await lab.enrolments(automation)).toMatchObject([
      { contact_id: buys, state: 'converted', exit_reason: 'goal', due_at: null },
      { contact_id: other, state: 'completed' },
    ]);
    expect((await lab.messages(automation)).map(({ contact_id }) => contact_id)).toEqual([other]);
  });

  it('count the trigger itself never as done since entry', async () => {
    const automation = await lab.publish({
      triggers: [{ type: 'event', event: 'order_completed' }],
      goal: { condition: ordered('entry') },
      entry: { again: 'after_exit' },
      start: 's1',
      steps: { s1: { type: 'wait', for: '1d', next: null } },
    });
    const contact = await lab.contact();
    await lab.event(contact, 'order_completed');
    await lab.settle();
    await lab.event(contact, 'something_else');
    await lab.settle();
    expect(await lab.enrolments(automation)).toMatchObject([{ state: 'active' }]);
    await lab.pass(HOUR_MS);
    await lab.event(contact, 'order_completed');
    await lab.settle();
    // The second order converts the first run, and triggers the next.
    expect(await lab.enrolments(automation)).toMatchObject([{ state: 'converted' }, { state: 'active' }]);
    await lab.call('POST', `/automations/${String(automation)}/archive`);
  });

  it('take out by an exit condition, and re-check it before a mail although nothing changed', async () => {
    const template = await lab.template();
    const automation = await lab.publish({
      triggers: [{ type: 'event', event: 'exit_begin' }],
      exit: { condition: hasTag('customer') },
      start: 's1',
      steps: { s1: { type: 'wait', for: '1h', next: 's2' }, s2: { type: 'send_email', template, next: null } },
    });
    const [leaves, already, stays] = [
      await lab.contact(),
      await lab.contact({ tags: ['customer'] }),
      await lab.contact(),
    ];
    for (const contact of [leaves, already, stays]) await lab.event(contact, 'exit_begin');
    await lab.settle();
    const { email } = await lab.call<{ email: string }>('GET', `/contacts/${String(leaves)}`);
    await lab.call('POST', '/contacts', { email, tags: ['customer'] });
    await lab.settle();
    expect(await lab.enrolments(automation)).toMatchObject([
      { contact_id: leaves, state: 'exited', exit_reason: 'exit_condition', step: 's1' },
      { contact_id: already, state: 'active' },
      { contact_id: stays, state: 'active' },
    ]);
    await lab.pass(HOUR_MS);
    expect(await lab.enrolments(automation)).toMatchObject([
      { state: 'exited' },
      { contact_id: already, state: 'exited', exit_reason: 'exit_condition', step: 's2' },
      { contact_id: stays, state: 'completed' },
    ]);
    expect((await lab.messages(automation)).map(({ contact_id }) => contact_id)).toEqual([stays]);
  });

  it('take out whoever unsubscribes from the topic of the mails, unless told not to', async () => {
    const steps = { start: 's1', steps: { s1: { type: 'wait', for: '1d', next: null } } };
    const leaving = await lab.publish({ triggers: [{ type: 'event', event: 'unsub' }], ...steps });
    const staying = await lab.publish({
      triggers: [{ type: 'event', event: 'unsub' }],
      exit: { on_unsubscribe: false },
      ...steps,
    });
    const contact = await lab.contact({ consents: { newsletter: 'subscribed' } });
    await lab.event(contact, 'unsub');
    await lab.settle();
    await lab.call('PATCH', `/contacts/${String(contact)}`, { consents: { newsletter: 'unsubscribed' } });
    await lab.settle();
    expect(await lab.enrolments(leaving)).toMatchObject([{ state: 'exited', exit_reason: 'unsubscribed' }]);
    expect(await lab.enrolments(staying)).toMatchObject([{ state: 'active' }]);
  });

  it('keep runs on the version that they entered', async () => {
    const automation = await lab.publish({
      triggers: [{ type: 'event', event: 'versions' }],
      start: 's1',
      steps: { s1: { type: 'wait', for: '1d', next: 's2' }, s2: { type: 'add_tag', tag: 'one', next: null } },
    });
    const [first, second] = [await lab.contact(), await lab.contact()];
    await lab.event(first, 'versions');
    await lab.settle();
    await lab.publishEdit(automation, { start: 's1', steps: { s1: { type: 'add_tag', tag: 'two', next: null } } });
    await lab.event(second, 'versions');
    await lab.settle();
    await lab.pass(DAY_MS);
    expect([await lab.tags(first), await lab.tags(second)]).toEqual([['one'], ['two']]);
  });

  it('hold everything while paused, and go on after', async () => {
    const template = await lab.template();
    const automation = await lab.publish({
      triggers: [{ type: 'event', event: 'pausing' }],
      start: 's1',
      steps: { s1: { type: 'wait', for: '1h', next: 's2' }, s2: { type: 'send_email', template, next: null } },
    });
    await lab.event(await lab.contact(), 'pausing');
    await lab.settle();
    await lab.call('POST', `/automations/${String(automation)}/pause`);
    await lab.pass(2 * HOUR_MS);
    expect(await lab.messages(automation)).toEqual([]);
    await lab.call('POST', `/automations/${String(automation)}/resume`);
    await lab.settle();
    expect(await lab.messages(automation)).toHaveLength(1);
  });

  it('wait until a time of day in the zone of the contact', async () => {
    const automation = await lab.publish({
      triggers: [{ type: 'event', event: 'zones' }],
      start: 's1',
      steps: { s1: { type: 'wait', until: { time: '09:00' }, next: null } },
    });
    const [berlin, unknown] = [await lab.contact({ time_zone: 'Europe/Berlin' }), await lab.contact()];
    for (const contact of [berlin, unknown]) await lab.event(contact, 'zones');
    await lab.settle();
    const rows = await lab.enrolments(automation);
    const hourIn = (at: Date | null, timeZone: string): string =>
      new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'short' }).format(at!);
    expect(hourIn(rows[0]!.due_at, 'Europe/Berlin')).toBe('09:00');
    expect(hourIn(rows[1]!.due_at, 'UTC')).toBe('09:00');
  });

  it('wait until a date in a field, and go on at once without one or when it has gone', async () => {
    await lab.call('POST', '/fields', { key: 'renewal_date', type: 'date' }).catch(async () => {
      await lab.db.execute(`INSERT INTO fields (key, label, type) VALUES ('renewal_date', 'Renewal', 'date')`);
    });
    const automation = await lab.publish({
      triggers: [{ type: 'event', event: 'renewal' }],
      start: 's1',
      steps: { s1: { type: 'wait', until_field: 'renewal_date', offset: '-14d', time: '09:00', next: null } },
    });
    const inDays = (days: number): string =>
      new Date(lab.clock.now().getTime() + days * DAY_MS).toISOString().slice(0, 10);
    const contacts = [
      await lab.contact({ fields: { renewal_date: inDays(30) } }),
      await lab.contact(),
      await lab.contact({ fields: { renewal_date: inDays(-30) } }),
    ];
    for (const contact of contacts) await lab.event(contact, 'renewal');
    await lab.settle();
    const rows = await lab.enrolments(automation);
    expect(rows.map(({ state }) => state)).toEqual(['active', 'completed', 'completed']);
    expect(rows[0]!.due_at?.toISOString()).toBe(`${inDays(16)}T09:00:00.000Z`);
  });
});
