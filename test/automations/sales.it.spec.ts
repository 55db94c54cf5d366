import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AlertReminder, SalesContactOwner, SalesMessageSource } from '#libs/sales';
import type { SignedInUser } from '../../apps/api/src/testing/create-test-api.js';
import { AutomationLab, DAY_MS, HOUR_MS } from './automation-lab.js';

interface Alert {
  readonly id: number;
  readonly contact_id: number;
  readonly message: string;
  readonly assigned_to: number | null;
  readonly due_at: string | null;
  readonly status: string;
}

interface Mail {
  readonly recipient_address: string;
  readonly data: { subject: string; text: string };
}

let lab: AutomationLab;
let admin: SignedInUser;
let rep: SignedInUser;
let other: SignedInUser;

beforeAll(async () => {
  lab = await AutomationLab.open();
  admin = await lab.api.signIn('administrator');
  rep = await lab.api.signIn('sales');
  other = await lab.api.signIn('sales');
}, 60_000);
afterAll(() => lab.close());

let automation = 0;
const event = { type: 'event', event: 'hot' };

const notifying = async (step: Record<string, unknown>, more: Record<string, unknown> = {}): Promise<void> => {
  if (automation > 0) await lab.call('POST', `/automations/${String(automation)}/archive`);
  automation = await lab.publish({
    triggers: [event],
    entry: { again: 'always' },
    start: 's1',
    steps: { s1: { message: 'Hot: {{contact.email}}', ...step, next: null } },
    ...more,
  });
};

const hot = async (contact: number, properties: Record<string, unknown> = {}): Promise<void> => {
  await lab.event(contact, 'hot', properties);
  await lab.settle();
};

const alertsOf = async (contact: number, kind = 'alerts'): Promise<Alert[]> =>
  (await lab.call<{ data: Alert[] }>('GET', `/sales/${kind}?contact=${String(contact)}`)).data;

const mailsAbout = (contact: number): Promise<Mail[]> =>
  lab.db.query(
    `SELECT recipient_address, data FROM messages WHERE contact_id = $1 AND source_kind = 'sales' ORDER BY id`,
    [contact],
  );

const as = async (who: SignedInUser, path: string, body: object = {}): Promise<{ status: number; body: Alert }> => {
  const answer = await lab.api.inject({ method: 'POST', url: `/api/v1${path}`, headers: who.headers, payload: body });
  return { status: answer.statusCode, body: answer.json() };
};

