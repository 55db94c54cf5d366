import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { hmacBy, type Hmac } from './hmac.js';

/** What one secret became for one purpose. */
interface PurposeKey {
  readonly key: Buffer;
  readonly short: Hmac;
  readonly wide: Hmac;
}

/**
 * HMAC over text, and sealed texts, with rotation: the first secret signs and seals, all verify and open.
 * Each purpose derives its own key, so that a signature for one use is worthless for another.
 */
export class SecretRing {
  /** The derived keys of each purpose: there are few purposes, and deriving costs as much as signing. */
  private readonly keys = new Map<string, readonly [PurposeKey, ...PurposeKey[]]>();

  /** `openers` open what was sealed under them, and neither sign nor verify. */
  constructor(
    private readonly secrets: readonly [string, ...string[]],
    private readonly openers: readonly string[] = [],
  ) {}

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

  /** Encrypts (AES-256-GCM); base64. The same text is sealed otherwise each time. */
  seal(purpose: string, text: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.keysFor(purpose)[0].key, nonce);
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
  }

  /** The text that was sealed under any secret of the ring; null when it was under none of them. */
  open(purpose: string, sealed: string): string | null {
    const bytes = Buffer.from(sealed, 'base64');
    for (const { key } of this.keysFor(purpose)) {
      const text = decrypt(key, bytes);
      if (text !== null) return text;
    }
    for (const secret of this.openers) {
      const text = decrypt(derive(secret, purpose).key, bytes);
      if (text !== null) return text;
    }
    return null;
  }

  /** Tells the sealing secret of a purpose from others, and nothing about it. */
  keyId(purpose: string): string {
    return this.sign(purpose, 'key id', 8);
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

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

function decrypt(key: Buffer, bytes: Buffer): string | null {
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    const body = bytes.subarray(NONCE_BYTES + TAG_BYTES);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  } catch {
    // Sealed under another key: the tag does not fit, and nothing else is thrown here.
    return null;
  }
}

function derive(secret: string, purpose: string): PurposeKey {
  const key = createHmac('sha256', secret).update(`tidings:${purpose}`).digest();
  return { key, short: hmacBy('sha256', key), wide: hmacBy('sha512', key) };
}

function mac({ short }: PurposeKey, text: string, bytes: number): Buffer {
  return short(Buffer.from(text)).subarray(0, bytes);
}
