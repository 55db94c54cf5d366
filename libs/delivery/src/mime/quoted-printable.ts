const LITERAL = 0;
const BLANK = 1;
const NEWLINE = 2;
const ESCAPED = 3;

/** What each byte is to the encoder (RFC 2045, section 6.7). */
const KIND = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === 0x0a || byte === 0x0d) return NEWLINE;
  if (byte === 0x20 || byte === 0x09) return BLANK;
  return byte > 0x20 && byte < 0x7f && byte !== 0x3d ? LITERAL : ESCAPED;
});
const HEX = Buffer.from('0123456789ABCDEF');
const FROM = Buffer.from('From ');
/** Characters of a line before its soft break: 76 with the `=`. */
export const MAX_COLUMNS = 75;

/** Whether a character stands for itself anywhere but at the start of a line. */
export function isLiteral(code: number): boolean {
  return code < 0x80 && KIND[code] === LITERAL;
}

/** The most bytes that `length` bytes can become: all escaped, 25 to a line of 75 characters and three of soft break. */
export function quotedPrintableBound(length: number): number {
  return length * 3 + Math.ceil(length / 25) * 3 + 8;
}

/** Where in its target an encoder stands, and where the line begins that it is in. */
export interface EncodedEnd {
  end: number;
  lineStart: number;
}

/**
 * Encodes `source[0, length)` into `target` from `at.end`, in the middle of a line when one is open, and moves `at`. Line
 * ends (CRLF, LF, CR) become CRLF; a dot or `From ` at the start of a line is escaped, so that the result needs no
 * dot-stuffing and survives mbox files. The target must have {@link quotedPrintableBound} bytes left.
 */
export function encodeQuotedPrintable(source: Buffer, length: number, target: Buffer, at: EncodedEnd): void {
  let { end: out, lineStart } = at;
  let i = 0;
  while (i < length) {
    // One turn per line of the result. Its first character may be unsafe where it stands.
    const limit = lineStart + MAX_COLUMNS;
    if (out === lineStart && isUnsafeStart(source, i, length)) out = escape(source[i++] as number, target, out);
    for (;;) {
      const runEnd = Math.min(length, i + limit - out);
      // The hot loop: nine bytes of ten are literals.
      while (i < runEnd && KIND[source[i] as number] === LITERAL) target[out++] = source[i++] as number;
      if (i >= length) {
        at.end = out;
        at.lineStart = lineStart;
        return;
      }
      const kind = KIND[source[i] as number] as number;
      if (kind === NEWLINE) {
        i += isCrLf(source, i, length) ? 2 : 1;
        break;
      }
      const literal = kind === LITERAL || (kind === BLANK && !endsLine(source, i, length));
      if (out + (literal ? 1 : 3) > limit) {
        target[out++] = 0x3d;
        break;
      }
      if (literal) target[out++] = source[i++] as number;
      else out = escape(source[i++] as number, target, out);
    }
    target[out++] = 0x0d;
    target[out++] = 0x0a;
    lineStart = out;
  }
  at.end = out;
  at.lineStart = lineStart;
}

function escape(byte: number, target: Buffer, out: number): number {
  target[out] = 0x3d;
  target[out + 1] = HEX[byte >> 4] as number;
  target[out + 2] = HEX[byte & 15] as number;
  return out + 3;
}

function isCrLf(source: Buffer, i: number, length: number): boolean {
  return source[i] === 0x0d && i + 1 < length && source[i + 1] === 0x0a;
}

/** A blank at the end of a line or of the text would be dropped on the way. */
function endsLine(source: Buffer, i: number, length: number): boolean {
  return i + 1 >= length || KIND[source[i + 1] as number] === NEWLINE;
}

/** `.` ends the mail in SMTP; `From ` starts another one in an mbox file, and may go on in the next piece of a body. */
function isUnsafeStart(source: Buffer, i: number, length: number): boolean {
  if (source[i] === 0x2e) return true;
  if (source[i] !== 0x46) return false;
  for (let at = 1; at < FROM.length && i + at < length; at += 1) if (source[i + at] !== FROM[at]) return false;
  return true;
}
