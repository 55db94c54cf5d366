import { createHmac, timingSafeEqual } from 'node:crypto';

/** What is signed: the headers' id and time, and the body as it is sent. */
export interface SignedCall {
  readonly id: string;
  readonly at: Date;
  readonly body: string;
}

/**
 * The headers of Standard Webhooks (standardwebhooks.com, 1.0): HMAC-SHA256 over `id.timestamp.body`, base64. One
 * signature for each secret, so that a receiver may change to the new one whenever it likes.
 */
export function signCall({ id, at, body }: SignedCall, secrets: readonly Buffer[]): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const sign = (secret: Buffer): string =>
    `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': secrets.map(sign).join(' ') };
}

/** A call that claims to be signed. */
export interface GivenCall {
  readonly id: string;
  readonly timestamp: string;
  /** Several with spaces between; one that fits is enough. */
  readonly signature: string;
  readonly body: Buffer;
}

/** An older or younger call may be somebody's who has listened. */
const TOLERANCE_S = 300;

/** Whether one of the secrets signed it, not long ago. */
export function verifyCall(call: GivenCall, secrets: readonly Buffer[], now: Date): boolean {
  const { id, timestamp, signature, body } = call;
  const age = Math.abs(now.getTime() / 1_000 - Number(timestamp));
  if (id === '' || !/^\d{1,12}$/.test(timestamp) || age > TOLERANCE_S) return false;
  const given = signature.split(' ').map((one) => Buffer.from(one.replace(/^v1,/, ''), 'base64'));
  const macs = secrets.map((secret) =>
    createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(body).digest(),
  );
  return given.some((one) => macs.some((mac) => one.length === mac.length && timingSafeEqual(one, mac)));
}

/** As receivers write it down. */
export function writeSecret(secret: Buffer): string {
  return `whsec_${secret.toString('base64')}`;
}

/** What `writeSecret` wrote, with or without its beginning: base64 of 24 to 64 bytes. */
export const SECRET_PATTERN = /^(whsec_)?[A-Za-z0-9+/]{32,88}={0,2}$/;

export function readSecret(text: string): Buffer {
  return Buffer.from(text.replace(/^whsec_/, ''), 'base64');
}
