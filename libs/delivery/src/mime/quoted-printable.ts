const CR = 0x0d;
const LF = 0x0a;
const EQUALS = 0x3d;
const HEX = Buffer.from('0123456789ABCDEF');
/** Characters of a line before its soft break: 76 with the `=`. */
export const MAX_COLUMNS = 75;

/**
 * The most bytes that a text of `length` UTF-16 units can become: three bytes of UTF-8 each, all escaped, 25 to a line
 * of 75 characters and three of soft break.
 */
export function quotedPrintableBound(length: number): number {
  return length * 9 + Math.ceil((length * 3) / 25) * 3 + 8;
}

/** Where in its target an encoder stands, and where the line begins that it is in. */
export interface EncodedEnd {
  end: number;
  lineStart: number;
}

/**
 * Encodes a text, as UTF-8, into `target` from `at.end`, in the middle of a line when one is open, and moves `at`. Line
 * ends (CRLF, LF, CR) become CRLF; a dot or `From ` at the start of a line is escaped, so that the result needs no
 * dot-stuffing and survives mbox files. Half a surrogate pair becomes U+FFFD. The target must have
 * {@link quotedPrintableBound} bytes left.
 */
export function encodeQuotedPrintable(text: string, target: Buffer, at: EncodedEnd): void {
  const { length } = text;
  let { end: out, lineStart } = at;
  let i = 0;
  while (i < length) {
    const limit = lineStart + MAX_COLUMNS;
    if (out === lineStart && isUnsafeStart(text, i)) out = writeEscaped(text.charCodeAt(i++), target, out);
    // The hot loop: nine characters of ten are literals.
    for (const runEnd = Math.min(length, i + limit - out); i < runEnd; i += 1) {
      const code = text.charCodeAt(i);
      if (!isLiteral(code)) break;
      target[out++] = code;
    }
    if (i >= length) break;
    const code = text.charCodeAt(i);
    if (code === CR || code === LF) {
      i += code === CR && text.charCodeAt(i + 1) === LF ? 2 : 1;
      out = lineStart = writeLineEnd(target, out);
    } else if (isLiteral(code) || (isBlank(code) && !endsLine(text, i))) {
      if (out === limit) out = lineStart = writeSoftBreak(target, out);
      else {
        target[out++] = code;
        i += 1;
      }
    } else {
      const point = text.codePointAt(i) as number;
      i += point > 0xff_ff ? 2 : 1;
      for (const byte of utf8(point)) {
        if (out + 3 > lineStart + MAX_COLUMNS) out = lineStart = writeSoftBreak(target, out);
        out = writeEscaped(byte, target, out);
      }
    }
  }
  at.end = out;
  at.lineStart = lineStart;
}

/** What stands for itself anywhere but at the start of a line (RFC 2045, 6.7). */
export function isLiteral(code: number): boolean {
  return code > 0x20 && code < 0x7f && code !== EQUALS;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function writeLineEnd(target: Buffer, out: number): number {
  target[out] = CR;
  target[out + 1] = LF;
  return out + 2;
}

/** The end of a line that says nothing. */
export function writeSoftBreak(target: Buffer, out: number): number {
  target[out] = EQUALS;
  return writeLineEnd(target, out + 1);
}

/** A byte as `=XX`. Returns where the target goes on, as the next one does. */
export function writeEscaped(byte: number, target: Buffer, out: number): number {
  target[out] = EQUALS;
  target[out + 1] = HEX[byte >> 4] as number;
  target[out + 2] = HEX[byte & 15] as number;
  return out + 3;
}

/** The bytes of a character (RFC 3629). */
function utf8(point: number): readonly number[] {
  if (point < 0x80) return [point];
  if (point < 0x800) return [0xc0 | (point >> 6), tail(point)];
  if (point >= 0xd8_00 && point < 0xe0_00) return [0xef, 0xbf, 0xbd];
  if (point < 0x1_00_00) return [0xe0 | (point >> 12), tail(point >> 6), tail(point)];
  return [0xf0 | (point >> 18), tail(point >> 12), tail(point >> 6), tail(point)];
}

function tail(bits: number): number {
  return 0x80 | (bits & 0x3f);
}

/** A blank at the end of a line or of the text would be dropped on the way. */
function endsLine(text: string, i: number): boolean {
  const next = text.charCodeAt(i + 1);
  return i + 1 >= text.length || next === CR || next === LF;
}

/** `.` ends the mail in SMTP; `From ` starts another one in an mbox file, and may go on in the next piece of a body. */
export function isUnsafeStart(text: string, i: number): boolean {
  const code = text.charCodeAt(i);
  return code === 0x2e || (code === 0x46 && 'From '.startsWith(text.slice(i, i + 5)));
}
