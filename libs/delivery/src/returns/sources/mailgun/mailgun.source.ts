import { createHmac, timingSafeEqual } from 'node:crypto';
import { parseDocument } from '#libs/kernel';
import { z } from 'zod';
import { readJson, readSigned, refused } from '../hook-refusal.js';
import { toReturnedMail } from '../provider-event.js';
import { defineHookSource } from '../return-source.js';

/** The signature covers neither body nor address, so a request is good for a short time and once only. */
const MAX_AGE_MS = 10 * 60_000;

const signed = z.object({
  signature: z.object({
    timestamp: z.string().max(20),
    token: z.string().min(10).max(100),
    signature: z.string().max(100),
  }),
});

const report = z.object({
  'event-data': z.object({
    id: z.string().max(200),
    event: z.string(),
    timestamp: z.number(),
    recipient: z.string().max(320).default(''),
    severity: z.string().optional(),
    reason: z.string().optional(),
    'delivery-status': z
      .object({
        code: z.number().optional(),
        message: z.string().max(10_000).optional(),
        description: z.string().max(10_000).optional(),
        'enhanced-code': z.string().max(100).optional(),
      })
      .optional(),
    /** Our Message-ID, as a variable of mail that went out by their HTTP interface. */
    'user-variables': z
      .object({ 'tidings-message': z.string().max(1000).optional() })
      .optional()
      .catch(undefined),
    message: z.object({ headers: z.object({ 'message-id': z.string().max(1000).optional() }).optional() }).optional(),
  }),
});

type EventData = z.output<typeof report>['event-data'];

/** Webhooks, signed by HMAC over timestamp and token. */
export const mailgun = defineHookSource({
  type: 'mailgun',
  label: 'Mailgun',
  description: 'Failures and complaints by the signed webhooks of Mailgun.',
  params: z.object({
    signing_key: z
      .string()
      .min(8)
      .max(200)
      .describe('HTTP webhook signing key from Settings → API security.')
      .meta({ title: 'Signing key', format: 'password' }),
  }),
  read: (request, { signing_key: key }) => {
    const body = readJson(request.raw);
    const { signature } = readSigned(signed, body, 'Mailgun');
    checkSignature(signature, key, request.now);
    const { 'event-data': data } = parseDocument(report, body);
    const kind = kindOf(data);
    const events = kind ? [{ id: data.id, at: new Date(data.timestamp * 1000), returned: toReport(data, kind) }] : [];
    return Promise.resolve({ events, nonce: `mailgun:${signature.token}` });
  },
});

function checkSignature(
  { timestamp, token, signature }: z.output<typeof signed>['signature'],
  key: string,
  now: Date,
): void {
  if (!(Math.abs(now.getTime() - Number(timestamp) * 1000) <= MAX_AGE_MS)) throw refused('Mailgun: too old');
  const expected = createHmac('sha256', key)
    .update(timestamp + token)
    .digest();
  const given = Buffer.from(signature, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw refused('Mailgun: wrong signature');
}

function kindOf({ event, severity }: EventData): 'failed' | 'delayed' | 'delivered' | 'complaint' | undefined {
  if (event === 'failed') return severity === 'temporary' ? 'delayed' : 'failed';
  if (event === 'complained') return 'complaint';
  return event === 'delivered' ? 'delivered' : undefined;
}

function toReport(data: EventData, kind: 'failed' | 'delayed' | 'delivered' | 'complaint') {
  const status = data['delivery-status'];
  const words = [status?.code, status?.message || status?.description].filter(Boolean).join(' ');
  return toReturnedMail({
    kind,
    address: data.recipient,
    status: status?.['enhanced-code'],
    diagnostic: words || undefined,
    messageId: data['user-variables']?.['tidings-message'] ?? data.message?.headers?.['message-id'],
    // Addresses that Mailgun itself does not mail any more: it says so with a code of its own.
    verdict: data.reason === 'suppress-bounce' ? 'hard' : undefined,
  });
}
