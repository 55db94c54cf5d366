import { describe, expect, it } from '@jest/globals';
import { groupOfSetting } from './domain-groups.js';
import { groupOfExchangers, labelOfGroup, MAILBOX_PROVIDERS, providerOfDomain } from './mailbox-providers.js';

describe('the provider of a domain', () => {
  it.each([
    ['gmail.com', 'gmail'],
    ['hotmail.co.uk', 'microsoft'],
    ['live.nl', 'microsoft'],
    ['yahoo.com.br', 'yahoo'],
    ['gmx.at', 'gmx'],
    ['yahoo.example.com', undefined],
    ['notgmail.com', undefined],
    ['mail.gmail.com', undefined],
  ])('%s: %s', (domain, provider) => {
    expect(providerOfDomain(domain)).toBe(provider);
  });

  it.each([
    [['aspmx.l.google.com', 'alt1.aspmx.l.google.com'], 'gmail'],
    [['shop-example.mail.protection.outlook.com'], 'microsoft'],
    [['mx1.house.example', 'mx2.house.example'], 'house.example'],
    [['house.example'], 'house.example'],
    [['evilgoogle.com'], 'evilgoogle.com'],
    [[], undefined],
  ])('with the mail exchangers %j: %s', (exchangers, group) => {
    expect(groupOfExchangers(exchangers)).toBe(group);
  });

  it('is found by its own name, by any of its domains and in any script', () => {
    for (const name of ['gmail', 'Gmail.com', 'googlemail.com']) expect(groupOfSetting(name)).toBe('gmail');
    expect(groupOfSetting('BÜCHER.example')).toBe('xn--bcher-kva.example');
    expect(groupOfSetting('')).toBe('');
    expect([labelOfGroup('gmx'), labelOfGroup('shop.example')]).toEqual(['GMX and WEB.DE', 'shop.example']);
  });

  it('is listed once, with a sentence of what counts as it', () => {
    expect(new Set(MAILBOX_PROVIDERS.map(({ name }) => name)).size).toBe(MAILBOX_PROVIDERS.length);
    const counts = new Map(MAILBOX_PROVIDERS.map((one) => [one.name, one.counts]));
    expect(counts.get('apple')).toBe(
      'icloud.com, me.com, mac.com, privaterelay.appleid.com; domains whose mail exchangers are below mail.icloud.com.',
    );
    expect(counts.get('proofpoint')).toBe('Domains whose mail exchangers are below pphosted.com, ppe-hosted.com.');
  });
});
