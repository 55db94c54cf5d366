import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';

/**
 * HMAC over text, with rotation: the first secret signs, all verify.
 * Each purpose derives its own key, so that a signature for one use is worthless for another.
 */
export class SecretRing {
  /** The derived keys of each purpose: there are few purposes, and deriving costs as much as signing. */
  private readonly keys = new Map<string, readonly KeyObject[]>();

  constructor(private readonly secrets: readonly [string, ...string[]]) {}

  /** A MAC of `bytes` bytes (16 = 128 bits unless asked otherwise), base64url. */
  sign(purpose: string, text: string, bytes = 16): string {
    return mac(this.keysFor(purpose)[0] as KeyObject, text, bytes).toString('base64url');
  }

  /** True when any secret of the ring made `signature`; constant time in the signature. */
  verify(purpose: string, text: string, signature: string, bytes = 16): boolean {
    const given = Buffer.from(signature, 'base64url');
    if (given.length !== bytes) return false;
    return this.keysFor(purpose).some((key) => timingSafeEqual(mac(key, text, bytes), given));
  }

  /** 64 bytes of HMAC-SHA-512 by the signing secret, to be cut into independent MACs. */
  wideMac(purpose: string, data: Uint8Array): Buffer {
    return wideMac(this.keysFor(purpose)[0] as KeyObject, data);
  }

  /** The same by every secret of the ring, for verifying; compare in constant time. */
  wideMacs(purpose: string, data: Uint8Array): Buffer[] {
    return this.keysFor(purpose).map((key) => wideMac(key, data));
  }

  private keysFor(purpose: string): readonly KeyObject[] {
    const known = this.keys.get(purpose);
    if (known) return known;
    const derived = this.secrets.map((secret) => deriveKey(secret, purpose));
    this.keys.set(purpose, derived);
    return derived;
  }
}

function deriveKey(secret: string, purpose: string): KeyObject {
  return createSecretKey(createHmac('sha256', secret).update(`tidings:${purpose}`).digest());
}

function mac(key: KeyObject, text: string, bytes: number): Buffer {
  return createHmac('sha256', key).update(text).digest().subarray(0, bytes);
}

function wideMac(key: KeyObject, data: Uint8Array): Buffer {
  return createHmac('sha512', key).update(data).digest();
}
