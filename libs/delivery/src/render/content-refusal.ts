import type { Organisation } from '#libs/accounts';
import { wholeText } from '../mime/body-text.js';
import type { RenderedBody } from './mail-body.js';

/** Characters of a subject: a line of a mail has no more (RFC 5322, 2.1.1). */
const MAX_SUBJECT = 998;
/** What relays take if nobody has told them otherwise (Postfix), the encoding included. */
const MAX_MAIL_BYTES = 10_240_000;
const KB = 1024;

export type ContentReason =
  'content.missing_value' | 'content.subject_too_long' | 'content.too_large' | 'content.mail_too_large';

/** D67: this mail may not leave as it came out. */
export class ContentRefusal extends Error {
  constructor(
    readonly reason: ContentReason,
    message: string,
  ) {
    super(message);
  }
}

/** A test mail shows a colleague what it would be like: only what no server takes is kept from it. */
export interface ContentRules extends Pick<Organisation, 'max_html_kb'> {
  readonly isTest: boolean;
}

/** What can be said before the mail is written. Throws `ContentRefusal`. */
export function checkSubject({ subject, missing = [] }: RenderedBody, { isTest }: ContentRules): void {
  if (missing.length > 0 && !isTest) throw new ContentRefusal('content.missing_value', describeMissing(missing));
  if (subject.length <= MAX_SUBJECT) return;
  const message = `The subject has ${String(subject.length)} characters; ${String(MAX_SUBJECT)} are the most.`;
  throw new ContentRefusal('content.subject_too_long', message);
}

/**
 * `bytes` is the length of the written mail: encoded and with everything around it, it is longer than its HTML, which
 * therefore is measured only where it may be too large. Throws `ContentRefusal`.
 */
export function checkSize({ html }: RenderedBody, bytes: number, { isTest, max_html_kb: maxKb }: ContentRules): void {
  if (bytes > MAX_MAIL_BYTES) {
    const message = `The mail has ${inKb(bytes)}; mail servers take ${inKb(MAX_MAIL_BYTES)} at most.`;
    throw new ContentRefusal('content.mail_too_large', message);
  }
  if (isTest || html === undefined || bytes < maxKb * KB) return;
  const htmlBytes = Buffer.byteLength(wholeText(html));
  if (htmlBytes < maxKb * KB) return;
  const message = `The HTML has ${inKb(htmlBytes)}; mails are left out from ${String(maxKb)} KB on.`;
  throw new ContentRefusal('content.too_large', message);
}

/** The same as an answer, for a mail that is not to be written: its HTML stands for the whole. */
export function findRefusal(rendered: RenderedBody, htmlBytes: number, rules: ContentRules): ContentRefusal | null {
  try {
    checkSubject(rendered, rules);
    checkSize(rendered, htmlBytes, rules);
    return null;
  } catch (error) {
    if (error instanceof ContentRefusal) return error;
    throw error;
  }
}

function describeMissing(missing: NonNullable<RenderedBody['missing']>): string {
  const names = [...new Set(missing.map((alternatives) => alternatives.join(' or ')))];
  return `The subject shows ${names.join(', ')}, which ${names.length === 1 ? 'is' : 'are'} missing.`;
}

function inKb(bytes: number): string {
  return `${String(Math.floor(bytes / KB))} KB`;
}
