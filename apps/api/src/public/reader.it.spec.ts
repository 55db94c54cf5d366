import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LinkSigner } from '#libs/delivery';
import { createTestApi, type TestApi, type TestResponse } from '../testing/create-test-api.js';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

describe('the pages and links of readers', () => {
  let api: TestApi;
  let contactId: number;
  let links: ReturnType<LinkSigner['linksFor']>;
  let n = 0;

  beforeAll(async () => {
    api = await createTestApi();
  });
  afterAll(() => api.close());
  beforeEach(async () => {
    n += 1;
    const made = await api.call('POST', '/contacts', {
      email: `reader${n}@x.example`,
      first_name: '<script>alert(1)</script>',
      consents: { newsletter: 'subscribed' },
    });
    contactId = made.json<{ id: number }>().id;
    const [topic] = await api.db.query<{ id: number }>(`SELECT id FROM topics WHERE slug = 'newsletter'`);
    links = api.app
      .get(LinkSigner, { strict: false })
      .linksFor({ messageId: 4711, contactId, topicId: topic?.id ?? 0 });
  });

  const pathOf = (url: string): string => new URL(url).pathname;
  const get = (url: string, method: 'GET' | 'HEAD' = 'GET'): Promise<TestResponse> =>
    api.inject({ method, url: pathOf(url) });
  const statusOf = async (): Promise<string | undefined> =>
    (await api.call('GET', `/contacts/${contactId}`)).json<{ consents: Record<string, string> }>().consents[
      'newsletter'
    ];
  const countOf = async (table: 'consent_log' | 'message_events'): Promise<number> => {
    const [row] = await api.db.query<{ n: number }>(`SELECT count(*) AS n FROM ${table} WHERE contact_id = $1`, [
      contactId,
    ]);
    return row?.n ?? 0;
  };

  it('a click leads to its target, however long that is', async () => {
    const target = `https://shop.example/?q=${'y'.repeat(4_000)}`;
    const answer = await get(links.dynamicClickUrl(3, target));
    expect([answer.statusCode, answer.headers.location]).toEqual([302, target]);
  });

  it('a link with merge fields works by the target in its token alone: its number leads nowhere', async () => {
    const html = '<a href="https://shop.example/?q={{contact.city}}">1</a><a href="https://shop.example/two">2</a>';
    const { id } = (await api.call('POST', '/templates', { name: 'T', subject: 'S', html })).json<{ id: number }>();
    const [message] = await api.db.query<{ id: number }>(
      `INSERT INTO messages (contact_id, source_kind, source_id, occurrence, class, state, template_id, template_version)
       VALUES ($1, 'campaign', 1, '1', 'marketing', 'sent', $2, 1) RETURNING id`,
      [contactId, id],
    );
    const signer = api.app.get(LinkSigner, { strict: false });
    const sent = signer.linksFor({ messageId: message?.id ?? 0, contactId, topicId: 1 });
    expect((await get(sent.clickUrl(0))).statusCode).toBe(404);
    expect((await get(sent.clickUrl(1))).headers.location).toBe('https://shop.example/two');
  });

  it('a forged, cut or swapped link is a page that says so, and leads nowhere', async () => {
    const { unsubscribeUrl, preferencesUrl, viewUrl } = links;
    const click = links.dynamicClickUrl(1, 'https://shop.example/');
    const forged = [
      ...[unsubscribeUrl, preferencesUrl, viewUrl, click].flatMap((url) => [`${url}A`, url.slice(0, -1), `${url}.`]),
      unsubscribeUrl.replace('/u/', '/p/'),
      preferencesUrl.replace('/p/', '/u/'),
      viewUrl.replace('/v/', '/t/c/'),
      unsubscribeUrl.replace('/u/', '/v/'),
      unsubscribeUrl.replace(/[^/]+$/, 'A'.repeat(9_000)),
      unsubscribeUrl.replace(/[^/]+$/, '%00'),
    ];
    for (const url of forged) {
      const answer = await get(url);
      expect([url, answer.statusCode, answer.headers.location]).toEqual([url, 404, undefined]);
      expect(answer.headers['content-type']).toContain('text/html');
      expect(answer.body).toContain('This link does not work');
    }
  });

  it('nothing changes by GET or HEAD, be it the unsubscribe link', async () => {
    for (const url of [links.unsubscribeUrl, links.preferencesUrl]) {
      expect((await get(url)).statusCode).toBe(200);
      expect((await get(url, 'HEAD')).statusCode).toBe(200);
    }
    expect(await statusOf()).toBe('subscribed');
  });

  const oneClick = (payload: string, type: string): Promise<TestResponse> =>
    api.inject({ method: 'POST', url: pathOf(links.unsubscribeUrl), headers: { 'content-type': type }, payload });

  it.each([
    ['a form', 'List-Unsubscribe=One-Click', 'application/x-www-form-urlencoded'],
    [
      'multipart',
      '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
      'multipart/form-data; boundary=b',
    ],
    ['broken multipart', '--b\r\nContent-Dispo', 'multipart/form-data; boundary=b'],
    ['nothing', '', 'application/x-www-form-urlencoded'],
  ])('one click unsubscribes, sent as %s', async (_as, payload, type) => {
    expect((await oneClick(payload, type)).statusCode).toBe(200);
    expect(await statusOf()).toBe('unsubscribed');
  });

  it('one click that comes ten times, half of them at once, is one decision', async () => {
    const before = await countOf('consent_log');
    const click = (): Promise<TestResponse> =>
      oneClick('List-Unsubscribe=One-Click', 'application/x-www-form-urlencoded');
    const answers = await Promise.all(Array.from({ length: 5 }, click));
    for (let i = 0; i < 5; i += 1) answers.push(await click());
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(await countOf('consent_log')).toBe(before + 1);
    expect(await countOf('message_events')).toBe(1);
  });

  it('the pages of a mail on no topic speak of marketing mails, and say that receipts still come', async () => {
    const ofReceipt = api.app.get(LinkSigner, { strict: false }).linksFor({ messageId: 4711, contactId, topicId: 0 });
    const url = pathOf(ofReceipt.unsubscribeUrl);
    const asked = await api.inject({ method: 'GET', url });
    const done = await api.inject({ method: 'POST', url, payload: '', headers: FORM });
    for (const { body } of [asked, done]) {
      expect(body).toContain('our marketing mails');
      expect(body).toContain('such as a receipt, still come');
    }
    expect((await get(links.unsubscribeUrl)).body).not.toContain('receipt');
    expect((await get(links.preferencesUrl)).body).toContain('Unsubscribe from all marketing mails');
  });

  it('no page runs a script, may be framed or shows what a contact is called as HTML', async () => {
    for (const url of [links.unsubscribeUrl, links.preferencesUrl, `${links.viewUrl}A`]) {
      const answer = await get(url);
      expect(answer.headers['content-security-policy']).toContain("script-src 'self'");
      expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(answer.headers['x-frame-options']).toBe('DENY');
      expect(answer.body).not.toContain('<script');
    }
  });
});
