import { autoReplyIn, isAwaySubject } from './auto-reply.js';
import { excerpt } from './excerpt.js';
import { HeaderBlock } from './mime/header-block.js';
import { parseMime, walkParts, type MimePart } from './mime/mime-part.js';
import { textOf } from './mime/part-text.js';
import { failedRecipients } from './notice/failed-recipients.js';
import { looksLikeNotice, type NoticeLook } from './notice/mail-origin.js';
import { splitNotice } from './notice/notice-text.js';
import { addressIn } from './report/address-field.js';
import { readComplaint } from './report/complaint.js';
import { isAggregateReport } from './report/aggregate-report.js';
import { statusRecipients } from './report/status-recipients.js';
import type { MailFacts } from './mail-facts.js';
import type { ReportedRecipient, ReturnedMail, ReturnKind } from './returned-mail.js';

/** How much each kind weighs when a report speaks of several recipients. */
const ORDER: readonly ReturnKind[] = ['hard', 'mailbox_full', 'block', 'policy', 'soft', 'delayed', 'delivered'];

/**
 * Says what a mail that came to a return path means. A pure function of its bytes: it trusts nothing in them, and who
 * uses it must match the report to a mail of ours by a signed token. It never throws, and its time is bounded by the
 * 2 MB that it looks at.
 */
export function parseReturnedMail(raw: Uint8Array): ReturnedMail {
  const facts = gatherFacts(reportWithin(parseMime(raw)));
  return { ...judge(facts), ...commonOf(facts) };
}

type Judged = Pick<ReturnedMail, 'kind' | 'recipients' | 'reason'>;

function judge(facts: MailFacts): Judged {
  const complaint = readComplaint(facts);
  if (complaint) return complaint;
  if (isAggregateReport(facts)) return { kind: 'unknown', recipients: [], reason: 'aggregate_report' };
  const look = looksLikeNotice(facts.headers);
  // A filter of the recipient (Sieve, RFC 5429) refuses in the form of a receipt; its name and its subject say so.
  if (isReceipt(facts) && !(look.named && look.subject))
    return { kind: 'auto_reply', recipients: [], reason: 'receipt' };
  const reported = withAddress(statusRecipients(facts), () => failedRecipients(facts, look));
  if (reported.length > 0) return { kind: heaviest(reported), recipients: reported };
  const away = autoReplyIn(facts.headers, facts.notice);
  if (away && !isSystem(look, facts)) return { kind: 'auto_reply', recipients: [], reason: away };
  // A person who answers may write about failures, too.
  const isAnswer = facts.answers.length > 0 && !look.daemon && !facts.isReport;
  if (!isAnswer && (look.daemon || look.subject || facts.isReport)) {
    const failed = failedRecipients(facts, look);
    if (failed.length > 0) return { kind: heaviest(failed), recipients: failed };
  }
  if (away && !(look.named && look.subject)) return { kind: 'auto_reply', recipients: [], reason: away };
  if (isAnswer) return { kind: 'reply', recipients: [] };
  // A program that answers for a person has the null sender and need not say more (RFC 3834, 3.3).
  if (facts.answers.length > 0 && look.daemon && !look.named && !look.subject) {
    return { kind: 'auto_reply', recipients: [], reason: 'vacation' };
  }
  return { kind: 'unknown', recipients: [], reason: look.daemon || look.subject ? 'notice' : undefined };
}

/** Fields that lost the address: the words beside them may have it. */
function withAddress(
  reported: readonly ReportedRecipient[],
  inWords: () => readonly ReportedRecipient[],
): readonly ReportedRecipient[] {
  const [only, ...others] = reported;
  if (!only || others.length > 0 || only.address !== '') return reported;
  return [{ ...only, address: inWords()[0]?.address ?? '' }];
}

/** Reports about delivery are marked as answers of a program, too; from whom they come and their subject tell them. */
function isSystem({ daemon, named, subject }: NoticeLook, { headers }: MailFacts): boolean {
  const isAway = isAwaySubject(headers.get('subject'));
  return daemon && (named ? subject || !isAway : subject && !isAway);
}