describe('notify_sales', () => {
  it('tells the owner of the contact, by an alert and by mail', async () => {
    await notifying({ type: 'notify_sales', to: 'owner', due: '4h' });
    const contact = await lab.contact({
      owner: rep.id,
      first_name: 'Ada',
      last_name: 'Lovelace',
      phone: '+44 20 1234',
    });
    const { email } = await lab.call<{ email: string }>('GET', `/contacts/${String(contact)}`);
    await hot(contact);
    const [alert] = await alertsOf(contact);
    expect(alert).toMatchObject({
      contact_id: contact,
      automation_id: automation,
      message: `Hot: ${email}`,
      assigned_to: rep.id,
      status: 'open',
      contact_email: email,
      contact_name: 'Ada Lovelace',
    });
    expect(new Date(alert!.due_at!).getTime()).toBeGreaterThan(lab.clock.now().getTime() + 3 * HOUR_MS);
    const [mail, ...rest] = await mailsAbout(contact);
    expect(rest).toEqual([]);
    expect(mail).toMatchObject({ recipient_address: rep.email, data: { subject: `Hot: ${email}` } });
    expect(mail!.data.text).toContain('Ada Lovelace');
    expect(mail!.data.text).toContain(`/audience/${String(contact)}`);
  });

  it('gives one unassigned alert to all administrators where there is nobody', async () => {
    await notifying({ type: 'notify_sales', to: 'owner' });
    const contact = await lab.contact();
    await hot(contact);
    expect(await alertsOf(contact)).toMatchObject([{ assigned_to: null }]);
    expect((await mailsAbout(contact)).map((mail) => mail.recipient_address)).toEqual([admin.email]);
  });

  it('writes under the sender that the automation names, so that mail which stays in the house does so', async () => {
    const inside = { name: 'Inside', email: 'inside@x.example', transport: { type: 'mailbox', settings: {} } };
    const { id: sender } = await lab.call<{ id: number }>('POST', '/senders', inside);
    await notifying({ type: 'notify_sales', to: 'owner', remind_every: '1d' }, { sends: { sender_id: sender } });
    const contact = await lab.contact({ owner: rep.id });
    await hot(contact);
    lab.clock.advance(DAY_MS + 60_000);
    await lab.api.app.get(AlertReminder, { strict: false }).remindDue();
    const mails = await lab.db.query('SELECT sender_id FROM messages WHERE contact_id = $1 ORDER BY id', [contact]);
    expect(mails).toEqual([{ sender_id: sender }, { sender_id: sender }]);
  });

  it('falls back to the person that the automation names', async () => {
    await notifying({ type: 'notify_sales', to: 'owner' }, { sales: { fallback_user: other.id } });
    const contact = await lab.contact();
    await hot(contact);
    expect(await alertsOf(contact)).toMatchObject([{ assigned_to: other.id }]);
  });

  it('goes round the reps, whoever has waited longest first', async () => {
    await notifying({ type: 'notify_sales', to: 'round_robin' });
    const given: (number | null)[] = [];
    for (let round = 0; round < 4; round += 1) {
      const contact = await lab.contact();
      await hot(contact);
      given.push((await alertsOf(contact))[0]!.assigned_to);
    }
    expect(given.filter((id) => id === rep.id)).toHaveLength(2);
    expect(given.filter((id) => id === other.id)).toHaveLength(2);
    expect(given[0]).not.toBe(given[1]);
  });

  it('goes to a named person, with what the event said', async () => {
    await notifying({
      type: 'notify_sales',
      to: other.id,
      message: '{{default contact.first_name "Somebody"}} saw {{event.plan}}',
    });
    const contact = await lab.contact();
    await hot(contact, { plan: 'Team <b>' });
    expect(await alertsOf(contact)).toMatchObject([{ assigned_to: other.id, message: 'Somebody saw Team <b>' }]);
  });

  it('makes one alert however often the same visit is run', async () => {
    await notifying({ type: 'notify_sales', to: rep.id });
    const contact = await lab.contact();
    await hot(contact);
    await lab.db.execute(
      `UPDATE enrolments SET state = 'active', due_at = now() - interval '1 h', ended_at = NULL WHERE automation_id = $1`,
      [automation],
    );
    await lab.runner.runDue();
    expect(await alertsOf(contact)).toHaveLength(1);
    expect(await mailsAbout(contact)).toHaveLength(1);
  });
});

