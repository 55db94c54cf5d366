import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * HMAC-SHA-256 over text, with rotation: the first secret signs, all verify.
 * Each purpose derives its own key, so that a signature for one use is worthless for another.
 */
export class SecretRing {
  constructor(private readonly secrets: readonly [string, ...string[]]) {}

  /** A MAC of `bytes` bytes (16 = 128 bits unless asked otherwise), base64url. */
  sign(purpose: string, text: string, bytes = 16): string {
    return mac(this.secrets[0], purpose, text, bytes).toString('base64url');
  }

  /** True when any secret of the ring made `signature`; constant time in the signature. */
  verify(purpose: string, text: string, signature: string, bytes = 16): boolean {
    const given = Buffer.from(signature, 'base64url');
    if (given.length !== bytes) return false;
    return this.secrets.some((secret) => timingSafeEqual(mac(secret, purpose, text, bytes), given));
  }
}

function mac(secret: string, purpose: string, text: string, bytes: number): Buffer {
  const key = createHmac('sha256', secret).update(`tidings:${purpose}`).digest();
  return createHmac('sha256', key).update(text).digest().subarray(0, bytes);
}
