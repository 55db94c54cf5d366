import { createHmac } from 'node:crypto';

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

/** As receivers write it down. */
export function writeSecret(secret: Buffer): string {
  return `whsec_${secret.toString('base64')}`;
}
