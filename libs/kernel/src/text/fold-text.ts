/**
 * What makes two texts the same for tags and comparisons: NFC, then lower case. PostgreSQL's
 * `lower(normalize(x, NFC) COLLATE "und-x-icu")` gives the same, on İ and a final Σ too.
 */
export function foldText(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

// PostgreSQL's text and jsonb hold neither U+0000 nor half of a surrogate pair.
// eslint-disable-next-line no-control-regex
const UNSTORABLE = /[\u0000\p{Surrogate}]/u;

/** False for text that PostgreSQL can't keep: with U+0000 or a lone surrogate in it. */
export function isStorable(text: string): boolean {
  return !UNSTORABLE.test(text);
}