describe('somebody who may only look', () => {
  let viewer: SignedInUser;
  beforeAll(async () => {
    viewer = await lab.api.signIn('viewer');
  });

  it.each([
    [{ type: 'notify_sales', to: 'VIEWER', message: 'x' }, {}, 'steps.s1.to'],
    [{ type: 'create_task', to: 'VIEWER', message: 'x' }, {}, 'steps.s1.to'],
    [{ type: 'assign_owner', to: 'VIEWER' }, {}, 'steps.s1.to'],
    [
      { type: 'notify_sales', to: 'owner', message: 'x' },
      { sales: { fallback_user: 'VIEWER' } },
      'sales.fallback_user',
    ],
  ])('can not be named by %j with %j', async (step, more, path) => {
    const document = { name: 'A', triggers: [event], start: 's1', steps: { s1: { ...step, next: null } }, ...more };
    const named = JSON.parse(JSON.stringify(document).replaceAll('"VIEWER"', String(viewer.id))) as object;
    const answer = await lab.api.call('POST', '/automations', named);
    expect([answer.statusCode, answer.json<{ errors: unknown }>().errors]).toEqual([
      422,
      [{ path, message: 'Somebody who may only look is given no work: choose another person' }],
    ]);
  });

  it('gets no alert, by a step that named them before or as the owner: the stand-in does', async () => {
    const person = await lab.api.signIn('sales');
    for (const to of [person.id, 'owner']) {
      await lab.call('PATCH', `/users/${String(person.id)}`, { role: 'sales' });
      await notifying({ type: 'notify_sales', to }, { sales: { fallback_user: other.id } });
      const contact = await lab.contact({ owner: person.id });
      await lab.call('PATCH', `/users/${String(person.id)}`, { role: 'viewer' });
      await hot(contact);
      expect(await alertsOf(contact)).toMatchObject([{ assigned_to: other.id }]);
    }
  });

  it('is handed no alert', async () => {
    await notifying({ type: 'notify_sales', to: rep.id });
    const contact = await lab.contact();
    await hot(contact);
    const [alert] = await alertsOf(contact);
    const assign = `/sales/alerts/${String(alert!.id)}/assign`;
    expect(await as(rep, assign, { user_id: viewer.id })).toMatchObject({
      status: 422,
      body: { code: 'alert.nobody' },
    });
    expect(await alertsOf(contact)).toMatchObject([{ assigned_to: rep.id }]);
  });
});

describe('reminders', () => {
  const remind = async (): Promise<void> => {
    await lab.api.app.get(AlertReminder, { strict: false }).remindDue();
  };

  it('come until it is done, from two processes at once too', async () => {
    await notifying({ type: 'notify_sales', to: rep.id, remind_every: '1d' });
    const contact = await lab.contact();
    await hot(contact);
    await remind();
    expect(await mailsAbout(contact)).toHaveLength(1);
    for (let day = 0; day < 2; day += 1) {
      lab.clock.advance(DAY_MS + 60_000);
      await Promise.all([remind(), remind()]);
    }
    const mails = await mailsAbout(contact);
    expect(mails.map((mail) => mail.data.subject.startsWith('Reminder: '))).toEqual([false, true, true]);
    const [alert] = await alertsOf(contact);
    await lab.call('POST', `/sales/alerts/${String(alert!.id)}/complete`);
    lab.clock.advance(2 * DAY_MS);
    await remind();
    expect(await mailsAbout(contact)).toHaveLength(3);
  });

  it('are the only mails about a task', async () => {
    await notifying({ type: 'create_task', to: rep.id, message: 'Call {{contact.first_name}}', remind_every: '2h' });
    const contact = await lab.contact({ first_name: 'Grace' });
    await hot(contact);
    expect(await alertsOf(contact)).toEqual([]);
    expect(await alertsOf(contact, 'tasks')).toMatchObject([{ message: 'Call Grace', assigned_to: rep.id }]);
    expect(await mailsAbout(contact)).toEqual([]);
    lab.clock.advance(2 * HOUR_MS);
    await remind();
    expect((await mailsAbout(contact)).map((mail) => mail.data.subject)).toEqual(['Reminder: Call Grace']);
  });
});

