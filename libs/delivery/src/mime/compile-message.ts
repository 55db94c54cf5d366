import { DomainError } from '#libs/kernel';
import { isAscii } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { encodeUnstructured } from './header-text.js';
import { encodeMailbox, toWireAddress } from './mail-address.js';
import type { CompiledMessage, FilledMail, MessageBlueprint, RecipientParts } from './message-blueprint.js';
import { MailWriter } from './mail-writer.js';
import { writeExtraHeaders, writeStaticHeaders } from './static-headers.js';

const BODY_ENCODING = 'charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n';
const PLAIN_TYPE = `Content-Type: text/plain; ${BODY_ENCODING}`;
const HTML_TYPE = `Content-Type: text/html; ${BODY_ENCODING}`;
const ONLY_PLAIN = Buffer.from(PLAIN_TYPE);
const LAST_LINE_END = Buffer.from('\r\n');
/** `unique@domain` of printable ASCII without what would end it (RFC 5322, 3.6.4). */
const MESSAGE_ID = /^[^\s<>@\0-\x20\x7f-\uffff]+@[^\s<>@\0-\x20\x7f-\uffff]+$/;
const HEADER_URL = /^https?:\/\/[!-;=?-~]+$/;

/**
 * Composes once what all mails of a blueprint share; `fill` then writes only what differs. Throws
 * `mail.address_invalid` or `mail.header_invalid` for a blueprint that makes no valid mail.
 */
export function compileMessage(blueprint: MessageBlueprint): CompiledMessage {
  return new PreparedMessage(blueprint);
}

/** Filling is synchronous, so one is enough. */
const writer = new MailWriter();

/** Says that nobody will look at a filled mail any more: its memory is used for the next ones. Never call it twice. */
export function releaseMail(raw: Buffer): void {
  writer.release(raw);
}

class PreparedMessage implements CompiledMessage {
  private readonly shared: Buffer;
  private readonly isAscii: boolean;
  private readonly openAlternative: Buffer;
  private readonly between: Buffer;
  private readonly closeAlternative: Buffer;

  constructor(blueprint: MessageBlueprint) {
    // "=_" cannot occur in quoted-printable, so the boundary cannot occur in a body.
    const boundary = `=_${randomBytes(12).toString('hex')}`;
    this.shared = Buffer.from(`${writeStaticHeaders(blueprint)}MIME-Version: 1.0\r\n`);
    this.isAscii = isAscii(this.shared);
    this.openAlternative = Buffer.from(
      `Content-Type: multipart/alternative;\r\n boundary="${boundary}"\r\n\r\n--${boundary}\r\n${PLAIN_TYPE}`,
    );
    this.between = Buffer.from(`\r\n--${boundary}\r\n${HTML_TYPE}`);
    this.closeAlternative = Buffer.from(`\r\n--${boundary}--\r\n`);
  }

  fill(parts: RecipientParts): FilledMail {
    const { text, html } = parts;
    const isPlain = writer.start(writeRecipientHeaders(parts)) && this.isAscii;
    writer.add(this.shared);
    writer.add(html === undefined ? ONLY_PLAIN : this.openAlternative);
    writer.addBody(text);
    if (html === undefined) {
      writer.add(LAST_LINE_END);
    } else {
      writer.add(this.between);
      writer.addBody(html);
      writer.add(this.closeAlternative);
    }
    return { raw: writer.finish(), isPlain };
  }
}

function writeRecipientHeaders({ to, subject, date, messageId, unsubscribe, headers }: RecipientParts): string {
  if (!MESSAGE_ID.test(messageId)) throw new DomainError('mail.header_invalid', 'The Message-ID is not well formed.');
  const mailbox = encodeMailbox(to, 'To: '.length);
  const line = encodeUnstructured(subject, 'Subject: '.length);
  const own = `Date: ${dates.write(date)}\r\nMessage-ID: <${messageId}>\r\nTo: ${mailbox}\r\nSubject: ${line}\r\n`;
  const list = unsubscribe ? writeUnsubscribe(unsubscribe) : '';
  const extra = headers
    ? writeExtraHeaders(headers)
        .map((header) => `${header}\r\n`)
        .join('')
    : '';
  return own + list + extra;
}

/** Dates of headers (RFC 5322, 3.3). They count seconds, and a second has thousands of mails. */
class HeaderDates {
  private second = NaN;
  private text = '';

  write(date: Date): string {
    const second = Math.floor(date.getTime() / 1000);
    if (second !== this.second) {
      this.second = second;
      this.text = date.toUTCString().replace('GMT', '+0000');
    }
    return this.text;
  }
}

const dates = new HeaderDates();

/** RFC 8058: one https URI that acts on POST; a mailto may stand beside it. */
function writeUnsubscribe({ url, mailto }: NonNullable<RecipientParts['unsubscribe']>): string {
  if (!HEADER_URL.test(url)) throw new DomainError('mail.header_invalid', 'The unsubscribe URL is not well formed.');
  const also = mailto ? `,\r\n <mailto:${encodeURI(toWireAddress(mailto))}?subject=unsubscribe>` : '';
  return `List-Unsubscribe: <${url}>${also}\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n`;
}
