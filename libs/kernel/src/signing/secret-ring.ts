import { createHmac, timingSafeEqual } from 'node:crypto';
import { hmacBy, type Hmac } from './hmac.js';

/** What one secret became for one purpose. */
interface PurposeKey {
  readonly short: Hmac;
  readonly wide: Hmac;
}

/**
 * HMAC over text, with rotation: the first secret signs, all verify.
 * Each purpose derives its own key, so that a signature for one use is worthless for another.
 */
export class SecretRing {
  /** The derived keys of each purpose: there are few purposes, and deriving costs as much as signing. */
  private readonly keys = new Map<string, readonly [PurposeKey, ...PurposeKey[]]>();

  constructor(private readonly secrets: readonly [string, ...string[]]) {}

  /** A MAC of `bytes` bytes (16 = 128 bits unless asked otherwise), base64url. */
  sign(purpose: string, text: string, bytes = 16): string {
    return mac(this.keysFor(purpose)[0], text, bytes).toString('base64url');
  }

  /** True when any secret of the ring made `signature`; constant time in the signature. */
  verify(purpose: string, text: string, signature: string, bytes = 16): boolean {
    const given = Buffer.from(signature, 'base64url');
    if (given.length !== bytes) return false;
    return this.keysFor(purpose).some((key) => timingSafeEqual(mac(key, text, bytes), given));
  }

  /** 64 bytes of HMAC-SHA-512 by the signing secret, to be cut into independent MACs. */
  wideMac(purpose: string, data: Uint8Array): Buffer {
    return this.keysFor(purpose)[0].wide(data);
  }

  /** The same by every secret of the ring, for verifying; compare in constant time. */
  wideMacs(purpose: string, data: Uint8Array): Buffer[] {
    return this.keysFor(purpose).map(({ wide }) => wide(data));
  }

  private keysFor(purpose: string): readonly [PurposeKey, ...PurposeKey[]] {
    const known = this.keys.get(purpose);
    if (known) return known;
    const [first, ...others] = this.secrets;
    const derived = [derive(first, purpose), ...others.map((secret) => derive(secret, purpose))] as const;
    this.keys.set(purpose, derived);
    return derived;
  }
}

function derive(secret: string, purpose: string): PurposeKey {
  const key = createHmac('sha256', secret).update(`tidings:${purpose}`).digest();
  return { short: hmacBy('sha256', key), wide: hmacBy('sha512', key) };
}

function mac({ short }: PurposeKey, text: string, bytes: number): Buffer {
  return short(Buffer.from(text)).subarray(0, bytes);
}
