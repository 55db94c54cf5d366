/** No text that is taken holds U+0000, so nothing else looks like this. */
const MARK = '\u0000number ';

/** Stands in a parsed body for a number that JavaScript cannot keep, until whoever reads that place refuses it. */
export function markLostNumber(digits: string): string {
  return MARK + digits;
}

export const LOST_DIGITS = 'has more digits than are kept of a number: round it, or send it as text';

export function isLostNumber(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith(MARK);
}
