import { SecretRing } from '#libs/kernel';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromBase32, toBase32 } from './byte-codes.js';
import { LinkSigner } from './link-signer.js';
import type { LinkPurpose, LinkSubject } from './link-subject.js';

const BASE = 'https://news.example';
const signer = new LinkSigner(new SecretRing(['a'.repeat(32)]), BASE);
const id = fc.oneof(fc.nat(300), fc.maxSafeNat());
const subjects: fc.Arbitrary<LinkSubject> = fc.record({ messageId: id, contactId: id, topicId: id });
const URLS = {
  open: 'openUrl',
  unsubscribe: 'unsubscribeUrl',
  preferences: 'preferencesUrl',
  view: 'viewUrl',
} as const;
const PATHS = { open: 't/o', unsubscribe: 'u', preferences: 'p', view: 'v' };
const PURPOSES = Object.keys(URLS) as LinkPurpose[];

function tokenOf(url: string, path: string): string {
  expect(url.startsWith(`${BASE}/${path}/`)).toBe(true);
  return url.slice(`${BASE}/${path}/`.length);
}

/** Every text that differs from the given one in one character, or lacks one, or has one more. */
function forgeries(token: string, alphabet: string): string[] {
  return Array.from(token).flatMap((_, at) => {
    const [before, after] = [token.slice(0, at), token.slice(at + 1)];
    return [before + after, ...Array.from(alphabet, (other) => before + other + after)];
  });
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

describe('signed links', () => {
  it('tell what they were made for, and for nothing else', () => {
    fc.assert(
      fc.property(subjects, (subject) => {
        const links = signer.linksFor(subject);
        for (const purpose of PURPOSES) {
          const token = tokenOf(links[URLS[purpose]], PATHS[purpose]);
          for (const other of PURPOSES) {
            expect(signer.parse(other, token)).toEqual(other === purpose ? subject : undefined);
          }
        }
      }),
    );
  });

  it('lead a click to its entry of the link table, or to the target that was rendered', () => {
    fc.assert(
      fc.property(subjects, fc.nat(9_999), fc.webUrl(), (subject, index, target) => {
        const links = signer.linksFor(subject);
        expect(signer.parseClick(tokenOf(links.clickUrl(index), 't/c'))).toEqual({ subject, index });
        expect(links.clickUrl(index)).toBe(`${links.clickStem}${index.toString(36)}`);
        expect(signer.parseClick(tokenOf(links.dynamicClickUrl(index, target), 't/c'))).toEqual({
          subject,
          index,
          target,
        });
      }),
    );
  });

  it('bring returned mail back to its message, whatever became of the case', () => {
    fc.assert(
      fc.property(subjects, (subject) => {
        const address = signer.linksFor(subject).returnPath('bounce.example');
        expect(address.indexOf('@')).toBeLessThanOrEqual(64);
        expect(signer.parseReturnPath(address)).toEqual(subject);
        expect(signer.parseReturnPath(address.toUpperCase())).toEqual(subject);
      }),
    );
  });

  it('are void when any character is changed, left out or added', () => {
    const subject = { messageId: 1_234_567, contactId: 89_012, topicId: 3 };
    const links = signer.linksFor(subject);
    for (const purpose of PURPOSES) {
      const token = tokenOf(links[URLS[purpose]], PATHS[purpose]);
      for (const forged of forgeries(token, BASE64URL)) {
        expect(forged === token || signer.parse(purpose, forged) === undefined).toBe(true);
      }
      expect(signer.parse(purpose, `${token}A`)).toBeUndefined();
      expect(signer.parse(purpose, `${token}=`)).toBeUndefined();
    }
    const dynamic = tokenOf(links.dynamicClickUrl(2, 'https://shop.example/?a=b'), 't/c');
    for (const forged of forgeries(dynamic, BASE64URL)) {
      expect(forged === dynamic || signer.parseClick(forged) === undefined).toBe(true);
    }
    const address = links.returnPath('b.example');
    const local = address.slice('bounces+'.length, address.indexOf('@'));
    for (const forged of forgeries(local, 'abcdefghijklmnopqrstuvwxyz234567')) {
      expect(forged === local || signer.parseReturnPath(`bounces+${forged}@b.example`) === undefined).toBe(true);
    }
  });

  it('with another index stay within the links of the same mail', () => {
    const subject = { messageId: 5, contactId: 6, topicId: 7 };
    const token = tokenOf(signer.linksFor(subject).clickUrl(1), 't/c').replace(/\.1$/, '');
    expect(signer.parseClick(`${token}.2`)).toEqual({ subject, index: 2 });
    for (const odd of ['', '.', '.01', '.-1', '.1.1', '.zzzzz', '. 1', '.A']) {
      expect(signer.parseClick(`${token}${odd}`)).toBeUndefined();
    }
  });

  it('survive a change of the secret as long as the old one is kept', () => {
    const [old, fresh] = ['o'.repeat(32), 'n'.repeat(32)];
    const subject = { messageId: 5, contactId: 6, topicId: 7 };
    const links = new LinkSigner(new SecretRing([old]), BASE).linksFor(subject);
    const token = tokenOf(links.unsubscribeUrl, 'u');
    const dynamic = tokenOf(links.dynamicClickUrl(0, 'https://x.example'), 't/c');
    const rotated = new LinkSigner(new SecretRing([fresh, old]), BASE);
    expect(rotated.parse('unsubscribe', token)).toEqual(subject);
    expect(rotated.parseClick(dynamic)).toMatchObject({ subject });
    expect(rotated.parseReturnPath(links.returnPath('b.example'))).toEqual(subject);
    expect(new LinkSigner(new SecretRing([fresh]), BASE).parse('unsubscribe', token)).toBeUndefined();
  });

  it('take whatever comes in their place without an error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\w-]*(\.\w*)?$/)), (text) => {
        for (const purpose of PURPOSES) expect(signer.parse(purpose, text)).toBeUndefined();
        expect(signer.parseClick(text)).toBeUndefined();
        expect(signer.parseReturnPath(text)).toBeUndefined();
        expect(signer.parseReturnPath(`bounces+${text}@b.example`)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it('are short: a click of the millionth message of the millionth contact has at most 28 + 2 characters', () => {
    const links = signer.linksFor({ messageId: 1e6, contactId: 1e6, topicId: 12 });
    expect(tokenOf(links.clickUrl(35), 't/c').length).toBeLessThanOrEqual(30);
    expect(links.returnPath('b.example').indexOf('@')).toBeLessThanOrEqual(36);
  });
});

describe('base32', () => {
  it('reads back what it wrote, and nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.stringMatching(/^[a-z2-7]{0,20}$/), (bytes, text) => {
        expect(fromBase32(toBase32(Buffer.from(bytes)))).toEqual(Buffer.from(bytes));
        const decoded = fromBase32(text);
        expect(decoded === undefined || toBase32(decoded) === text).toBe(true);
      }),
    );
  });
});
