import { createHmac, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ReturnsLab, type SentMail } from './returns-lab.js';

let lab: ReturnsLab;
let next = 0;
const address = (): string => `hooked${String((next += 1))}@reader.example`;
const nowS = (): string => String(Math.floor(Date.now() / 1000));

beforeAll(async () => {
  lab = await ReturnsLab.open();
});

afterAll(async () => {
  await lab.close();
});

function post(provider: string, payload: string, headers: Record<string, string> = {}) {
  return lab.api.inject({
    method: 'POST',
    url: `/hooks/${provider}`,
    payload,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

describe('SendGrid', () => {
  let key: KeyObject;

  beforeAll(async () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    key = pair.privateKey;
    const publicKey = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    const made = await lab.api.call('POST', '/returned-mail/sources', {
      type: 'sendgrid',
      settings: { public_key: publicKey },
    });
    expect(made.statusCode).toBe(201);
  });

  function signed(body: string, timestamp = nowS()): Record<string, string> {
    return {
      'x-twilio-email-event-webhook-signature': sign('sha256', Buffer.from(timestamp + body), key).toString('base64'),
      'x-twilio-email-event-webhook-timestamp': timestamp,
    };
  }

  function bounceOf(mail: SentMail, extra: object = {}): object {
    return {
      ...{ email: mail.email, timestamp: Number(nowS()), event: 'bounce', type: 'bounce', status: '5.1.1' },
      ...{
        reason: '550 5.1.1 User unknown',
        'smtp-id': `<${mail.messageId}>`,
        sg_event_id: randomBytes(12).toString('hex'),
      },
      ...extra,
    };
  }

  it('is believed over the bytes as they came, a hundred times at once the same as once', async () => {
    const mail = await lab.sent(address());
    const body = `[ ${JSON.stringify(bounceOf(mail))} ,{"event":"processed"}]\n`;
    const headers = signed(body);
    const answers = await Promise.all(Array.from({ length: 100 }, () => post('sendgrid', body, headers)));
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
    const news = answers.map((answer) => answer.json<{ recorded: number }>().recorded);
    expect(news.reduce((sum, n) => sum + n, 0)).toBe(1);
    expect(await lab.stateOf(mail)).toMatchObject({
      events: ['bounced'],
      changes: ['email:bounced'],
      consent: 'cleaned',
    });
  });

  it('is refused when a byte differs, the signature is old, or there is none', async () => {
    const mail = await lab.sent(address());
    const body = JSON.stringify([bounceOf(mail)]);
    const old = String(Number(nowS()) - 90_000);
    const tries = [
      await post('sendgrid', `${body} `, signed(body)),
      await post('sendgrid', body, signed(body, old)),
      await post('sendgrid', body, { ...signed(body), 'x-twilio-email-event-webhook-signature': 'AAAA' }),
      await post('sendgrid', body),
    ];
    expect(tries.map((answer) => [answer.statusCode, answer.json<{ code: string }>().code])).toEqual(
      tries.map(() => [401, 'hook.refused']),
    );
    expect(await lab.stateOf(mail)).toMatchObject({ events: [], suppressed: null });
  });

  it('takes thousands in one request, and costs nobody who was blocked or delayed', async () => {
    const dead = await lab.sent(address());
    const blocked = await lab.sent(address());
    const slow = await lab.sent(address());
    const happy = await lab.sent(address());
    const body = JSON.stringify([
      bounceOf(dead),
      bounceOf(blocked, { type: 'blocked', status: '5.7.1', reason: '554 5.7.1 blocked' }),
      bounceOf(slow, { event: 'deferred', status: '4.2.0' }),
      ...Array.from({ length: 3000 }, () => bounceOf(happy, { event: 'delivered', status: '2.0.0' })),
    ]);
    expect((await post('sendgrid', body, signed(body))).json()).toEqual({ recorded: 3003, repeated: 0, unmatched: 0 });
    expect(await lab.stateOf(dead)).toMatchObject({ consent: 'cleaned' });
    expect(await lab.stateOf(blocked)).toMatchObject({ bounced: true, suppressed: null, consent: 'subscribed' });
    expect(await lab.stateOf(slow)).toMatchObject({ bounced: false, consent: 'subscribed' });
    expect(await lab.stateOf(happy)).toMatchObject({ events: [], consent: 'subscribed' });
  });

  it('knows mail that went out by its HTTP interface by our argument, and what it dropped itself', async () => {
    const [bounced, dropped, left] = [await lab.sent(address()), await lab.sent(address()), await lab.sent(address())];
    const byHttp = (mail: SentMail, extra: object): object =>
      bounceOf(mail, { 'smtp-id': '<abc@geopod-ismtpd-1>', 'tidings-message': mail.messageId, ...extra });
    const body = JSON.stringify([
      byHttp(bounced, {}),
      byHttp(dropped, { event: 'dropped', type: undefined, status: undefined, reason: 'Bounced Address' }),
      byHttp(left, { event: 'dropped', type: undefined, status: undefined, reason: 'Unsubscribed Address' }),
    ]);
    expect((await post('sendgrid', body, signed(body))).json()).toMatchObject({ recorded: 3, unmatched: 0 });
    expect(await lab.stateOf(bounced)).toMatchObject({ events: ['bounced'], consent: 'cleaned' });
    expect(await lab.stateOf(dropped)).toMatchObject({ events: ['bounced'], consent: 'cleaned' });
    expect(await lab.stateOf(left)).toMatchObject({ bounced: true, suppressed: null, consent: 'subscribed' });
  });

  it('never brings a bounce about a mail that is not ours', async () => {
    const mail = await lab.sent(address());
    const body = JSON.stringify([bounceOf(mail, { 'smtp-id': '<x@elsewhere.example>' })]);
    expect((await post('sendgrid', body, signed(body))).json()).toMatchObject({ recorded: 0, unmatched: 1 });
    expect(await lab.stateOf(mail)).toMatchObject({ suppressed: null, consent: 'subscribed' });
  });
});

describe('Mailgun', () => {
  const signingKey = 'key-0123456789abcdef';

  beforeAll(async () => {
    await lab.api.call('POST', '/returned-mail/sources', { type: 'mailgun', settings: { signing_key: signingKey } });
  });

  function reportOf(
    mail: SentMail,
    { timestamp = nowS(), token = randomBytes(25).toString('hex'), data = {} } = {},
  ): string {
    const signature = createHmac('sha256', signingKey)
      .update(timestamp + token)
      .digest('hex');
    return JSON.stringify({
      signature: { timestamp, token, signature },
      'event-data': {
        ...{ id: token.slice(0, 20), event: 'failed', severity: 'permanent', timestamp: Number(timestamp) },
        recipient: mail.email,
        'delivery-status': { code: 550, message: '5.1.1 No such user' },
        message: { headers: { 'message-id': mail.messageId } },
        ...data,
      },
    });
  }

  it('is believed once: the same token a second time is refused', async () => {
    const mail = await lab.sent(address());
    const report = reportOf(mail);
    const answers = await Promise.all([post('mailgun', report), post('mailgun', report), post('mailgun', report)]);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409, 409]);
    expect(await lab.stateOf(mail)).toMatchObject({ events: ['bounced'], consent: 'cleaned' });
  });

  it('is refused when it is old, comes from the future or is signed by another', async () => {
    const mail = await lab.sent(address());
    const at = (shift: number): string => String(Number(nowS()) + shift);
    const wrong = reportOf(mail).replace(
      /"signature":"[0-9a-f]/,
      (part) => part.slice(0, -1) + (part.endsWith('0') ? '1' : '0'),
    );
    const answers = [
      await post('mailgun', reportOf(mail, { timestamp: at(-3600) })),
      await post('mailgun', reportOf(mail, { timestamp: at(3600) })),
      await post('mailgun', wrong),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 401, 401]);
    expect(await lab.stateOf(mail)).toMatchObject({ events: [] });
  });

  it('is told what is wrong with it when it is signed, and nothing when it is not', async () => {
    const { signature } = JSON.parse(reportOf(await lab.sent(address()))) as { signature: object };
    const [signed, unsigned] = [await post('mailgun', JSON.stringify({ signature })), await post('mailgun', '{"a":1}')];
    expect([signed.statusCode, signed.json<{ errors: unknown[] }>().errors]).toEqual([
      422,
      [expect.objectContaining({ path: 'event-data' })],
    ]);
    expect([unsigned.statusCode, unsigned.json<{ code: string }>().code]).toEqual([401, 'hook.refused']);
  });

  it('tells complaints and what is only put off', async () => {
    const [angry, slow] = [await lab.sent(address()), await lab.sent(address())];
    await post('mailgun', reportOf(angry, { data: { event: 'complained' } }));
    await post('mailgun', reportOf(slow, { data: { severity: 'temporary' } }));
    expect(await lab.stateOf(angry)).toMatchObject({ events: ['complained'], consent: 'complained' });
    expect(await lab.stateOf(slow)).toMatchObject({ events: [], consent: 'subscribed' });
  });

  it('knows mail that went out by its HTTP interface by our variable, and minds no variables of others', async () => {
    const [ours, others] = [await lab.sent(address()), await lab.sent(address())];
    const variables = { 'tidings-message': ours.messageId };
    await post('mailgun', reportOf(ours, { data: { message: {}, 'user-variables': variables } }));
    await post('mailgun', reportOf(others, { data: { 'user-variables': [] } }));
    expect(await lab.stateOf(ours)).toMatchObject({ events: ['bounced'], consent: 'cleaned' });
    expect(await lab.stateOf(others)).toMatchObject({ events: ['bounced'], consent: 'cleaned' });
  });

  it('never shows its key again, and keeps it when other settings change', async () => {
    const listed = await lab.api.call('GET', '/returned-mail/sources');
    expect(listed.body).not.toContain(signingKey);
    const source = listed
      .json<{ data: { id: number; type: string; secrets: string[]; hook_url: string }[] }>()
      .data.find((one) => one.type === 'mailgun');
    expect(source).toMatchObject({ secrets: ['signing_key'], settings: {} });
    expect(source?.hook_url).toMatch(/\/hooks\/mailgun$/);
    await lab.api.call('PATCH', `/returned-mail/sources/${String(source?.id)}`, { name: 'Ours', settings: {} });
    const mail = await lab.sent(address());
    expect((await post('mailgun', reportOf(mail))).statusCode).toBe(200);
  });
});

