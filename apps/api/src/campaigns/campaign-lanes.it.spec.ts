import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CampaignRunner } from '#libs/campaigns';
import { SenderService } from '#libs/delivery';
import { setTimeout as sleep } from 'node:timers/promises';
import { HANG, startScriptedSmtpServer, type ScriptedSmtpServer } from '../../../../test/smtp/scripted-smtp-server.js';
import { type MailSink, startMailSink } from '../../../../test/support/mail-sink.js';
import { createTestApi, type TestApi } from '../testing/create-test-api.js';

/** Many more than a process may have in the state `sending`. */
const READERS = 300;
const STUCK_RECEIPTS = 120;

describe('a relay that hangs', () => {
  let api: TestApi;
  let sink: MailSink;
  let hanging: ScriptedSmtpServer;
  beforeAll(async () => {
    sink = await startMailSink();
    hanging = await startScriptedSmtpServer(({ verb }) => (verb === 'DOT' ? HANG : undefined));
    api = await createTestApi({ env: { SMTP_URL: sink.url } });
  }, 60_000);
  afterAll(async () => {
    await hanging.stop();
    await api.app.get(SenderService, { strict: false }).stop();
    await api.close();
    await sink.stop();
  });

  async function make(path: string, body: unknown): Promise<number> {
    const answer = await api.call('POST', path, body);
    if (answer.statusCode !== 201 && answer.statusCode !== 202) throw new Error(`${path}: ${answer.body}`);
    return answer.json<{ id: number }>().id;
  }

  async function start(sender: number): Promise<number> {
    const template = await make('/templates', { name: 'News', subject: 'News', html: '<p>Hello</p>' });
    const audience = { everyone: true, reason: 'test' };
    const more = { template_id: template, topic: 'newsletter', audience, sender_id: sender };
    const id = await make('/campaigns', { name: 'C', ...more });
    await api.call('POST', `/campaigns/${String(id)}/start`);
    await api.app.get(CampaignRunner, { strict: false }).advance();
    return id;
  }

  async function until(what: () => Promise<boolean> | boolean): Promise<void> {
    const end = Date.now() + 30_000;
    while (!(await what())) {
      if (Date.now() > end) throw new Error('Not so within 30 s');
      await sleep(50);
    }
  }

  it('holds up its own campaign alone: another campaign and another sender’s receipt go out', async () => {
    const transport = { type: 'smtp', settings: { host: '127.0.0.1', port: hanging.port } };
    const slow = await make('/senders', { name: 'Slow', email: 'slow@shop.example', transport });
    const good = await make('/senders', { name: 'Good', email: 'good@shop.example' });
    const contacts = Array.from({ length: READERS }, (_, n) => ({
      email: `r${String(n)}@reader.example`,
      consents: { newsletter: 'subscribed' },
    }));
    await api.call('POST', '/contacts/batch', contacts);
    const stuck = await start(slow);
    const sender = api.app.get(SenderService, { strict: false });
    void sender.drain();
    await until(() => hanging.arrived.length > 0);
    // Receipts that hang at the same relay, more than may be on their way.
    const template = await make('/templates', { name: 'Receipt', subject: 'Receipt', html: '<p>Thanks</p>' });
    const receipt = (sender_id: number) =>
      make('/messages', { to: 'buyer@reader.example', template_id: template, sender_id });
    for (let n = 0; n < STUCK_RECEIPTS; n += 1) await receipt(slow);
    void sender.drain();
    const other = await start(good);
    await receipt(good);
    void sender.drain();
    await until(() => sink.mails.length === READERS + 1);
    const numbers = async (id: number) => (await api.call('GET', `/campaigns/${String(id)}/report`)).json<object>();
    await until(async () => ((await numbers(other)) as { sent: number }).sent === READERS);
    expect(await numbers(stuck)).toMatchObject({ sent: 0, pending: READERS });
    const [row] = await api.db.query(`SELECT count(*)::int AS n FROM message_queue WHERE state = 'sending'`);
    expect((row as { n: number }).n).toBeLessThanOrEqual(100);
  }, 90_000);
});
