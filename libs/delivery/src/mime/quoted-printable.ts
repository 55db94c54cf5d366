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
/** Characters of a line before its soft break: 76 with the `=`. */
const MAX_COLUMNS = 75;

/** The most bytes that `length` bytes can become: all escaped, 25 to a line of 75 characters and three of soft break. */
export function quotedPrintableBound(length: number): number {
  return length * 3 + Math.ceil(length / 25) * 3 + 8;
}

/**
 * Encodes `source[0, length)` into `target` from `at` and returns the end. Line ends (CRLF, LF, CR) become CRLF; a dot
 * or `From ` at the start of a line is escaped, so that the result needs no dot-stuffing and survives mbox files.
 * The target must have {@link quotedPrintableBound} bytes left.
 */
export function encodeQuotedPrintable(source: Buffer, length: number, target: Buffer, at: number): number {
  let out = at;
  let lineStart = at;
  for (let i = 0; i < length; i += 1) {
    const byte = source[i] as number;
    const kind = KIND[byte] as number;
    if (kind === NEWLINE) {
      if (byte === 0x0d && source[i + 1] === 0x0a && i + 1 < length) i += 1;
      target[out++] = 0x0d;
      target[out++] = 0x0a;
      lineStart = out;
      continue;
    }
    const literal =
      kind === LITERAL
        ? out !== lineStart || !isUnsafeStart(source, i)
        : kind === BLANK && !endsLine(source, i, length);
    if (out - lineStart + (literal ? 1 : 3) > MAX_COLUMNS) {
      target[out++] = 0x3d;
      target[out++] = 0x0d;
      target[out++] = 0x0a;
      lineStart = out;
      // The byte now starts a line: a dot there must be escaped.
      i -= 1;
      continue;
    }
    if (literal) {
      target[out++] = byte;
    } else {
      target[out++] = 0x3d;
      target[out++] = HEX[byte >> 4] as number;
      target[out++] = HEX[byte & 15] as number;
    }
  }
  return out;
}

/** A blank at the end of a line or of the text would be dropped on the way. */
function endsLine(source: Buffer, i: number, length: number): boolean {
  return i + 1 >= length || KIND[source[i + 1] as number] === NEWLINE;
}

/** `.` ends the mail in SMTP; `From ` starts another one in an mbox file. */
function isUnsafeStart(source: Buffer, i: number): boolean {
  const byte = source[i];
  if (byte === 0x2e) return true;
  return (
    byte === 0x46 &&
    source[i + 1] === 0x72 &&
    source[i + 2] === 0x6f &&
    source[i + 3] === 0x6d &&
    source[i + 4] === 0x20
  );
}
