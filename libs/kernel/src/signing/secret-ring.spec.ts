import { describe, expect, it } from '@jest/globals';
import { SecretRing } from './secret-ring.js';

const [OLD, NEW] = ['o'.repeat(32), 'n'.repeat(32)];

describe('a ring of secrets', () => {
  it('verifies what it signed, for the same purpose and text only', () => {
    const ring = new SecretRing([NEW]);
    const signature = ring.sign('links', 'text');
    expect(ring.verify('links', 'text', signature)).toBe(true);
    expect(ring.verify('links', 'other', signature)).toBe(false);
    expect(ring.verify('sessions', 'text', signature)).toBe(false);
    expect(ring.verify('links', 'text', signature.slice(2))).toBe(false);
    expect(ring.verify('links', 'text', '')).toBe(false);
  });

  it('signs with the first secret and verifies with all', () => {
    const rotated = new SecretRing([NEW, OLD]);
    expect(rotated.verify('links', 'text', new SecretRing([OLD]).sign('links', 'text'))).toBe(true);
    expect(rotated.sign('links', 'text')).toBe(new SecretRing([NEW]).sign('links', 'text'));
    expect(new SecretRing([NEW]).verify('links', 'text', new SecretRing([OLD]).sign('links', 'text'))).toBe(false);
  });

  it('gives wide MACs by each secret, the signing one first', () => {
    const data = Buffer.from('data');
    const [first, second] = new SecretRing([NEW, OLD]).wideMacs('links', data);
    expect(first).toEqual(new SecretRing([NEW]).wideMac('links', data));
    expect(second).toEqual(new SecretRing([OLD]).wideMac('links', data));
    expect(first).toHaveLength(64);
    expect(new SecretRing([NEW]).wideMac('other', data)).not.toEqual(first);
  });

  it('opens what it sealed, for the same purpose only, and after a change of the secret', () => {
    const [old, rotated] = [new SecretRing([OLD]), new SecretRing([NEW, OLD])];
    const sealed = old.seal('webhooks', 'whsec_ü');
    expect(sealed).not.toBe(old.seal('webhooks', 'whsec_ü'));
    expect([old, rotated].map((ring) => ring.open('webhooks', sealed))).toEqual(['whsec_ü', 'whsec_ü']);
    expect(old.open('links', sealed)).toBeNull();
    expect(new SecretRing([NEW]).open('webhooks', sealed)).toBeNull();
    expect([old.open('webhooks', ''), old.open('webhooks', sealed.slice(4))]).toEqual([null, null]);
    expect(rotated.keyId('webhooks')).toBe(new SecretRing([NEW]).keyId('webhooks'));
    expect(rotated.keyId('webhooks')).not.toBe(old.keyId('webhooks'));
  });
});