describe('Postmark', () => {
  const password = 'a-long-password-for-postmark';

  beforeAll(async () => {
    await lab.api.call('POST', '/returned-mail/sources', { type: 'postmark', settings: { username: 'pm', password } });
  });

  const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });

  it('is believed by its password, and ties the bounce by metadata or by the bounce itself', async () => {
    const [first, second] = [await lab.sent(address()), await lab.sent(address())];
    const bounce = (mail: SentMail, id: number, extra: object) =>
      JSON.stringify({
        RecordType: 'Bounce',
        Type: 'HardBounce',
        ID: id,
        Email: mail.email,
        Details: '550 unknown user',
        ...extra,
      });
    const content = `Subject: failure notice\r\n\r\nfailed\r\n\r\nReturn-Path: <${second.returnPath}>\r\nTo: ${second.email}\r\n`;
    await post('postmark', bounce(first, 1, { Metadata: { 'message-id': first.messageId } }), basic(`pm:${password}`));
    await post('postmark', bounce(second, 2, { Content: content }), basic(`pm:${password}`));
    expect(await lab.stateOf(first)).toMatchObject({ events: ['bounced'], consent: 'cleaned' });
    expect(await lab.stateOf(second)).toMatchObject({ events: ['bounced'], consent: 'cleaned' });
  });

  it('is refused with another password', async () => {
    const answers = [await post('postmark', '{}', basic('pm:wrong')), await post('postmark', '{}')];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 401]);
  });
});

describe('a hook', () => {
  it('is not there for a provider that is not set up, and takes no JSON that is none', async () => {
    expect((await post('ses', '{}')).statusCode).toBe(404);
    expect((await post('nobody', '{}')).statusCode).toBe(404);
    const broken = await post('mailgun', '{"signature":');
    expect([broken.statusCode, broken.json<{ code: string }>().code]).toEqual([400, 'request.malformed']);
  });

  it('is for administrators to set up', async () => {
    const key = await lab.api.keyOf('marketer');
    const body = { type: 'mailgun', settings: { signing_key: 'x'.repeat(20) } };
    const answer = await lab.api.inject({
      method: 'POST',
      url: '/api/v1/returned-mail/sources',
      payload: body,
      headers: { authorization: `Bearer ${key}` },
    });
    expect(answer.statusCode).toBe(403);
    const wrong = await lab.api.call('POST', '/returned-mail/sources', {
      type: 'sendgrid',
      settings: { public_key: 'x' },
    });
    expect(wrong.json<{ errors: { path: string }[] }>().errors[0]?.path).toBe('settings.public_key');
  });
});
