import { createPublicKey, verify } from 'node:crypto';
import { parseDocument } from '#libs/kernel';
import { z } from 'zod';
import { refused, readJson } from '../hook-refusal.js';
import { toReturnedMail } from '../provider-event.js';
import { defineHookSource, type HookRequest, type ReportedEvent } from '../return-source.js';

/** SendGrid repeats for 24 hours what we could not take. */
const MAX_AGE_MS = 24 * 3_600_000;
const MAX_EVENTS = 10_000;

const event = z.object({
  sg_event_id: z.string().max(200),
  event: z.string(),
  email: z.string().max(320),
  timestamp: z.number(),
  /** Our Message-ID, as a custom argument of mail that went out by their HTTP interface. */
  'tidings-message': z.string().max(1000).optional(),
  'smtp-id': z.string().max(1000).optional(),
  type: z.string().optional(),
  status: z.string().max(100).optional(),
  reason: z.string().max(10_000).optional(),
});

const KINDS: Readonly<Record<string, 'failed' | 'delayed' | 'delivered' | 'complaint'>> = {
  bounce: 'failed',
  dropped: 'failed',
  deferred: 'delayed',
  delivered: 'delivered',
  spamreport: 'complaint',
};

/** Event Webhook, signed by ECDSA over timestamp and body. */
export const sendgrid = defineHookSource({
  type: 'sendgrid',
  label: 'SendGrid',
  description: 'Bounces and complaints by the signed Event Webhook of Twilio SendGrid.',
  params: z.object({
    public_key: z
      .string()
      .min(80)
      .max(1000)
      .refine(isKey, 'is no public key in base64, as SendGrid shows it')
      .describe('Verification key from Settings → Mail Settings → Event Webhook.')
      .meta({ title: 'Verification key' }),
  }),
  read: (request, { public_key: key }) => {
    checkSignature(request, key);
    const list = parseDocument(z.array(z.unknown()).max(MAX_EVENTS), readJson(request.raw));
    return Promise.resolve({ events: list.flatMap(toEvent) });
  },
});

function checkSignature({ headers, raw, now }: HookRequest, key: string): void {
  const signature = String(headers['x-twilio-email-event-webhook-signature'] ?? '');
  const timestamp = String(headers['x-twilio-email-event-webhook-timestamp'] ?? '');
  const age = now.getTime() - Number(timestamp) * 1000;
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(age) > MAX_AGE_MS) throw refused('SendGrid: too old');
  const signed = Buffer.concat([Buffer.from(timestamp), raw]);
  const genuine = verify('sha256', signed, toKey(key), Buffer.from(signature, 'base64'));
  if (!genuine) throw refused('SendGrid: wrong signature');
}

function toKey(key: string) {
  return createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' });
}

function isKey(key: string): boolean {
  try {
    return toKey(key).asymmetricKeyType === 'ec';
  } catch {
    return false;
  }
}

/** Events that we do not read (opens, clicks, those of a later version) are passed over. */
function toEvent(value: unknown): ReportedEvent[] {
  const parsed = event.safeParse(value);
  const kind = parsed.success ? KINDS[parsed.data.event] : undefined;
  if (!parsed.success || !kind) return [];
  const { data } = parsed;
  const returned = toReturnedMail({
    kind,
    address: data.email,
    status: data.status,
    diagnostic: data.reason,
    messageId: data['tidings-message'] ?? data['smtp-id'],
    verdict: verdictOf(data),
  });
  return [{ id: data.sg_event_id, at: new Date(data.timestamp * 1000), returned }];
}

/** "blocked" is about us. What SendGrid drops it does not mail any more, and says why in two words. */
function verdictOf({
  event: name,
  type,
  reason = '',
}: z.output<typeof event>): 'block' | 'hard' | 'policy' | undefined {
  if (type === 'blocked') return 'block';
  if (name !== 'dropped') return undefined;
  return /bounced|invalid/i.test(reason) ? 'hard' : 'policy';
}
