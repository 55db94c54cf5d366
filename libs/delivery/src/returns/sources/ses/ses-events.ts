import { z } from 'zod';
import { fromSesTag, SES_TAG } from '../../../transports/ses/ses-tag.js';
import { toReturnedMail } from '../provider-event.js';
import type { ReportedEvent } from '../return-source.js';

const mail = z.object({
  messageId: z.string().max(200),
  source: z.string().max(1000).optional(),
  destination: z.array(z.string().max(320)).default([]),
  headers: z
    .array(z.object({ name: z.string(), value: z.string() }))
    .max(500)
    .default([]),
  /** Of event publishing. */
  tags: z
    .record(z.string(), z.array(z.string().max(300)).max(10))
    .optional()
    .catch(undefined),
  commonHeaders: z.object({ messageId: z.string().optional() }).optional(),
});

const recipient = z.object({
  emailAddress: z.string().max(320),
  status: z.string().max(100).optional(),
  diagnosticCode: z.string().max(10_000).optional(),
});

/** Notifications name their kind `notificationType`, event publishing `eventType`; the rest is the same. */
export const sesMessage = z.object({
  notificationType: z.string().optional(),
  eventType: z.string().optional(),
  mail,
  bounce: z
    .object({
      bounceType: z.string(),
      bounceSubType: z.string().optional(),
      bouncedRecipients: z.array(recipient).max(100),
      feedbackId: z.string().max(200).optional(),
      timestamp: z.string().optional(),
    })
    .optional(),
  complaint: z
    .object({
      complainedRecipients: z.array(z.object({ emailAddress: z.string().max(320) })).max(100),
      complaintFeedbackType: z.string().max(100).nullish(),
      feedbackId: z.string().max(200).optional(),
    })
    .optional(),
});

type SesMessage = z.output<typeof sesMessage>;

/** What SES says about a mail, a report for each recipient. `id` and `at` are those of the SNS message. */
export function readSesMessage(message: SesMessage, id: string, at: Date): ReportedEvent[] {
  const common = { messageId: messageIdOf(message), returnPath: message.mail.source };
  const kind = (message.notificationType ?? message.eventType ?? '').toLowerCase();
  const event = (address: string, facts: Omit<Parameters<typeof toReturnedMail>[0], 'address'>): ReportedEvent => ({
    ...{ id: `${id}:${address}`, at },
    returned: toReturnedMail({ address, ...facts, ...common }),
  });
  if (kind === 'delivery') return message.mail.destination.map((address) => event(address, { kind: 'delivered' }));
  if (kind === 'complaint') {
    const reason = message.complaint?.complaintFeedbackType ?? 'abuse';
    // Reports that somebody moved the mail back out of the junk folder come by the same way.
    const what = reason === 'not-spam' ? 'unknown' : 'complaint';
    return (message.complaint?.complainedRecipients ?? []).map(({ emailAddress }) =>
      event(emailAddress, { kind: what, reason }),
    );
  }
  if (kind !== 'bounce' || !message.bounce) return [];
  const { bounceType, bounceSubType, bouncedRecipients } = message.bounce;
  return bouncedRecipients.map(({ emailAddress, status, diagnosticCode }) =>
    event(emailAddress, {
      kind: 'failed',
      status,
      diagnostic: diagnosticCode?.replace(/^smtp;\s*/i, ''),
      verdict: verdictOf(bounceType, bounceSubType),
      isUnsure: bounceType === 'Undetermined',
    }),
  );
}

type Verdict = NonNullable<Parameters<typeof toReturnedMail>[0]['verdict']>;

/** What SES calls transient and is about the mail, or more than that it may work later. */
const TRANSIENT: Readonly<Record<string, Verdict>> = {
  MailboxFull: 'mailbox_full',
  MessageTooLarge: 'policy',
  ContentRejected: 'policy',
  AttachmentRejected: 'policy',
};

/** SES knows addresses that are on its own list without asking the other server. */
function verdictOf(type: string, subType = ''): Verdict | undefined {
  if (type === 'Transient') return TRANSIENT[subType] ?? 'soft';
  return /Suppress|OnAccountSuppressionList/i.test(subType) ? 'hard' : undefined;
}

function messageIdOf({ mail: { headers, commonHeaders, tags } }: SesMessage): string | undefined {
  // SES replaces the Message-ID of the mail by its own; ours is still among the headers as they were handed over.
  const asSent = headers.find(({ name }) => name.toLowerCase() === 'message-id')?.value;
  return asSent ?? fromSesTag(tags?.[SES_TAG]?.[0] ?? '') ?? commonHeaders?.messageId;
}
