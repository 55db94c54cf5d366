import { encodedTexts, type EncodedText } from './encoded-texts.js';
import { wholeText, type BodyPieces, type BodyText } from './body-text.js';
import {
  encodeQuotedPrintable,
  isLiteral,
  MAX_COLUMNS,
  quotedPrintableBound,
  type EncodedEnd,
} from './quoted-printable.js';

/** Characters up to which a loop beats the way out of JavaScript. */
const SHORT = 128;
const SOFT_BREAK = Buffer.from('=\r\n');

/** Mails stand one behind the other in large buffers: one is freed when the last of its mails is. */
const SLAB_BYTES = 1024 * 1024;
/** What a mail needs at least to be begun in the rest of a buffer. */
const WORTH_BEGINNING = 32 * 1024;

/** Builds one mail at a time. */
export class MailWriter {
  private target = Buffer.alloc(0);
  private begin = 0;
  private source = Buffer.allocUnsafeSlow(32 * 1024);
  private readonly at: EncodedEnd = { end: 0, lineStart: 0 };

  start(headers: string): void {
    this.begin = this.at.end;
    this.reserve(Math.max(WORTH_BEGINNING, headers.length * 3));
    // UTF-8: the local part of an internationalised address stands in the header as it is (RFC 6532).
    this.at.end += this.target.write(headers, this.at.end);
  }

  add(bytes: Buffer): void {
    this.reserve(bytes.length);
    this.target.set(bytes, this.at.end);
    this.at.end += bytes.length;
  }

  /** Writes a body in quoted-printable. */
  addBody(body: BodyText): void {
    this.at.lineStart = this.at.end;
    if (typeof body === 'string') this.encode(body);
    else if (body.chunks.some(endsWithCr)) this.encode(wholeText(body));
    else this.addPieces(body);
  }

  /** The mail; its memory is the caller's, and written to no more. */
  finish(): Buffer {
    return this.target.subarray(this.begin, this.at.end);
  }

  private addPieces({ chunks, statics }: BodyPieces): void {
    const encoded = encodedTexts(statics);
    for (const chunk of chunks) {
      const ready = typeof chunk === 'number' ? encoded[chunk] : null;
      if (ready) this.addEncoded(ready);
      else this.encode(typeof chunk === 'string' ? chunk : (statics[chunk] ?? ''));
    }
  }

  /** It was encoded from the start of a line on: a soft break makes one, and says nothing. */
  private addEncoded({ bytes, lastLine }: EncodedText): void {
    if (this.at.end > this.at.lineStart) this.add(SOFT_BREAK);
    this.add(bytes);
    this.at.lineStart = this.at.end - lastLine;
  }

  private encode(text: string): void {
    if (this.copied(text)) return;
    const length = this.load(text);
    this.reserve(quotedPrintableBound(length));
    encodeQuotedPrintable(this.source, length, this.target, this.at);
  }

  /** A word that fits into the open line and needs no encoder, as most values are; false for all others. */
  private copied(text: string): boolean {
    const { end, lineStart } = this.at;
    const { length } = text;
    if (end === lineStart || end - lineStart + length > MAX_COLUMNS) return false;
    this.reserve(length);
    for (let i = 0; i < length; i += 1) {
      const code = text.charCodeAt(i);
      if (!isLiteral(code)) return false;
      this.target[end + i] = code;
    }
    this.at.end += length;
    return true;
  }

  /** The text's bytes in `source`; short ones are copied faster than handed over. */
  private load(text: string): number {
    const most = text.length * 3;
    if (most > this.source.length) this.source = Buffer.allocUnsafeSlow(most * 2);
    if (text.length > SHORT) return this.source.write(text);
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) return this.source.write(text);
      this.source[i] = code;
    }
    return text.length;
  }

  /** Room for so many bytes; what is begun moves on to another buffer if there is none. */
  private reserve(bytes: number): void {
    const { at, begin } = this;
    if (at.end + bytes <= this.target.length) return;
    const begun = this.target.subarray(begin, at.end);
    this.target = Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, (begun.length + bytes) * 2));
    this.target.set(begun);
    this.begin = 0;
    at.end -= begin;
    at.lineStart -= begin;
  }
}

/** The line end that it begins may go on in the next piece: only together they are one. */
function endsWithCr(chunk: number | string): boolean {
  return typeof chunk === 'string' && chunk.charCodeAt(chunk.length - 1) === 0x0d;
}