describe('what is told before publishing', () => {
  const document = (step: Record<string, unknown>): Record<string, unknown> => ({
    name: 'Told',
    triggers: [event],
    start: 's1',
    steps: { s1: { ...step, next: null } },
  });
  const call = { to: 'owner', message: 'Call' };
  const warnings = async (step: Record<string, unknown>): Promise<unknown> => {
    const { id } = await lab.call<{ id: number }>('POST', '/automations', document(step));
    return (await lab.call<{ warnings: unknown }>('GET', `/automations/${String(id)}/review`)).warnings;
  };

  it.each(['notify_sales', 'create_task'])('%s may not remind more often than every 15 minutes', async (type) => {
    for (const every of ['1s', '14min', '899s']) {
      const answer = await lab.api.call('POST', '/automations', document({ type, ...call, remind_every: every }));
      expect(answer.json()).toMatchObject({
        status: 422,
        errors: [{ path: 'steps.s1.remind_every', message: 'Must be 15min or longer: each reminder is a mail' }],
      });
    }
    for (const every of ['15min', '900s', '1h', '1d', '1mo']) {
      expect(
        (await lab.api.call('POST', '/automations', document({ type, ...call, remind_every: every }))).statusCode,
      ).toBe(201);
    }
  });

  it('goes on reminding where a version was published before there was a shortest time', async () => {
    await notifying({ type: 'create_task', to: rep.id, remind_every: '1h' });
    await lab.db.execute(
      `UPDATE automation_versions SET definition = jsonb_set(definition::jsonb, '{steps,s1,remind_every}', '"1min"')
       WHERE automation_id = $1`,
      [automation],
    );
    const contact = await lab.contact();
    await hot(contact);
    lab.clock.advance(61_000);
    await lab.api.app.get(AlertReminder, { strict: false }).remindDue();
    expect(await mailsAbout(contact)).toHaveLength(1);
  });

  it.each(['notify_sales', 'create_task'])('%s warns of merge fields that no contact has', async (type) => {
    const message = '{{contact.frist_name}} of {{contact.shoe_size}}, {{contact.email}}, {{contact.consents.offers}}';
    expect(await warnings({ type, to: 'owner', message: `${message} {{event.plan}} {{contact.frist_name}}` })).toEqual([
      { path: 'steps.s1.message', message: 'There is no field frist_name. Did you mean first_name?' },
      { path: 'steps.s1.message', message: 'There is no field shoe_size.' },
    ]);
    await lab.call('POST', '/fields', { key: `shoe_${type}`, type: 'text' });
    expect(await warnings({ type, to: 'owner', message: `{{contact.shoe_${type}}} {{contact.last_name}}` })).toEqual(
      [],
    );
  });

  it('a webhook warns of them in its body', async () => {
    const body = { who: ['{{contact.frist_name}}'], mail: '{{contact.email}}' };
    expect(await warnings({ type: 'webhook', url: 'https://hooks.example/x', body })).toContainEqual({
      path: 'steps.s1.body.who[0]',
      message: 'There is no field frist_name. Did you mean first_name?',
    });
  });

  it('a mail is warned of by what its template reads', async () => {
    const html = '<p>{{default contact.frist_name "you"}} {{contact.email}}</p>';
    const { id: template } = await lab.call<{ id: number }>('POST', '/templates', { name: 'T', subject: 'Hi', html });
    expect(await warnings({ type: 'send_email', template })).toEqual([
      { path: 'steps.s1.template', message: 'The mail: There is no field frist_name. Did you mean first_name?' },
    ]);
  });
});

