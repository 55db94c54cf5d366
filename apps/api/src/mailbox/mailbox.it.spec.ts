import { MailboxWriter } from '#libs/delivery';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApi, type TestApi } from '../testing/create-test-api.js';

const RAW = [
  'From: =?utf-8?q?Zo=C3=AB?= <zoe@shop.example>',
  'To: Ann <ann@reader.example>',
  'Subject: Hello',
  'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
  'Content-Type: multipart/alternative; boundary=b',
  '',
  '--b',
  '',
  'plain',
  '--b',
  'Content-Type: text/html',
  '',
  '<p>rich</p>',
  '--b--',
  '',
].join('\r\n');

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
  const writer = new MailboxWriter(api.db);
  for (const name of ['ann', 'bob', 'eve']) {
    await writer.add({ from: 'b@bounce.example', to: [`${name}@reader.example`], raw: Buffer.from(RAW) });
  }
});
afterAll(() => api.close());

describe('the mailbox over HTTP', () => {
  it('lists newest first, in pages', async () => {
    const first = (await api.call('GET', '/mailbox?limit=2')).json<{ data: object[]; next_cursor: string }>();
    expect(first.data).toMatchObject([{ to: 'eve@reader.example' }, { to: 'bob@reader.example' }]);
    const next = await api.call('GET', `/mailbox?limit=2&cursor=${first.next_cursor}`);
    expect(next.json()).toMatchObject({ data: [{ to: 'ann@reader.example', subject: 'Hello' }], next_cursor: null });
  });

  it('finds a mail by its recipient', async () => {
    const found = (await api.call('GET', '/mailbox?search=BOB')).json<{ data: object[] }>();
    expect(found.data).toMatchObject([{ to: 'bob@reader.example', from: 'b@bounce.example', size: RAW.length }]);
  });

  it('shows a mail with its parts', async () => {
    const mail = (await api.call('GET', '/mailbox/1')).json<Record<string, unknown>>();
    expect(mail).toMatchObject({
      id: 1,
      from_header: [{ name: 'Zoë', address: 'zoe@shop.example' }],
      to_header: [{ name: 'Ann', address: 'ann@reader.example' }],
      html: '<p>rich</p>',
      attachments: [],
    });
    expect(mail['text']).toMatch(/^plain/);
    expect(mail['headers']).toContainEqual({ name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' });
  });

  it('gives the raw mail, byte for byte', async () => {
    const answer = await api.call('GET', '/mailbox/1/raw');
    expect(answer.headers['content-type']).toBe('message/rfc822');
    expect(answer.body).toBe(RAW);
  });

  it('answers 404 for a mail that is not there', async () => {
    const answer = await api.call('GET', '/mailbox/99');
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ code: 'mailbox_mail.not_found' });
  });

  it('is closed to viewers and salespeople: mails hold what others wrote', async () => {
    const key = await api.keyOf('sales');
    const answer = await api.inject({ url: '/api/v1/mailbox', headers: { authorization: `Bearer ${key}` } });
    expect(answer.statusCode).toBe(403);
  });
});
