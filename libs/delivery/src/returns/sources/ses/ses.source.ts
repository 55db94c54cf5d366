import { z } from 'zod';
import { readJson, readSigned, refused } from '../hook-refusal.js';
import { defineHookSource } from '../return-source.js';
import { readSesMessage, sesMessage } from './ses-events.js';
import { checkSnsSignature, isSnsUrl } from './sns-signature.js';

/** Far longer than SNS tries to deliver (an hour by default), and shorter than reports are remembered (90 days). */
const MAX_AGE_MS = 30 * 24 * 3_600_000;

const envelope = z.object({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: z.string().min(1).max(200),
  TopicArn: z.string().max(500),
  Timestamp: z.string().max(50),
  Message: z.string().max(1_000_000),
  Subject: z.string().max(1000).optional(),
  Token: z.string().max(2000).optional(),
  SubscribeURL: z.string().max(2000).optional(),
  SignatureVersion: z.string(),
  Signature: z.string().max(2000),
  SigningCertURL: z.string().max(2000),
});

/** Amazon SES by way of an SNS topic: certificate, signature and topic are checked. */
export const ses = defineHookSource({
  type: 'ses',
  label: 'Amazon SES',
  description: 'Bounces and complaints by notifications of Amazon SES through an SNS topic.',
  params: z.object({
    topic_arn: z
      .string()
      .regex(
        /^arn:aws[\w-]*:sns:[a-z\d-]+:\d{12}:[\w.-]{1,256}$/,
        'must look like arn:aws:sns:eu-west-1:123456789012:name',
      )
      .describe('Only what this topic sends is taken; its subscription is confirmed by itself.')
      .meta({ title: 'ARN of the topic' }),
  }),
  read: async ({ raw, now }, { topic_arn: topic }, { http }) => {
    const message = readSigned(envelope, readJson(raw), 'SNS');
    if (message.TopicArn !== topic) throw refused('SNS: another topic');
    await checkSnsSignature(message, http);
    const at = new Date(message.Timestamp);
    // Its time is signed, too. What is older than our memory of reports would count a second time.
    if (!(now.getTime() - at.getTime() <= MAX_AGE_MS)) throw refused('SNS: too old');
    if (message.Type === 'SubscriptionConfirmation') {
      if (!isSnsUrl(message.SubscribeURL ?? '')) throw refused('SNS: confirmation elsewhere');
      return { events: [], confirm: message.SubscribeURL ?? '' };
    }
    if (message.Type !== 'Notification') return { events: [] };
    // Whoever sets the topic up gets a word of greeting that is no report.
    const parsed = sesMessage.safeParse(tryJson(message.Message));
    return { events: parsed.success ? readSesMessage(parsed.data, message.MessageId, at) : [] };
  },
});

function tryJson(text: string): unknown {
  return /^\s*\{/.test(text) ? readJson(Buffer.from(text)) : undefined;
}
