import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DnsResolver } from '#libs/delivery';
import { createTestApi, type TestApi } from '../../apps/api/src/testing/create-test-api.js';

interface Shown {
  readonly verified: boolean;
  readonly alignment: Record<'spf' | 'dkim', { readonly status: string }>;
  readonly warnings: readonly { readonly code: string }[];
  readonly records: readonly { readonly type: string; readonly name: string; readonly value: string | null }[];
}

describe('a campaign of a sender whose returned mail goes to a stranger’s domain', () => {
  let api: TestApi;
  let sender: number;
  let campaign: number;
  const published = new Map<string, string>();

  beforeAll(async () => {
    api = await createTestApi({ env: { PUBLIC_URL: 'https://mail.shop.example', SMTP_URL: 'smtp://127.0.0.1:9' } });
    Object.assign(api.app.get(DnsResolver, { strict: false }), {
      txt: (name: string) => Promise.resolve([published.get(name) ?? []].flat()),
      mx: () => Promise.resolve(['mx.provider.example']),
      cname: () => Promise.resolve([]),
    });
    sender = await idOf('/senders', {
      ...{ name: 'Shop', email: 'news@shop.example', return_path_domain: 'bounces.provider.example' },
    });
    const template = await idOf('/templates', { name: 'News', subject: 'Autumn', html: '<p>Hello.</p>' });
    const audience = { everyone: true, reason: 'test' };
    campaign = await idOf('/campaigns', {
      ...{ name: 'C', template_id: template, topic: 'newsletter', sender_id: sender, audience },
    });
    await api.call('PATCH', '/settings', { require_verified_domain: true });
  });
  afterAll(() => api.close());

  async function idOf(path: string, body: object): Promise<number> {
    const answer = await api.call('POST', path, body);
    if (answer.statusCode >= 300) throw new Error(`${path}: ${answer.body}`);
    return answer.json<{ id: number }>().id;
  }

  const look = async (): Promise<Shown> => {
    const answer = await api.call('POST', `/senders/${String(sender)}/verify`);
    return answer.json<{ domain: Shown }>().domain;
  };
  const problems = async (): Promise<Record<string, string>> => {
    const answer = await api.call('GET', `/campaigns/${String(campaign)}/preflight`);
    const found = answer.json<{ problems: { code: string; severity: string }[] }>().problems;
    return Object.fromEntries(found.map(({ code, severity }) => [code, severity]));
  };

  it('cannot start while DKIM does not count either, and only warns once it does', async () => {
    const neither = await look();
    expect(neither).toMatchObject({ verified: false, alignment: { spf: { status: 'unaligned' } } });
    expect(neither.warnings.map(({ code }) => code)).toEqual(['dmarc.unaligned']);
    expect(await problems()).toMatchObject({ 'domain.unverified': 'error', 'spf.unaligned': 'warning' });

    for (const { type, name, value } of neither.records) if (type === 'TXT') published.set(name, value ?? '');
    const signed = await look();
    expect(signed).toMatchObject({
      verified: true,
      alignment: { spf: { status: 'unaligned' }, dkim: { status: 'aligned' } },
    });
    expect(await problems()).toMatchObject({ 'spf.unaligned': 'warning' });
    expect(await problems()).not.toHaveProperty(['domain.unverified']);
  });

  it('is warned of nothing when the return path belongs to the sender’s organisation', async () => {
    await api.call('PATCH', `/senders/${String(sender)}`, { return_path_domain: 'bounce.shop.example' });
    expect(await look()).toMatchObject({ alignment: { spf: { status: 'aligned' } }, warnings: [] });
    expect(await problems()).not.toHaveProperty(['spf.unaligned']);
  });

  it('is not warned when the mail only fills the built-in mailbox', async () => {
    await api.call('PATCH', `/senders/${String(sender)}`, {
      ...{ return_path_domain: 'bounces.provider.example', transport: { type: 'mailbox', settings: {} } },
    });
    expect(await problems()).not.toHaveProperty(['spf.unaligned']);
  });
});
