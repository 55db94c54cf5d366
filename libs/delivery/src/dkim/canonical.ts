const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;

/** RFC 6376, 3.4.2: the name in lower case, unfolded, runs of white space as one space, none at the ends. */
export function relaxedHeader(field: string): string {
  const colon = field.indexOf(':');
  const name = field.slice(0, colon).trim().toLowerCase();
  const value = field
    .slice(colon + 1)
    .replaceAll('\r\n', '')
    .replaceAll(/[\t ]+/g, ' ')
    .trim();
  return `${name}:${value}`;
}

/**
 * RFC 6376, 3.4.4: runs of white space as one space, none at the ends of lines, no empty lines at the end; lines end
 * with CRLF, and a body that is not empty ends with one.
 */
export function relaxedBody(body: Buffer): Buffer {
  const out = Buffer.allocUnsafe(body.length + 2);
  let end = 0;
  let spaces = false;
  /** Where the last line that is not empty ends. */
  let kept = 0;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at] ?? 0;
    if (byte === SPACE || byte === TAB) {
      spaces = true;
    } else if (byte === CR && body[at + 1] === LF) {
      out[end] = CR;
      out[end + 1] = LF;
      end += 2;
      at += 1;
      spaces = false;
    } else {
      if (spaces) {
        out[end] = SPACE;
        end += 1;
        spaces = false;
      }
      out[end] = byte;
      end += 1;
      kept = end;
    }
  }
  if (kept === 0) return Buffer.alloc(0);
  out[kept] = CR;
  out[kept + 1] = LF;
  return out.subarray(0, kept + 2);
}
