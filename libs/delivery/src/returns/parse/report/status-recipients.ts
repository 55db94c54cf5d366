import { excerpt } from '../excerpt.js';
import type { MailFacts } from '../mail-facts.js';
import { textOf } from '../mime/part-text.js';
import { looksLikeNotice } from '../notice/mail-origin.js';
import { toneOf } from '../notice/notice-tone.js';
import { addressIn } from './address-field.js';
import { judgeFailure } from '../reasons/reason-of.js';
import type { ReportedRecipient } from '../returned-mail.js';
import { readDeliveryStatus, type StatusFields } from './delivery-status.js';

const STATUS_TYPES = /^message\/(?:delivery-status|global-delivery-status|x-delivery-status|delivery_status)$/;

/** What the fields of a delivery status say about each recipient; none when the mail has no such part. */
export function statusRecipients(facts: MailFacts): ReportedRecipient[] {
  const texts = facts.parts.filter(({ content }) => STATUS_TYPES.test(content.type)).map(textOf);
  const fields = (texts.length > 0 ? texts : fieldsInText(facts)).flatMap(readDeliveryStatus);
  const recipients = fields.map((one) => toRecipient(one, facts));
  const named = recipients.filter(({ address }) => address !== '');
  // One that lost its address is the one the mail went to.
  const [only] = recipients;
  const fallback = facts.headers.get('x-failed-recipients') || facts.original.get('to');
  if (named.length > 0 || !only) return unique(named);
  // Without any address the signed return path still says which mail it was.
  return [{ ...only, address: addressIn(fallback) || addressIn(only.diagnostic ?? '') }];
}

/** Gateways that rewrite mail leave the fields as text. */
function fieldsInText({ headers, notice }: MailFacts): string[] {
  const at = notice.search(/^Final-Recipient:[ \t]*\S/im);
  return at >= 0 && /^Action:[ \t]*\w/im.test(notice) && looksLikeNotice(headers).daemon ? [notice.slice(at)] : [];
}

function toRecipient(fields: StatusFields, facts: MailFacts): ReportedRecipient {
  const { address, action, status } = fields;
  const diagnostic = excerpt(fields.diagnostic, 500);
  const base = { address, action: action || undefined, diagnostic: diagnostic || undefined };
  const plain = plainKind(fields, facts);
  if (plain) return { ...base, kind: plain, status: status || undefined, reason: plain };
  const judged = judgeFailure({ status, diagnostic: fields.diagnostic, notice: facts.notice });
  return { ...base, kind: judged.kind, status: judged.status || status || undefined, reason: judged.reason };
}

/** Delivered and delayed; undefined for failures, whose reason must be found. */
function plainKind({ action, status }: StatusFields, facts: MailFacts): 'delivered' | 'delayed' | undefined {
  if (/^(?:deliver|relay|expand|success)/.test(action)) return 'delivered';
  if (/^(?:delay|defer|warn|transient|retry)/.test(action)) return 'delayed';
  if (/^fail|^error|^bounce/.test(action)) return undefined;
  if (status.startsWith('2')) return 'delivered';
  const tone = toneOf(facts.headers.get('subject'), facts.notice);
  return tone === 'delayed' && !status.startsWith('5') ? 'delayed' : undefined;
}

function unique(recipients: readonly ReportedRecipient[]): ReportedRecipient[] {
  const byAddress = new Map<string, ReportedRecipient>();
  for (const one of recipients)
    if (!byAddress.has(one.address.toLowerCase())) byAddress.set(one.address.toLowerCase(), one);
  return [...byAddress.values()];
}
