import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DnsResolver, SenderService } from '#libs/delivery';
import { createTestApi, type TestApi } from '../../apps/api/src/testing/create-test-api.js';
import { eventually } from '../support/installation.js';
import { type MailSink, startMailSink } from '../support/mail-sink.js';

describe('a sender whose domain is not in ASCII', () => {
  let api: TestApi;
  let sink: MailSink;
  let sender: number;

  beforeAll(async () => {
    sink = await startMailSink();
    api = await createTestApi({ env: { SMTP_URL: sink.url, PUBLIC_URL: 'https://mail.shop.example' } });
    sender = await idOf('/senders', { name: 'Bücher', email: 'news@Bücher.example', postal_address: '1 Main Street' });
  });
  afterAll(async () => {
    await api.app.get(SenderService, { strict: false }).stop();
    await api.close();
    await sink.stop();
  });

  async function idOf(path: string, body: object): Promise<number> {
    const answer = await api.call('POST', path, body);
    if (answer.statusCode >= 300) throw new Error(`${path}: ${answer.body}`);
    return answer.json<{ id: number }>().id;
  }

  const template = () => idOf('/templates', { name: 'Receipt', subject: 'Yours', html: '<p>Thank you.</p>' });

  it('gets its mail out, with the domain as A-labels wherever a header must be ASCII', async () => {
    const templateId = await template();
    expect((await api.call('POST', `/templates/${String(templateId)}/publish`)).statusCode).toBe(200);
    await idOf('/messages', { to: 'ada@reader.example', template_id: templateId, sender_id: sender });
    void api.app.get(SenderService, { strict: false }).drain();
    const mail = await eventually(
      () => Promise.resolve(sink.mails.find(({ to }) => to === 'ada@reader.example')),
      (found) => found !== undefined,
      { withinMs: 20_000, everyMs: 20 },
    );
    expect(mail?.raw).toMatch(/^Message-ID: <[^>]+@xn--bcher-kva\.example>\r$/m);
  });

  it('counts as verified for campaigns once its records are there', async () => {
    const domain = `/senders/${String(sender)}/domain`;
    const { records } = (await api.call('GET', domain)).json<{ records: { name: string; value: string }[] }>();
    const published = new Map(records.map(({ name, value }) => [name, value]));
    api.app.get(DnsResolver, { strict: false }).txt = (name) => Promise.resolve([published.get(name) ?? []].flat());
    const campaign = await idOf('/campaigns', {
      ...{ name: 'Hello', template_id: await template(), topic: 'newsletter', sender_id: sender },
      audience: { everyone: true, reason: 'test' },
    });
    const codes = async () =>
      (await api.call('GET', `/campaigns/${String(campaign)}/preflight`))
        .json<{ problems: { code: string }[] }>()
        .problems.map(({ code }) => code);
    expect(await codes()).toContain('domain.unverified');
    await api.call('POST', `/senders/${String(sender)}/verify`);
    expect((await api.call('GET', domain)).json()).toMatchObject({ verified: true });
    expect(await codes()).not.toContain('domain.unverified');
  });
});
