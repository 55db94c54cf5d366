import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CampaignRunner } from '#libs/campaigns';
import { HitRecorder, SenderService } from '#libs/delivery';
import { ManualClock } from '#libs/kernel';
import { simpleParser, type ParsedMail } from 'mailparser';
import { setTimeout as sleep } from 'node:timers/promises';
import { startScriptedSmtpServer, type ScriptedSmtpServer } from '../../../../test/smtp/scripted-smtp-server.js';
import { createTestApi, type TestApi } from '../testing/create-test-api.js';

const COLLEAGUE = 'colleague@acme.example';
const HTML = `<p>Hello {{contact.first_name}}</p><a href="https://shop.example/a">A</a>
  <a href="https://shop.example/b?q={{contact.city}}">B</a><a href="{{view_url}}">view</a>`;

describe('test mails', () => {
  let api: TestApi;
  let server: ScriptedSmtpServer;
  let isDead = false;
  let clock: ManualClock;
  let contactId = 0;
  let templateId = 0;
  let campaignId = 0;

  beforeAll(async () => {
    server = await startScriptedSmtpServer(({ verb }) =>
      isDead && verb === 'RCPT' ? '550 5.1.1 no such user' : undefined,
    );
    clock = new ManualClock(new Date());
    api = await createTestApi({ clock, env: { SMTP_URL: `smtp://127.0.0.1:${String(server.port)}` } });
    await api.call('PATCH', '/settings', { postal_address: '1 Main Road, London' });
    await make('/senders', { name: 'Acme', email: 'news@acme.example' });
    const reader = { email: 'ann@reader.example', first_name: 'Ann', city: 'Bath & Wells' };
    contactId = await make('/contacts', { ...reader, consents: { newsletter: 'subscribed' } });
    templateId = await make('/templates', { name: 'T', subject: 'For {{contact.first_name}}', html: HTML });
    const audience = { everyone: true, reason: 'test' };
    campaignId = await make('/campaigns', { name: 'C', template_id: templateId, topic: 'newsletter', audience });
  }, 60_000);
  afterAll(async () => {
    await api.app.get(SenderService, { strict: false }).stop();
    await api.close();
    await server.stop();
  });

  async function make(path: string, body: unknown): Promise<number> {
    const answer = await api.call('POST', path, body);
    if (answer.statusCode !== 201) throw new Error(`${path}: ${answer.body}`);
    return answer.json<{ id: number }>().id;
  }

  /** Does what the worker does for what is due; resolves with the mail that came to the address. */
  async function receive(address: string): Promise<ParsedMail> {
    server.arrived.length = 0;
    await send();
    const mail = server.arrived.find(({ to }) => to === address);
    if (!mail) throw new Error(`No mail to ${address}`);
    return simpleParser(mail.body);
  }

  async function send(): Promise<void> {
    clock.set(new Date(Date.now() + 1000));
    await api.app.get(SenderService, { strict: false }).drain();
    while ((await api.db.query(`SELECT FROM message_queue WHERE state <> 'due'`)).length > 0) await sleep(20);
  }

  const askForTest = (path: string) => api.call('POST', `${path}/test`, { to: COLLEAGUE, contact_id: contactId });

  async function receiveTest(path: string): Promise<ParsedMail> {
    expect((await askForTest(path)).statusCode).toBe(202);
    return receive(COLLEAGUE);
  }

  /** All that a reader sees of a mail, with the tokens of its links made equal. */
  const seen = (mail: ParsedMail) => {
    const links = (text: unknown): string => String(text).replace(/\/(u|p|v|t\/o|t\/c)\/[\w.-]+/g, '/$1/…');
    const headers = mail.headerLines.filter(({ key }) => !/^(date|message-id|to|feedback-id|content-type)$/.test(key));
    return {
      headers: headers.map(({ line }) => links(line)),
      html: links(mail.html),
      text: links(mail.text),
    };
  };

  const linkOf = (mail: ParsedMail, path: string): string => {
    const found = new RegExp(`/${path}/([\\w.-]+)`).exec(String(mail.html));
    if (!found) throw new Error(`No link to /${path}/ in ${String(mail.html)}`);
    return found[0];
  };
  const allRows = async (): Promise<unknown> => ({
    consents: await api.db.query('SELECT topic_id, status, updated_at FROM consents ORDER BY 1'),
    log: await api.db.query('SELECT count(*) FROM consent_log'),
    events: await api.db.query('SELECT * FROM message_events WHERE contact_id > 0'),
    changes: await api.db.query(`SELECT * FROM contact_changes WHERE dimension LIKE 'email%'`),
  });

  it('look like the mail that the contact gets, footer and List-Unsubscribe and all', async () => {
    const ofTemplate = await receiveTest(`/templates/${String(templateId)}`);
    const ofCampaign = await receiveTest(`/campaigns/${String(campaignId)}`);
    await api.call('POST', `/campaigns/${String(campaignId)}/start`);
    await api.app.get(CampaignRunner, { strict: false }).advance();
    const real = await receive('ann@reader.example');
    expect(seen(real).html).toContain('Unsubscribe</a>');
    expect(seen(real).headers.join('\n')).toMatch(/List-Unsubscribe: <[\s\S]*List-Unsubscribe-Post[\s\S]*List-Id/);
    expect(seen(ofTemplate)).toEqual(seen(real));
    expect(seen(ofCampaign)).toEqual(seen(real));
  });

  it('have links that do nothing to the contact, and say so', async () => {
    const mail = await receiveTest(`/templates/${String(templateId)}`);
    const before = await allRows();
    for (const path of [linkOf(mail, 'u'), linkOf(mail, 'p')]) {
      for (const method of ['GET', 'POST'] as const) {
        const answer = await api.inject({ method, url: path });
        expect([path, method, answer.statusCode]).toEqual([path, method, 200]);
        expect(answer.body).toContain('This is a test mail');
      }
    }
    const [, oneClick] =
      /<[^>]*(\/u\/[^>]*)>/.exec(String(mail.headerLines.find(({ key }) => key === 'list-unsubscribe')?.line)) ?? [];
    const type = 'application/x-www-form-urlencoded';
    const payload = 'List-Unsubscribe=One-Click';
    const answer = await api.inject({
      method: 'POST',
      url: oneClick ?? '',
      headers: { 'content-type': type },
      payload,
    });
    expect(answer.statusCode).toBe(200);
    expect(await allRows()).toEqual(before);
  });

  it('lead to their targets and can be viewed in the browser, and no open or click is the contact’s', async () => {
    const mail = await receiveTest(`/campaigns/${String(campaignId)}`);
    const before = await allRows();
    const clicks = [...String(mail.html).matchAll(/\/t\/c\/[\w.-]+/g)].map(([path]) => path);
    const answers = await Promise.all(clicks.map((url) => api.inject({ method: 'GET', url })));
    expect(answers.map(({ headers }) => headers.location)).toEqual([
      'https://shop.example/a',
      'https://shop.example/b?q=Bath%20%26%20Wells',
    ]);
    expect((await api.inject({ method: 'GET', url: linkOf(mail, 't/o') })).headers['content-type']).toBe('image/gif');
    const view = await api.inject({ method: 'GET', url: linkOf(mail, 'v') });
    expect(view.body).toContain('Hello Ann');
    await api.app.get(HitRecorder, { strict: false }).drain();
    expect(await allRows()).toEqual(before);
  });

  it('cost no contact their consent when the colleague’s address is dead', async () => {
    const before = await allRows();
    isDead = true;
    await askForTest(`/templates/${String(templateId)}`);
    await send();
    isDead = false;
    const suppressed = () => api.db.query('SELECT email FROM suppressions');
    while ((await suppressed()).length === 0) await sleep(20);
    expect(await suppressed()).toEqual([{ email: COLLEAGUE }]);
    expect(await allRows()).toEqual(before);
    await api.db.execute('DELETE FROM suppressions');
  });

  it('are refused for a contact or a published template that does not exist', async () => {
    const test = (path: string, body: object) => api.call('POST', `${path}/test`, { to: COLLEAGUE, ...body });
    const nobody = await test(`/templates/${String(templateId)}`, { contact_id: 4711 });
    expect(nobody.json()).toMatchObject({ status: 422, errors: [{ path: 'contact_id' }] });
    const draft = await make('/templates', { name: 'D', subject: 'S', html: '{{nope}}' });
    const audience = { everyone: true, reason: 'test' };
    const campaign = await make('/campaigns', { name: 'D', template_id: draft, topic: 'newsletter', audience });
    const refused = await test(`/campaigns/${String(campaign)}`, {});
    expect(refused.json()).toMatchObject({ status: 409, code: 'template.not_published' });
  });
});
