import { hash } from 'node:crypto';

/** Of SHA-512, in bytes (FIPS 180-4). */
const BLOCK = 128;
const DIGEST = 64;

export type HmacSha512 = (data: Uint8Array) => Buffer;

/**
 * HMAC-SHA-512 (RFC 2104) by a key of at most 128 bytes. Links are signed and verified by the million; node's own Hmac
 * makes a stream of each and takes twice the time.
 */
export function hmacSha512(key: Uint8Array): HmacSha512 {
  if (key.length > BLOCK) throw new RangeError('A key of HMAC-SHA-512 has at most 128 bytes here');
  const [inner, outer] = [padded(key, 0x36), padded(key, 0x5c)];
  return (data) => {
    const digest = hash('sha512', Buffer.concat([inner, data]), 'binary');
    const message = Buffer.allocUnsafe(BLOCK + DIGEST);
    outer.copy(message);
    message.write(digest, BLOCK, 'binary');
    return Buffer.from(hash('sha512', message, 'binary'), 'binary');
  };
}

function padded(key: Uint8Array, pad: number): Buffer {
  const block = Buffer.alloc(BLOCK, pad);
  key.forEach((byte, index) => {
    block[index] = byte ^ pad;
  });
  return block;
}
