/**
 * SQL for folded text: NFC, then lower case by `und-x-icu`, which equals `foldText` of the kernel.
 * ASCII text needs neither, and ICU costs 2 µs a value (measured: 3.2 s against 0.46 s for a million): hence the CASE.
 * The result has the collation "C": comparisons are by byte.
 */
export function foldedSql(text: string): string {
  return foldedWhen(`octet_length(${text}) = length(${text})`, text);
}

/** As `foldedSql`, for text that has to be taken out of JSON: every mention of it costs as much as a pattern match. */
export function foldedJsonSql(text: string): string {
  return foldedWhen(String.raw`((${text}) COLLATE "C" ~ '[^\u0001-\u007f]') IS NOT TRUE`, text);
}

function foldedWhen(isAscii: string, text: string): string {
  const unicode = `lower(normalize(${text}, NFC) COLLATE "und-x-icu")`;
  return `lower((CASE WHEN ${isAscii} THEN ${text} ELSE ${unicode} END) COLLATE "C")`;
}
