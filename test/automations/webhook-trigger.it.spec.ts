import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AutomationLab } from './automation-lab.js';
import { ends } from './timed-lab.js';

let lab: AutomationLab;
let hook: string;
let path: string;
let secret: string;
beforeAll(async () => {
  lab = await AutomationLab.open({ PUBLIC_URL: 'https://mail.example' });
}, 60_000);
afterAll(() => lab.close());
beforeEach(async () => {
  hook = `order-${String(Math.random()).slice(2)}`;
  const found = await lab.call<{ url: string; secret: string }>('GET', `/hooks/${hook}`);
  path = found.url.slice('https://mail.example'.length);
  secret = found.secret;
});

const publish = (more: Record<string, unknown> = {}): Promise<number> =>
  lab.publish({ triggers: [{ type: 'webhook_received', hook, ...more }], ...ends });
const post = (body: unknown, headers: Record<string, string> = {}, url = path) =>
  lab.api.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', ...headers },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  });
const runs = async (automation: number): Promise<number> => {
  await lab.settle();
  return (await lab.enrolments(automation)).length;
};

/** The headers of Standard Webhooks, as the calling program makes them. */
function sign(body: string, at = lab.clock.now(), key = secret): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const mac = createHmac('sha256', Buffer.from(key.slice('whsec_'.length), 'base64'));
  const signature = mac.update(`m1.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': 'm1', 'webhook-timestamp': timestamp, 'webhook-signature': `v1,AAAA v1,${signature}` };
}

describe('a call', () => {
  it('starts the contact that it names, known or not, with what it says', async () => {
    const automation = await publish();
    const answer = await post({ email: 'New@Example.com', plan: 'pro', nested: { a: [1] } });
    expect([answer.statusCode, answer.json()]).toEqual([202, { accepted: 1, results: [{ status: 'accepted' }] }]);
    expect(await runs(automation)).toBe(1);
    const [run] = await lab.db.query(
      `SELECT event, email FROM enrolments JOIN contacts ON contacts.id = contact_id WHERE automation_id = $1`,
      [automation],
    );
    expect(run).toMatchObject({
      email: 'new@example.com',
      event: { name: 'webhook_received', hook, plan: 'pro', nested: { a: [1] } },
    });
  });

  it('names the contact and its own id wherever the trigger says; an id counts once', async () => {
    const triggers = [{ type: 'webhook_received', hook, email: 'customer.emails.0', id: 'order.number' }];
    const automation = await lab.publish({ triggers, entry: { again: 'after_exit' }, ...ends });
    const order = (number: number): unknown => ({ customer: { emails: ['a@example.com'] }, order: { number } });
    for (const number of [1, 1, 2]) {
      await post(order(number));
      await lab.settle();
    }
    expect((await post(order(2))).json()).toEqual({ accepted: 0, results: [{ status: 'duplicate' }] });
    expect(await runs(automation)).toBe(2);
  });

  it('starts only what its own hook and the conditions of the trigger ask for', async () => {
    const automation = await publish({ where: { property: 'plan', op: 'is', value: 'pro' } });
    await post({ email: 'b@example.com', plan: 'free', hook: 'x' });
    await lab.event(await lab.contact(), 'webhook_received', { hook: `${hook}-2`, plan: 'pro' });
    expect(await runs(automation)).toBe(0);
  });

  it('is taken while the automation is paused, and refused once there is none', async () => {
    expect((await post({ email: 'c@example.com' })).json()).toMatchObject({ status: 404, code: 'hook.closed' });
    const automation = await publish();
    await lab.call('POST', `/automations/${String(automation)}/pause`);
    expect((await post({ email: 'c@example.com' })).statusCode).toBe(202);
    await lab.call('POST', `/automations/${String(automation)}/archive`);
    expect((await post({ email: 'c@example.com' })).statusCode).toBe(404);
  });

  it.each<[string, () => unknown, string, number]>([
    ['without an email', () => ({ plan: 'pro' }), 'hook.no_contact', 422],
    ['with a list', () => [{ email: 'd@example.com' }], 'hook.no_contact', 422],
    ['with an address that is none', () => ({ email: 'nobody' }), 'event.invalid', 422],
    ['that is too long', () => ({ email: 'd@example.com', text: 'x'.repeat(65_600) }), 'event.invalid', 422],
    ['that is no JSON', () => '{"email":', 'request.malformed', 400],
    ['that is deep', () => `${'['.repeat(5_000)}${']'.repeat(5_000)}`, 'request.malformed', 400],
  ])('is refused %s', async (_why, body, code, status) => {
    await publish();
    expect((await post(body())).json()).toMatchObject({ status, code });
  });

  it('at an address that somebody guessed is refused', async () => {
    await publish();
    for (const name of ['a%20b', '%C3%BC', 'UPPER', 'x'.repeat(65)]) {
      expect((await lab.api.call('GET', `/hooks/${name}`)).statusCode).toBe(422);
    }
    for (const url of [`/hooks/in/${hook}`, `/hooks/in/${hook}.AAAAAAAAAAAAAAAAAAAAAA`, `${path}x`, '/hooks/in/.']) {
      expect((await post({ email: 'e@example.com' }, {}, url)).statusCode).toBe(404);
    }
  });

  it('of one that runs wild is put off: a hundred a second', async () => {
    await publish();
    const moment = lab.clock.now();
    Object.assign(lab.clock, { now: () => moment });
    try {
      const answers = await Promise.all(Array.from({ length: 101 }, () => post({ email: 'f@example.com' })));
      const refused = answers.filter(({ statusCode }) => statusCode !== 202);
      expect(refused.map(({ statusCode, headers }) => [statusCode, headers['retry-after']])).toEqual([[429, '1']]);
    } finally {
      Reflect.deleteProperty(lab.clock, 'now');
    }
  });
});

describe('a hook for signed calls only', () => {
  const body = JSON.stringify({ email: 'g@example.com' });

  it('takes what is signed with its secret', async () => {
    await publish({ signed: true });
    expect((await post(body, sign(body))).statusCode).toBe(202);
  });

  it.each<[string, () => Record<string, string>]>([
    ['nothing', () => ({})],
    ['another body', () => sign(`${body} `)],
    ['another secret', () => sign(body, undefined, `whsec_${Buffer.alloc(32, 1).toString('base64')}`)],
    ['an old time', () => sign(body, new Date(lab.clock.now().getTime() - 301_000))],
    ['a time that is none', () => ({ ...sign(body), 'webhook-timestamp': 'now' })],
  ])('refuses what is signed with %s', async (_what, headers) => {
    await publish({ signed: true });
    expect((await post(body, headers())).json()).toMatchObject({ status: 401, code: 'hook.refused' });
  });
});
