import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { hmacSha512 } from './hmac-sha512.js';

describe('HMAC-SHA-512', () => {
  it("is node's own, whatever the key and the data", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 128 }), fc.uint8Array({ maxLength: 600 }), (key, data) => {
        expect(hmacSha512(key)(data)).toEqual(createHmac('sha512', key).update(data).digest());
      }),
    );
  });

  it('gives the first test case of RFC 4231', () => {
    const mac = hmacSha512(Buffer.alloc(20, 0x0b))(Buffer.from('Hi There'));
    expect(mac.toString('hex')).toBe(
      '87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde' +
        'daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854',
    );
  });

  it('takes no key that would have to be hashed first', () => {
    expect(() => hmacSha512(Buffer.alloc(129))).toThrow(RangeError);
  });
});
