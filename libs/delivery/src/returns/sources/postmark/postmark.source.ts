import { timingSafeEqual } from 'node:crypto';
import { parseDocument } from '#libs/kernel';
import { z } from 'zod';
import { parseReturnedMail } from '../../parse/parse-returned-mail.js';
import { refused, readJson } from '../hook-refusal.js';
import { toReturnedMail } from '../provider-event.js';
import { defineHookSource } from '../return-source.js';

const report = z.object({
  RecordType: z.string(),
  ID: z.number().optional(),
  MessageID: z.string().max(200).default(''),
  Type: z.string().optional(),
  Email: z.string().max(320).optional(),
  Recipient: z.string().max(320).optional(),
  Details: z.string().max(10_000).optional(),
  Description: z.string().max(10_000).optional(),
  BouncedAt: z.string().optional(),
  DeliveredAt: z.string().optional(),
  /** The bounce as it came, when the webhook is set to include it. */
  Content: z.string().max(5_000_000).optional(),
  Metadata: z.record(z.string(), z.string()).optional(),
});

type Report = z.output<typeof report>;

const VERDICTS: Readonly<Record<string, 'hard' | 'soft' | 'block' | 'policy'>> = {
  HardBounce: 'hard',
  BadEmailAddress: 'hard',
  ManuallyDeactivated: 'hard',
  SoftBounce: 'soft',
  DnsError: 'soft',
  Blocked: 'block',
  ISPBlock: 'block',
  SpamNotification: 'policy',
  VirusNotification: 'policy',
  DMARCPolicy: 'policy',
};

/** Webhooks with a password in the address, the way Postmark secures them. */
export const postmark = defineHookSource({
  type: 'postmark',
  label: 'Postmark',
  description: 'Bounces and complaints by the webhooks of Postmark, with basic authentication.',
  params: z.object({
    username: z
      .string()
      .min(1)
      .max(100)
      .describe('As in https://user:password@your-address/hooks/postmark.')
      .meta({ title: 'User' }),
    password: z
      .string()
      .min(16)
      .max(200)
      .describe('At least 16 characters.')
      .meta({ title: 'Password', format: 'password' }),
  }),
  read: ({ headers, raw, now }, { username, password }) => {
    const expected = Buffer.from(`Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`);
    const given = Buffer.from(String(headers.authorization ?? ''));
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      throw refused('Postmark: wrong password');
    const data = parseDocument(report, readJson(raw));
    const kind = kindOf(data);
    const at = new Date(data.BouncedAt ?? data.DeliveredAt ?? now);
    const id = `${data.RecordType}-${String(data.ID ?? data.MessageID)}`;
    return Promise.resolve({
      events: kind ? [{ id, at: Number.isNaN(at.getTime()) ? now : at, returned: toReport(data, kind) }] : [],
    });
  },
});

function kindOf({
  RecordType: record,
  Type: type,
}: Report): 'failed' | 'delayed' | 'delivered' | 'complaint' | 'unknown' | undefined {
  if (record === 'SpamComplaint') return 'complaint';
  if (record === 'Delivery') return 'delivered';
  if (record !== 'Bounce') return undefined;
  if (type === 'SpamComplaint') return 'complaint';
  if (type === 'Transient') return 'delayed';
  return VERDICTS[type ?? ''] ? 'failed' : 'unknown';
}

/** Postmark gives mails ids of its own: ours stands in the metadata, or in the bounce itself. */
function toReport(data: Report, kind: NonNullable<ReturnType<typeof kindOf>>) {
  const original = data.Content ? parseReturnedMail(Buffer.from(data.Content)) : undefined;
  return toReturnedMail({
    kind,
    address: data.Email ?? data.Recipient ?? '',
    diagnostic: data.Details ?? data.Description,
    verdict: VERDICTS[data.Type ?? ''],
    messageId: data.Metadata?.['message-id'] ?? original?.originalMessageId,
    returnPath: original?.returnPaths[0],
  });
}
