import { encodedTexts, type EncodedText } from './encoded-texts.js';
import { wholeText, type BodyPieces, type BodyText } from './body-text.js';
import { LiteralText } from './literal-text.js';
import { encodeQuotedPrintable, quotedPrintableBound, type EncodedEnd } from './quoted-printable.js';

const CR = 0x0d;

/** Mails stand one behind the other in large buffers. */
const SLAB_BYTES = 1024 * 1024;
/** Buffers whose mails have all left wait to be used again, at most so many. */
const SPARE_SLABS = 4;
/** What a mail needs at least to be begun in the rest of a buffer. */
const WORTH_BEGINNING = 32 * 1024;

/** A text of so many characters is worth a look at whether it is the same as the last. */
const WORTH_KEEPING = 24;

/** Builds one mail at a time. */
export class MailWriter {
  private target: Buffer = Buffer.alloc(0);
  private begin = 0;
  private readonly spare: Buffer[] = [];
  /** How many mails of each buffer are still needed. */
  private readonly needed = new WeakMap<ArrayBufferLike, number>();
  private readonly literal = new LiteralText();
  private readonly at: EncodedEnd = { end: 0, lineStart: 0 };

  /** Begins a mail; true when its headers are ASCII. */
  start(headers: string): boolean {
    this.begin = this.at.end;
    this.reserve(Math.max(WORTH_BEGINNING, headers.length * 3));
    // UTF-8: the local part of an internationalised address stands in the header as it is (RFC 6532).
    const written = this.target.write(headers, this.at.end);
    this.at.end += written;
    return written === headers.length;
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
    else this.addPieces(body);
  }

  /** The mail; its memory is the caller's, until it says that it is done with it. */
  finish(): Buffer {
    this.count(this.target, 1);
    return this.target.subarray(this.begin, this.at.end);
  }

  /** Nobody will look at this mail any more. Mails that are never released are freed as any other memory. */
  release(mail: Buffer): void {
    if (this.count(mail, -1) > 0) return;
    if (mail.buffer === this.target.buffer) this.at.end = 0;
    else this.keep(Buffer.from(mail.buffer));
  }

  private addPieces(body: BodyPieces): void {
    const encoded = encodedTexts(body.statics);
    const start = this.at.end - this.begin;
    for (const chunk of body.chunks) {
      if (typeof chunk === 'number') {
        this.addEncoded(encoded[chunk] as EncodedText);
      } else if (chunk.charCodeAt(chunk.length - 1) === CR) {
        // The line end that it begins may go on in the next piece: only together they are one.
        this.at.end = this.at.lineStart = this.begin + start;
        this.encode(wholeText(body));
        return;
      } else {
        this.encode(chunk);
      }
    }
  }

  private addEncoded(text: EncodedText): void {
    this.reserve(text.size);
    text.write(this.target, this.at);
  }

  private encode(text: string): void {
    this.reserve(quotedPrintableBound(text.length));
    if (text.length >= WORTH_KEEPING && this.literal.read(text)) this.literal.write(this.target, this.at);
    else encodeQuotedPrintable(text, this.target, this.at);
  }

  private takeSlab(bytes: number): Buffer {
    if (bytes > SLAB_BYTES) return Buffer.allocUnsafeSlow(bytes);
    return this.spare.pop() ?? Buffer.allocUnsafeSlow(SLAB_BYTES);
  }

  private keep(slab: Buffer): void {
    if (slab.length === SLAB_BYTES && this.spare.length < SPARE_SLABS) this.spare.push(slab);
  }

  /** How many mails in this memory are needed now; what others have made always is. */
  private count({ buffer }: Buffer, change: number): number {
    const before = this.needed.get(buffer) ?? (change > 0 ? 0 : Infinity);
    this.needed.set(buffer, before + change);
    return before + change;
  }

  /** Room for so many bytes; what is begun moves on to another buffer if there is none. */
  private reserve(bytes: number): void {
    const { at, begin } = this;
    if (at.end + bytes <= this.target.length) return;
    const begun = this.target.subarray(begin, at.end);
    const left = this.target;
    this.target = this.takeSlab((begun.length + bytes) * 2);
    this.target.set(begun);
    if (this.needed.get(left.buffer) === 0) this.keep(left);
    this.begin = 0;
    at.end -= begin;
    at.lineStart -= begin;
  }
}