/** A mail program says that a mail was shown, or thrown away (RFC 8098): it has arrived. */
function isReceipt({ parts }: MailFacts): boolean {
  return parts.some(({ content }) => content.type === 'message/disposition-notification');
}

function heaviest(recipients: readonly ReportedRecipient[]): ReturnKind {
  return ORDER.find((kind) => recipients.some((recipient) => recipient.kind === kind)) ?? 'unknown';
}

function gatherFacts(root: MimePart): MailFacts {
  const top = [...walkOutside(root)];
  const texts = top.filter(({ content, parts }) => content.type.startsWith('text/') && parts.length === 0);
  const plain = texts.filter(({ content }) => content.type !== 'text/html' && content.type !== 'text/rfc822-headers');
  const shown = plain.length > 0 ? plain : texts.filter(({ content }) => content.type === 'text/html');
  const { notice, wide, original } = splitNotice((shown.length > 0 ? shown : [root]).map(textOf).join('\n'));
  return {
    root,
    parts: top,
    headers: root.headers,
    notice,
    wideNotice: wide,
    original: returnedHeaders(top) ?? original ?? new HeaderBlock(new Map()),
    isReport: root.content.type === 'multipart/report',
    answers: messageIds(root.headers.all('in-reply-to', 'references')),
  };
}

/** A report that a gateway has wrapped into a mail of its own. */
function reportWithin(root: MimePart): MimePart {
  const outside = [...walkOutside(root)];
  if (outside.some(({ content }) => /^message\/(?:delivery-status|feedback-report)$/.test(content.type))) return root;
  const wrapped = outside.flatMap(({ content, parts }) => (content.type === 'message/rfc822' ? parts : []));
  return wrapped.find(({ content }) => content.type === 'multipart/report') ?? root;
}

/** Parts that belong to the report itself, and the root of what it returns, but nothing within that. */
function* walkOutside(part: MimePart): Generator<MimePart> {
  yield part;
  if (part.content.type.startsWith('message/')) return;
  for (const inner of part.parts) yield* walkOutside(inner);
}

function returnedHeaders(parts: readonly MimePart[]): HeaderBlock | undefined {
  for (const part of parts) {
    const [message] = part.content.type.startsWith('message/') ? part.parts : [];
    if (message && message.headers.size > 1) return message.headers;
    if (/^(?:text\/rfc822-headers|message\/rfc822-headers|message\/global-headers)$/.test(part.content.type)) {
      const [headers] = [...walkParts(parseMime(Buffer.from(textOf(part))))];
      if (headers && headers.headers.size > 1) return headers.headers;
    }
  }
  return undefined;
}

function commonOf({ headers, original, answers }: MailFacts): Omit<ReturnedMail, 'kind' | 'recipients' | 'reason'> {
  const [originalMessageId] = messageIds(original.all('message-id', 'x-original-message-id'));
  const paths = [
    ...headers.all('to', 'delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'x-rcpt-to'),
    ...original.all('return-path', 'x-envelope-from', 'x-original-return-path', 'errors-to'),
  ].flatMap((value) => value.slice(0, 20_000).match(/[^\s<>,;:"]{1,64}@[^\s<>,;:"]{1,255}/g) ?? []);
  return {
    originalMessageId,
    originalTo: addressIn(original.get('to')),
    ownMessageId: messageIds(headers.all('message-id'))[0] ?? '',
    answers,
    returnPaths: [...new Set(paths)].slice(0, 50),
    from: excerpt(headers.get('from'), 500),
    subject: excerpt(headers.get('subject'), 500),
  };
}

function messageIds(values: readonly string[]): string[] {
  const ids = values.flatMap((value) => [...value.slice(0, 20_000).matchAll(/<?([^\s<>]{1,300}@[^\s<>]{1,255})>?/g)]);
  return [...new Set(ids.map((match) => match[1] ?? ''))].slice(0, 100);
}
