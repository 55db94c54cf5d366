import { describe, expect, it } from '@jest/globals';
import { judgeSpfAlignment } from './alignment.js';
import { organisationOf, policyFor, walkDmarc } from './dmarc-walk.js';
import { WrittenDns } from './testing/written-dns.js';

type Policies = Readonly<Record<string, string | string[]>>;

function dnsOf(policies: Policies): WrittenDns {
  const dns = new WrittenDns();
  for (const [domain, texts] of Object.entries(policies)) dns.records.set(`_dmarc.${domain}`, [texts].flat());
  return dns;
}

const NONE = 'v=DMARC1; p=none';

describe('the organisation of a domain', () => {
  it.each([
    ['is the domain itself without any record', 'a.shop.example', {}, 'a.shop.example'],
    [
      'is the highest that has a record',
      'a.b.shop.example',
      { 'b.shop.example': NONE, 'shop.example': NONE },
      'shop.example',
    ],
    [
      'ends below a public suffix',
      'a.shop.co.example',
      { 'shop.co.example': NONE, 'co.example': `${NONE}; psd=y` },
      'shop.co.example',
    ],
    [
      'ends below it though nothing is there',
      'a.shop.co.example',
      { 'co.example': `${NONE}; psd=y` },
      'shop.co.example',
    ],
    ['is a suffix that sends itself', 'co.example', { 'co.example': `${NONE}; psd=y` }, 'co.example'],
    [
      'is where a record says so',
      'a.b.shop.example',
      { 'b.shop.example': `${NONE}; psd=n`, 'shop.example': NONE },
      'b.shop.example',
    ],
    ['is not where two records contradict', 'a.shop.example', { 'shop.example': [NONE, NONE] }, 'a.shop.example'],
  ] as [string, string, Policies, string][])('%s', async (_case, domain, policies, organisation) => {
    expect(organisationOf(domain, await walkDmarc(dnsOf(policies), domain))).toBe(organisation);
  });

  it('gives the policy where the domain has none of its own, and what lies between does not', async () => {
    const dns = dnsOf({ 'b.shop.example': 'v=DMARC1; p=none; aspf=s', 'shop.example': 'v=DMARC1; p=reject' });
    expect(policyFor('a.b.shop.example', await walkDmarc(dns, 'a.b.shop.example'))).toEqual(['v=DMARC1; p=reject']);
    expect(policyFor('b.shop.example', await walkDmarc(dns, 'b.shop.example'))).toEqual(['v=DMARC1; p=none; aspf=s']);
  });

  it('is known though the servers of a top-level domain keep silent, but not when nearer ones do', async () => {
    const silent = (name: string): WrittenDns => {
      const dns = dnsOf({ 'shop.example': NONE });
      const { txt } = WrittenDns.prototype;
      dns.txt = (asked) => (asked === name ? Promise.reject(new Error('ESERVFAIL')) : txt.call(dns, asked));
      return dns;
    };
    const walk = await walkDmarc(silent('_dmarc.example'), 'a.shop.example');
    expect(organisationOf('a.shop.example', walk)).toBe('shop.example');
    await expect(walkDmarc(silent('_dmarc.a.shop.example'), 'a.shop.example')).rejects.toThrow('ESERVFAIL');
  });
});

describe('SPF of a return path', () => {
  it.each([
    ['shop.example', 'bounce.shop.example', { 'shop.example': NONE }, 'aligned'],
    ['news.shop.example', 'bounce.shop.example', { 'shop.example': NONE }, 'aligned'],
    ['news.shop.example', 'shop.example', { 'shop.example': NONE }, 'aligned'],
    ['shop.example', 'provider.example', { 'shop.example': NONE, 'provider.example': NONE }, 'unaligned'],
    ['shop.example', 'bounces.provider.example', { 'shop.example': NONE }, 'unaligned'],
    ['one.co.example', 'two.co.example', { 'one.co.example': NONE, 'co.example': `${NONE}; psd=y` }, 'unaligned'],
    ['shop.example', 'bounce.shop.example', { 'shop.example': `${NONE}; aspf=s` }, 'unaligned'],
    ['shop.example', 'bounce.shop.example', { 'shop.example': `${NONE}; aspf=r` }, 'aligned'],
    ['news.shop.example', 'news.bounce.example', { 'shop.example': `${NONE}; aspf=S` }, 'unaligned'],
    ['shop.example', 'bounce.shop.example', {}, 'aligned'],
    ['news.shop.example', 'shop.example', {}, 'aligned'],
    ['news.shop.example', 'bounce.shop.example', {}, 'unknown'],
    ['shop.example', 'myshop.example', {}, 'unaligned'],
  ] as [string, string, Policies, string][])(
    'of %s at %s with %j is %s',
    async (domain, returnPath, policies, status) => {
      const dns = dnsOf(policies);
      const walks = await Promise.all([domain, returnPath].map((name) => walkDmarc(dns, name)));
      expect(judgeSpfAlignment({ domain, returnPath }, walks[0]!, walks[1]!).status).toBe(status);
    },
  );
});
