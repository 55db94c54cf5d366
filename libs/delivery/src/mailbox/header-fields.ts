import { TextDecoder } from 'node:util';

const ENCODED_WORD = /=\?([\w-]+)(?:\*[\w-]+)?\?([bq])\?([^? ]*)\?=/gi;
/** White space between two encoded-words is not part of the text (RFC 2047, section 6.2). */
const BETWEEN_WORDS = /(\?=)[ \t]+(?==\?[\w-]+(?:\*[\w-]+)?\?[bq]\?)/gi;
/** A header block larger than this is not searched to its end. */
const MAX_HEADER_BYTES = 256 * 1024;

/** The unfolded, decoded text of a header field's first occurrence; null when the mail has none. */
export function readHeader(raw: Buffer, name: string): string | null {
  const end = raw.indexOf('\r\n\r\n');
  const block = raw.toString('utf8', 0, Math.min(end < 0 ? raw.length : end, MAX_HEADER_BYTES));
  const start = new RegExp(`^${name}:[ \\t]*`, 'im').exec(block);
  if (!start) return null;
  const rest = block.slice(start.index + start[0].length);
  const field = /\r?\n(?![ \t])/.exec(rest);
  const folded = field ? rest.slice(0, field.index) : rest;
  // PostgreSQL's text has no NUL.
  return decodeWords(folded.replace(/\r?\n(?=[ \t])/g, ''))
    .replaceAll('\0', '')
    .trim();
}

/** Text with encoded-words (RFC 2047) → Unicode; a charset that the platform does not know stays as it is. */
export function decodeWords(text: string): string {
  const joined = text.replace(BETWEEN_WORDS, '$1');
  return joined.replace(ENCODED_WORD, (word, charset: string, encoding: string, encoded: string) => {
    const bytes =
      encoding.toLowerCase() === 'b' ? Buffer.from(encoded, 'base64') : Buffer.from(unescapeQ(encoded), 'latin1');
    return decoderOf(charset)?.decode(bytes) ?? word;
  });
}

function unescapeQ(text: string): string {
  return text
    .replaceAll('_', ' ')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function decoderOf(charset: string): TextDecoder | undefined {
  try {
    return new TextDecoder(charset);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_ENCODING_NOT_SUPPORTED') return undefined;
    throw error;
  }
}
