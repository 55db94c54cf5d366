import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApi, type TestApi } from '../testing/create-test-api.js';

describe('a sender', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await createTestApi();
    await make('/senders', { name: 'Shop', email: 'shop@example.com' });
  });
  afterAll(() => api.close());

  async function make(path: string, body: object): Promise<number> {
    const answer = await api.call('POST', path, body);
    if (answer.statusCode !== 201) throw new Error(`${path}: ${answer.body}`);
    return answer.json<{ id: number }>().id;
  }

  it('is not removed while an automation sends under it, and the refusal says which', async () => {
    const sender = await make('/senders', { name: 'Second', email: 'second@example.com' });
    const template = await make('/templates', { name: 'News', subject: 'News', html: '<p>Hello</p>' });
    const greets = { name: 'Greets', triggers: [{ type: 'manual' }], start: 'mail' };
    const mail = { type: 'send_email', template, next: null };
    const byDefault = { ...greets, sends: { topic: 'newsletter', sender_id: sender }, steps: { mail } };
    const byStep = { ...greets, name: 'Reminds', steps: { mail: { ...mail, sender_id: sender } } };
    const automations = [await make('/automations', byDefault), await make('/automations', byStep)];
    const remove = () => api.call('DELETE', `/senders/${String(sender)}`);
    const refused = await remove();
    expect([refused.statusCode, refused.json()]).toEqual([
      409,
      expect.objectContaining({
        code: 'sender.in_use',
        detail: 'The sender is used by: automation “Greets”, automation “Reminds”. Choose another sender there first.',
      }),
    ]);
    for (const id of automations) await api.call('DELETE', `/automations/${String(id)}`);
    expect((await remove()).statusCode).toBe(200);
  });

  it('that was removed sends no test', async () => {
    const sender = await make('/senders', { name: 'Third', email: 'third@example.com' });
    const template = await make('/templates', { name: 'News', subject: 'News', html: '<p>Hello</p>' });
    await api.call('DELETE', `/senders/${String(sender)}`);
    const body = { to: 'me@shop.example', sender_id: sender };
    const answer = await api.call('POST', `/templates/${String(template)}/test`, body);
    expect([answer.statusCode, answer.json<{ errors: unknown }>().errors]).toEqual([
      422,
      [{ path: 'sender_id', message: `there is no sender ${String(sender)}` }],
    ]);
  });
});
