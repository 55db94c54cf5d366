import { DomainError } from '#libs/kernel';
import { encodePhrase, encodeUnstructured, toSingleLine } from './header-text.js';
import { encodeMailbox } from './mail-address.js';
import type { FeedbackId, MailList, MessageBlueprint } from './message-blueprint.js';

const HEADER_NAME = /^[!-9;-~]{1,70}$/;
/** Set from their own fields, or by servers on the way. */
const OWNED = new Set(
  `date from to cc bcc sender reply-to subject message-id mime-version content-type content-transfer-encoding
  list-unsubscribe list-unsubscribe-post list-id feedback-id auto-submitted return-path received dkim-signature`.split(
    /\s+/,
  ),
);

/** The header lines that every mail of the blueprint has, without those that describe the body. */
export function writeStaticHeaders(blueprint: MessageBlueprint): string {
  const { from, replyTo, list, feedbackId, autoSubmitted } = blueprint;
  return [
    `From: ${encodeMailbox(from, 'From: '.length)}`,
    replyTo && `Reply-To: ${encodeMailbox(replyTo, 'Reply-To: '.length)}`,
    list && `List-Id: ${writeListId(list)}`,
    feedbackId && `Feedback-ID: ${writeFeedbackId(feedbackId)}`,
    autoSubmitted && `Auto-Submitted: ${autoSubmitted}`,
    ...writeExtraHeaders(blueprint.headers),
  ]
    .filter(Boolean)
    .map((line) => `${String(line)}\r\n`)
    .join('');
}

/** Throws `mail.header_invalid` for a name that is none or that has a field of its own. */
export function writeExtraHeaders(headers: Readonly<Record<string, string>> = {}): string[] {
  return Object.entries(headers).map(([name, value]) => {
    if (!HEADER_NAME.test(name) || OWNED.has(name.toLowerCase())) {
      throw new DomainError('mail.header_invalid', `The header ${JSON.stringify(name)} cannot be set.`);
    }
    return `${name}: ${encodeUnstructured(value, name.length + 2)}`;
  });
}

/** RFC 2919: a phrase and the id in angle brackets. */
function writeListId({ id, name }: MailList): string {
  const safeId = id.replace(/[^\w.-]/g, '-');
  const phrase = encodePhrase(name ?? '', 'List-Id: '.length);
  return phrase === '' ? `<${safeId}>` : `${phrase}\r\n <${safeId}>`;
}

/** Four fields with colons between; a field has none itself. */
function writeFeedbackId({ campaign, customer, type, senderId }: FeedbackId): string {
  return [campaign, customer, type, senderId].map((field) => toSingleLine(field).replace(/[^\w.-]/g, '-')).join(':');
}
