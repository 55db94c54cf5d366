import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { hmacBy } from './hmac.js';

describe.each([
  { algorithm: 'sha256', block: 64 },
  { algorithm: 'sha512', block: 128 },
] as const)('HMAC by $algorithm', ({ algorithm, block }) => {
  it("is node's own, whatever the key and the data", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: block }), fc.uint8Array({ maxLength: 600 }), (key, data) => {
        expect(hmacBy(algorithm, key)(data)).toEqual(createHmac(algorithm, key).update(data).digest());
      }),
    );
  });

  it('takes no key that would have to be hashed first', () => {
    expect(() => hmacBy(algorithm, Buffer.alloc(block + 1))).toThrow(RangeError);
  });
});

describe('HMAC by SHA-512', () => {
  it('gives the first test case of RFC 4231', () => {
    const mac = hmacBy('sha512', Buffer.alloc(20, 0x0b))(Buffer.from('Hi There'));
    expect(mac.toString('hex')).toBe(
      '87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde' +
        'daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854',
    );
  });
});