describe('the inbox', () => {
  let contact = 0;
  let alert: Alert;
  beforeEach(async () => {
    await notifying({ type: 'notify_sales', to: rep.id });
    contact = await lab.contact();
    await hot(contact);
    alert = (await alertsOf(contact))[0]!;
  });
  const path = (action: string): string => `/sales/alerts/${String(alert.id)}/${action}`;

  it('lets one of two people claim', async () => {
    const answers = await Promise.all([as(rep, path('claim')), as(other, path('claim'))]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const winner = answers[0].status === 200 ? rep : other;
    expect(await as(winner, path('claim'))).toMatchObject({ status: 200 });
    expect(await alertsOf(contact)).toMatchObject([
      { status: 'claimed', assigned_to: winner.id, claimed_by: winner.id },
    ]);
  });

  it('completes, twice to the same end, and changes nothing after', async () => {
    expect(await as(rep, path('complete'))).toMatchObject({ status: 200, body: { status: 'done' } });
    expect(await as(rep, path('complete'))).toMatchObject({ status: 200, body: { status: 'done' } });
    expect(await as(rep, path('claim'))).toMatchObject({ status: 409, body: { code: 'alert.done' } });
    expect(await as(rep, path('snooze'), { for: '1d' })).toMatchObject({ status: 409 });
    expect((await lab.call<{ data: Alert[] }>('GET', '/sales/alerts?status=open')).data).not.toContainEqual(
      expect.objectContaining({ id: alert.id }),
    );
  });

  it('lets an alert rest, and reminds of it then', async () => {
    const { body } = await as(rep, path('snooze'), { for: '2d' });
    expect(new Date(body.due_at!).getTime()).toBeGreaterThan(lab.clock.now().getTime() + 1.9 * DAY_MS);
    lab.clock.advance(2 * DAY_MS + 60_000);
    await lab.api.app.get(AlertReminder, { strict: false }).remindDue();
    expect(await mailsAbout(contact)).toHaveLength(2);
    expect(await as(rep, path('snooze'), {})).toMatchObject({ status: 422 });
    expect(await as(rep, path('snooze'), { for: null, until: null })).toMatchObject({ status: 422 });
    expect(await as(rep, path('snooze'), { for: 'soon' })).toMatchObject({ status: 422 });
    expect(await as(rep, path('snooze'), { for: '999999mo' })).toMatchObject({ status: 422 });
    expect(await as(rep, path('snooze'), { until: '2020-01-01T00:00:00Z' })).toMatchObject({ status: 422 });
  });

  it('hands an alert to somebody, who is told', async () => {
    expect(await as(rep, path('assign'), { user_id: other.id })).toMatchObject({
      status: 200,
      body: { assigned_to: other.id, status: 'open' },
    });
    expect((await mailsAbout(contact)).map((mail) => mail.recipient_address)).toEqual([rep.email, other.email]);
    expect(await as(rep, path('assign'), { user_id: 999_999 })).toMatchObject({
      status: 422,
      body: { code: 'alert.nobody' },
    });
  });

  it('asks a program whom it claims for', async () => {
    expect((await lab.api.call('POST', path('claim'), {})).statusCode).toBe(422);
    expect((await lab.api.call('POST', path('claim'), { user_id: rep.id })).statusCode).toBe(200);
  });

  it('knows nothing of an id that is not there', async () => {
    expect(await as(rep, '/sales/alerts/999999/complete')).toMatchObject({ status: 404 });
  });

  it('stops mails about what is done', async () => {
    const source = lab.api.app.get(SalesMessageSource, { strict: false });
    const messages = await lab.db.query<{ id: number; contactId: number; sourceId: number; occurrence: string }>(
      `SELECT id, contact_id AS "contactId", source_id AS "sourceId", occurrence FROM messages
       WHERE contact_id = $1 AND source_kind = 'sales'`,
      [contact],
    );
    expect((await source.refusals(lab.db, messages)).size).toBe(0);
    await as(rep, path('complete'));
    expect([...(await source.refusals(lab.db, messages)).values()]).toEqual(['sales.done']);
  });

  it('says of no contact that it was sent what a colleague has got', async () => {
    await lab.db.execute(`UPDATE messages SET state = 'sent', sent_at = updated_at WHERE contact_id = $1`, [contact]);
    await lab.db.execute(
      `INSERT INTO messages (contact_id, source_kind, source_id, occurrence, class, state, recipient_kind)
       SELECT $1, kind, 1, kind, 'transactional', 'sent', 'address' FROM unnest('{test,transactional}'::text[]) AS kind`,
      [contact],
    );
    const path = `/contacts/${String(contact)}/timeline`;
    const { data } = await lab.call<{ data: { name: string; data: object }[] }>('GET', path);
    const sent = data.filter(({ name }) => name === 'email_sent');
    expect(sent.map((entry) => entry.data)).toMatchObject([{ source_kind: 'transactional' }]);
  });

  it('is part of what is known about a contact, and goes with it', async () => {
    const owner = lab.api.app.get(SalesContactOwner, { strict: false });
    expect((await owner.timeline(lab.db, contact, null, 10)).map(({ name }) => name)).toEqual(['sales_alert']);
    await lab.db.transaction((tx) => owner.erase(tx, contact));
    expect(await owner.export(lab.db, contact)).toEqual({ sales_alerts: [] });
  });
});
