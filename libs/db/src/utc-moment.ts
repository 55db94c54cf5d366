const ZERO = 48;

/** `2026-11-28 02:27:33.123456+00`, the seconds' fraction as long as it needs to be. */
const SHAPE = 'dddd-dd-dd dd:dd:dd';
const OFFSET = '+00';

/**
 * A moment as the server writes it in a session of UTC, to the millisecond (what is finer is cut off); null when it is
 * written otherwise, as times before Christ, after 9999 and infinity are. Reading one by an expression, as `pg` does,
 * takes longer than all the rest of a row.
 */
export function parseUtcMoment(text: string): Date | null {
  const end = text.length - OFFSET.length;
  if (!text.endsWith(OFFSET) || !hasShape(text) || (end > SHAPE.length && text[SHAPE.length] !== '.')) return null;
  const year = digits(text, 0, 4);
  // Date.UTC takes the years 0 to 99 for 1900 to 1999.
  if (year < 100) return null;
  const seconds = Date.UTC(
    year,
    digits(text, 5, 7) - 1,
    digits(text, 8, 10),
    digits(text, 11, 13),
    digits(text, 14, 16),
    digits(text, 17, 19),
  );
  return new Date(seconds + milliseconds(text, SHAPE.length + 1, end));
}

function hasShape(text: string): boolean {
  for (let at = 0; at < SHAPE.length; at += 1) {
    if (SHAPE[at] === 'd' ? !isDigit(text, at) : text[at] !== SHAPE[at]) return false;
  }
  return true;
}

function isDigit(text: string, at: number): boolean {
  const digit = text.charCodeAt(at) - ZERO;
  return digit >= 0 && digit <= 9;
}

function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) value = value * 10 + text.charCodeAt(at) - ZERO;
  return value;
}

function milliseconds(text: string, from: number, end: number): number {
  let value = 0;
  for (let at = from; at < from + 3; at += 1) value = value * 10 + (at < end ? text.charCodeAt(at) - ZERO : 0);
  return value;
}
