import {
  isLiteral,
  isUnsafeStart,
  MAX_COLUMNS,
  writeEscaped,
  writeSoftBreak,
  type EncodedEnd,
} from './quoted-printable.js';

/** Longer ones are rare, and encoded like any other text. */
const MOST = 512;
const DOT = 0x2e;
const CAPITAL_F = 0x46;

/**
 * The last text that stands for itself in quoted-printable, as bytes. What tracked links begin with is such a text, and
 * stands some twenty times in a mail.
 */
export class LiteralText {
  private readonly bytes = new Uint8Array(MOST);
  private readonly view = Buffer.from(this.bytes.buffer);
  private text = '';
  private literal = false;

  /** Whether `text` is one; only then it can be written. */
  read(text: string): boolean {
    if (text === this.text) return this.literal;
    if (text.length > MOST) return false;
    this.text = text;
    this.literal = this.view.write(text) === text.length && this.allLiteral(text.length);
    return this.literal;
  }

  /** Does what `encodeQuotedPrintable` does with the text that was read last. */
  write(target: Buffer, at: EncodedEnd): void {
    const { bytes, text } = this;
    const { length } = text;
    let { end: out, lineStart } = at;
    let from = 0;
    while (from < length) {
      if (out === lineStart) {
        const first = bytes[from];
        if ((first === DOT || first === CAPITAL_F) && isUnsafeStart(text, from)) {
          out = writeEscaped(first, target, out);
          from += 1;
        }
      }
      const to = Math.min(length, from + lineStart + MAX_COLUMNS - out);
      while (from < to) target[out++] = bytes[from++] as number;
      if (from < length) out = lineStart = writeSoftBreak(target, out);
    }
    at.end = out;
    at.lineStart = lineStart;
  }

  private allLiteral(length: number): boolean {
    for (let at = 0; at < length; at += 1) if (!isLiteral(this.bytes[at] as number)) return false;
    return true;
  }
}
