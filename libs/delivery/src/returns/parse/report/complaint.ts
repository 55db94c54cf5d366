import { textOf } from '../mime/part-text.js';
import { addressIn } from './address-field.js';
import { isWhole, readFeedbackReport } from './feedback-report.js';
import type { MailFacts } from '../mail-facts.js';
import type { ReturnedMail } from '../returned-mail.js';

/** Hotmail's reports (JMRP) are no ARF: the mail as an attachment, the recipient in a field of its own, or left out. */
const JMRP_SUBJECT = /^(?:complaint about message from|fwd: complaint about)/i;
const JMRP_FIELDS = ['x-hmxmroriginalrecipient', 'x-ms-exchange-organization-originalrecipient'];

/** A complaint of a reader by way of the mailbox provider; `auth_failure` for reports about authentication. */
export function readComplaint(facts: MailFacts): Pick<ReturnedMail, 'kind' | 'recipients' | 'reason'> | undefined {
  const part = facts.parts.find(({ content }) => content.type === 'message/feedback-report');
  if (!part) return readJmrp(facts);
  const { type, recipients } = readFeedbackReport(textOf(part));
  const named = recipients.length > 0 ? recipients : [addressIn(facts.original.get('to'))].filter(isWhole);
  const reason = type === '' ? 'abuse' : type.replace(/-/g, '_');
  if (type === 'auth-failure' || type === 'dmarc') return { kind: 'auth_failure', recipients: [], reason };
  if (type === 'not-spam') return { kind: 'unknown', recipients: [], reason };
  return { kind: 'complaint', recipients: named.map((address) => ({ address, kind: 'complaint', reason })), reason };
}

function readJmrp({
  headers,
  original,
  parts,
}: MailFacts): Pick<ReturnedMail, 'kind' | 'recipients' | 'reason'> | undefined {
  const field = original.all(...JMRP_FIELDS)[0];
  const hasMail = parts.some(({ content }) => content.type === 'message/rfc822');
  if (field === undefined && !(JMRP_SUBJECT.test(headers.get('subject').trim()) && hasMail)) return undefined;
  const address = addressIn(field ?? original.get('to'));
  const recipients = isWhole(address) ? [{ address, kind: 'complaint' as const, reason: 'abuse' }] : [];
  return { kind: 'complaint', recipients, reason: 'abuse' };
}
