import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CampaignRunner } from '#libs/campaigns';
import { DnsResolver, SenderService } from '#libs/delivery';
import { DomainError, GuardedHttpClient, type GuardedResponse } from '#libs/kernel';
import { Housekeeping } from '#libs/queue';
import { simpleParser } from 'mailparser';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTestApi, type TestApi } from '../../apps/api/src/testing/create-test-api.js';
import { eventually } from '../support/installation.js';
import { startMailSink, type MailSink } from '../support/mail-sink.js';

const PUBLIC = 'https://mail.shop.example';
const CLICK = 'click.shop.example';
const CHROME = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36';

interface Shown {
  readonly tracking: { readonly used: boolean } | null;
  readonly warnings: readonly { readonly code: string }[];
  readonly records: readonly { readonly purpose: string; readonly status: string; readonly message: string }[];
}

describe('a sender with a tracking domain', () => {
  let api: TestApi;
  let sink: MailSink;
  let sender: number;
  let template: number;
  let contacts = 0;
  let isDown = false;
  const aliases = new Map<string, string>();
  /** What answers by HTTPS under a name: this installation, unless a test puts something else there. */
  const webs = new Map<string, (path: string) => Promise<Pick<GuardedResponse, 'status' | 'body'>>>();

  const ourselves =
    (host: string) =>
    async (path: string): Promise<Pick<GuardedResponse, 'status' | 'body'>> => {
      const { statusCode, rawPayload } = await api.inject({ method: 'GET', url: path, headers: { host } });
      return { status: statusCode, body: rawPayload };
    };

  beforeAll(async () => {
    sink = await startMailSink();
    api = await createTestApi({ env: { SMTP_URL: sink.url, PUBLIC_URL: PUBLIC } });
    Object.assign(api.app.get(DnsResolver, { strict: false }), {
      txt: () => Promise.resolve([]),
      mx: () => Promise.resolve([]),
      cname: (name: string) =>
        isDown ? Promise.reject(new Error('queryCname ETIMEOUT')) : Promise.resolve([aliases.get(name) ?? []].flat()),
      addresses: (name: string) => Promise.resolve(aliases.has(name) ? ['192.0.2.1'] : []),
    });
    api.app.get(GuardedHttpClient, { strict: false }).send = async (url) => {
      const { protocol, hostname, pathname } = new URL(url);
      const web = protocol === 'https:' ? webs.get(hostname) : undefined;
      if (!web) throw new DomainError('http.unreachable', `${hostname} could not be reached: self-signed certificate`);
      return { headers: {}, ...(await web(pathname)) };
    };
    sender = await idOf('/senders', {
      ...{ name: 'Shop', email: 'news@shop.example', postal_address: '1 Main Street', tracking_domain: CLICK },
    });
    const html = `<p><a href="https://shop.example/autumn">See</a> <a href="https://shop.example/?c={{contact.city}}">c</a>
      <a href="{{preferences_url}}">p</a> <a href="{{view_url}}">v</a></p>`;
    template = await idOf('/templates', { name: 'News', subject: 'Autumn', html });
  });
  afterAll(async () => {
    await api.app.get(SenderService, { strict: false }).stop();
    await api.close();
    await sink.stop();
  });
  beforeEach(async () => {
    aliases.clear();
    webs.clear();
    await api.db.execute('TRUNCATE tracking_domains');
  });

  async function idOf(path: string, body: object): Promise<number> {
    const answer = await api.call('POST', path, body);
    if (answer.statusCode >= 300) throw new Error(`${path}: ${answer.body}`);
    return answer.json<{ id: number }>().id;
  }

  const domain = async (): Promise<Shown> => (await api.call('GET', `/senders/${String(sender)}/domain`)).json<Shown>();
  const look = async (): Promise<Shown> => {
    await api.call('POST', `/senders/${String(sender)}/verify`);
    return domain();
  };
  const tracking = ({ records }: Shown) => records.find(({ purpose }) => purpose === 'tracking');

  /** Sends a campaign to a new reader; resolves with where the links of the mail lead, by what they are for. */
  async function send(): Promise<{ contact: number; links: Map<string, URL>; oneClick: URL }> {
    contacts += 1;
    const email = `r${String(contacts)}@reader.example`;
    const contact = await idOf('/contacts', { email, consents: { newsletter: 'subscribed' } });
    const audience = { everyone: true, reason: 'test' };
    const asked = { name: email, template_id: template, topic: 'newsletter', sender_id: sender, audience };
    const campaign = await idOf('/campaigns', asked);
    await api.call('POST', `/campaigns/${String(campaign)}/start`);
    await api.app.get(CampaignRunner, { strict: false }).advance();
    void api.app.get(SenderService, { strict: false }).drain();
    const mail = await eventually(
      () => Promise.resolve(sink.mails.find(({ to }) => to === email)),
      (found) => found !== undefined,
      { withinMs: 20_000, everyMs: 20 },
    );
    const { html, headers } = await simpleParser(mail?.raw ?? '');
    const list = headers.get('list') as unknown as { unsubscribe: { url: string } };
    const urls = [...String(html).matchAll(/(?:href|src)="([^"]+)"/g)].map(([, url]) => new URL(url ?? ''));
    const kindOf = ({ pathname }: URL): string => /^\/(?:t\/[oc]|[upv])(?=\/)/.exec(pathname)?.[0] ?? 'plain';
    return {
      contact,
      links: new Map(urls.toReversed().map((url) => [kindOf(url), url])),
      oneClick: new URL(list.unsubscribe.url),
    };
  }

  const originOf = (links: ReadonlyMap<string, URL>, kind: string): string | undefined => links.get(kind)?.origin;

  it('has none there before, and says so', async () => {
    const before = await domain();
    expect(before).toMatchObject({ tracking: { used: false }, warnings: expect.arrayContaining([NOT_USED]) });
    const { links } = await send();
    expect([originOf(links, '/t/c'), originOf(links, '/t/o')]).toEqual([PUBLIC, PUBLIC]);
    expect(tracking(await look())).toMatchObject({ status: 'missing', message: expect.stringContaining(PUBLIC) });
  });

  it('has its links there once the name leads here, and they work under it', async () => {
    aliases.set(CLICK, 'mail.shop.example');
    webs.set(CLICK, ourselves(CLICK));
    const found = await look();
    expect(found).toMatchObject({ tracking: { domain: CLICK, used: true } });
    expect(tracking(found)).toMatchObject({ type: 'CNAME', value: 'mail.shop.example', status: 'ok' });
    const { contact, links, oneClick } = await send();
    expect([originOf(links, '/t/c'), originOf(links, '/t/o')]).toEqual([`https://${CLICK}`, `https://${CLICK}`]);
    // What must work whatever becomes of the name stays at the address of the installation.
    expect([originOf(links, '/p'), originOf(links, '/v'), originOf(links, '/u'), oneClick.origin]).toEqual(
      Array.from({ length: 4 }, () => PUBLIC),
    );

    const get = (kind: string) =>
      api.inject({ url: links.get(kind)?.pathname ?? '', headers: { host: CLICK, 'user-agent': CHROME } });
    const click = await get('/t/c');
    expect([click.statusCode, click.headers.location]).toEqual([302, 'https://shop.example/autumn']);
    expect((await get('/t/o')).headers['content-type']).toBe('image/gif');
    const kinds = await eventually(
      () =>
        api.db.query<{ kind: string }>(
          `SELECT kind FROM message_events WHERE contact_id = $1 AND kind IN ('opened', 'clicked') ORDER BY kind`,
          [contact],
        ),
      (rows) => rows.length === 2,
      { withinMs: 5_000, everyMs: 20 },
    );
    expect(kinds.map(({ kind }) => kind)).toEqual(['clicked', 'opened']);
  });

  it('falls back when the name leads here no longer, which is noticed by itself', async () => {
    aliases.set(CLICK, 'mail.shop.example');
    webs.set(CLICK, ourselves(CLICK));
    await look();
    aliases.clear();
    const { links } = await send();
    expect(originOf(links, '/t/c')).toBe(`https://${CLICK}`);
    const housekeeping = api.app.get(Housekeeping, { strict: false });
    await housekeeping.run();
    expect(await domain()).toMatchObject({ tracking: { used: true } });
    await api.db.execute(`UPDATE tracking_domains SET checked_at = now() - interval '31 minutes'`);
    await housekeeping.run();
    const found = await domain();
    expect(found).toMatchObject({ tracking: { used: false }, warnings: expect.arrayContaining([NOT_USED]) });
    expect(tracking(found)).toMatchObject({ status: 'missing' });
    expect(originOf((await send()).links, '/t/c')).toBe(PUBLIC);
  });

  it('keeps it, or keeps without it, while no name server answers', async () => {
    isDown = true;
    expect(await look()).toMatchObject({ tracking: { used: false } });
    isDown = false;
    aliases.set(CLICK, 'mail.shop.example');
    webs.set(CLICK, ourselves(CLICK));
    await look();
    isDown = true;
    const found = await look();
    isDown = false;
    expect(found).toMatchObject({ tracking: { used: true } });
    expect(tracking(found)).toMatchObject({ status: 'unknown', message: expect.stringContaining('ETIMEOUT') });
  });

  it('needs more than a record: this installation must answer there, by HTTPS', async () => {
    aliases.set(CLICK, 'mail.shop.example');
    expect(tracking(await look())).toMatchObject({ status: 'wrong', message: expect.stringMatching(/certificate/) });
    webs.set(CLICK, (path) => Promise.resolve({ status: 200, body: Buffer.from(path.split('/').at(-1) ?? '') }));
    expect(tracking(await look())).toMatchObject({ status: 'wrong', message: expect.stringMatching(/Something else/) });
    const stranger = await createTestApi({ env: { TIDINGS_SECRET: 's'.repeat(40), PUBLIC_URL: PUBLIC } });
    webs.set(CLICK, async (path) => {
      const { statusCode, rawPayload } = await stranger.inject({ url: path });
      return { status: statusCode, body: rawPayload };
    });
    expect(await look()).toMatchObject({ tracking: { used: false } });
    await stranger.close();
    webs.set(CLICK, () => Promise.reject(new DomainError('http.refused', 'click is not a public address.')));
    expect(tracking(await look())?.message).toMatch(/TIDINGS_PRIVATE_HOSTS/);
  });

  it('may be behind a proxy that shows other addresses', async () => {
    aliases.set(CLICK, 'edge.proxy.example');
    expect(tracking(await look())).toMatchObject({ status: 'wrong', message: expect.stringMatching(/edge\.proxy/) });
    webs.set(CLICK, ourselves(CLICK));
    expect(await look()).toMatchObject({ tracking: { used: true } });
  });

  it('shows readers’ pages under the name and nothing else', async () => {
    aliases.set(CLICK, 'mail.shop.example');
    webs.set(CLICK, ourselves(CLICK));
    await look();
    const statusAt = async (host: string, url: string): Promise<number> =>
      (await api.inject({ url, headers: { host, accept: 'text/html' } })).statusCode;
    // It may take some seconds until every process knows of a new name.
    await eventually(
      () => statusAt(CLICK, '/api/docs'),
      (status) => status === 404,
      { withinMs: 15_000, everyMs: 200 },
    );
    for (const url of ['/', '/sign-in', '/api/v1/session', '/health/live'])
      expect(await statusAt(CLICK, url)).toBe(404);
    expect(await statusAt(`${CLICK.toUpperCase()}:8443`, '/api/docs')).toBe(404);
    for (const host of ['mail.shop.example', 'localhost:3000', '127.0.0.1']) {
      expect(await statusAt(host, '/api/docs')).toBe(200);
    }
    const { links } = await send();
    for (const kind of ['/u', '/p', '/v']) expect(await statusAt(CLICK, links.get(kind)?.pathname ?? '')).toBe(200);

    // The sender goes without; the mails with the name are out, and it still leads here.
    await api.call('PATCH', `/senders/${String(sender)}`, { tracking_domain: null });
    try {
      await sleep(5_500);
      await statusAt(CLICK, '/sign-in');
      await sleep(500);
      expect(await statusAt(CLICK, '/sign-in')).toBe(404);
      expect(await statusAt(CLICK, links.get('/t/c')?.pathname ?? '')).toBe(302);
    } finally {
      await api.call('PATCH', `/senders/${String(sender)}`, { tracking_domain: CLICK });
    }
  }, 60_000);

  it.each([
    ['mail.shop.example', 'the address of this installation itself'],
    ['click', 'the name of a domain'],
    ['https://click.shop.example', 'the name of a domain'],
    ['192.0.2.1', 'the name of a domain'],
    ['click.shop.example\r\nx', 'the name of a domain'],
    [`${`${'a'.repeat(60)}.`.repeat(5)}example`, '253 characters'],
  ])('refuses %j', async (name, why) => {
    const answer = await api.call('PATCH', `/senders/${String(sender)}`, { tracking_domain: name });
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({
      errors: [{ path: 'tracking_domain', message: expect.stringContaining(why) }],
    });
  });

  it('may go without again', async () => {
    await api.call('PATCH', `/senders/${String(sender)}`, { tracking_domain: null });
    expect(await domain()).toMatchObject({ tracking: null });
    expect((await domain()).warnings.map(({ code }) => code)).not.toContain('tracking.not_used');
  });
});

const NOT_USED = expect.objectContaining({
  code: 'tracking.not_used',
  message: expect.stringContaining(PUBLIC),
}) as object;

describe('the proof that a name leads to this installation', () => {
  it('is given for questions of the right form alone', async () => {
    const api = await createTestApi();
    const ask = async (nonce: string) => (await api.inject({ url: `/t/proof/${nonce}` })).statusCode;
    expect(await ask('a'.repeat(24))).toBe(200);
    for (const nonce of ['a', 'a'.repeat(25), `${'a'.repeat(23)}.`, '%00'.repeat(24)])
      expect(await ask(nonce)).toBe(404);
    await api.close();
  });
});
