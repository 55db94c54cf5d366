import { isAscii } from 'node:buffer';

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** Files that people take for CSV. */
const SIGNATURES: readonly (readonly [bytes: string, name: string])[] = [
  ['504b0304', 'a ZIP archive or an Excel or OpenDocument sheet'],
  ['1f8b', 'a gzip archive'],
  ['425a68', 'a bzip2 archive'],
  ['fd377a585a00', 'an xz archive'],
  ['28b52ffd', 'a Zstandard archive'],
  ['377abcaf271c', 'a 7-Zip archive'],
  ['526172211a07', 'a RAR archive'],
  ['d0cf11e0a1b11ae1', 'an old Excel sheet'],
  ['25504446', 'a PDF'],
  ['89504e47', 'an image'],
  ['ffd8ff', 'an image'],
];

/** What the file is when it is no text, from its first bytes; null for what may be CSV. */
export function describeBinary(head: Buffer): string | null {
  const hex = head.subarray(0, 16).toString('hex');
  const found = SIGNATURES.find(([bytes]) => hex.startsWith(bytes));
  if (found) return found[1];
  return looksBinary(head) ? 'no text' : null;
}

/** Many controls that text does not have; UTF-16 is full of zeros and judged before. */
function looksBinary(head: Buffer): boolean {
  if (utf16Of(head)) return false;
  const controls = head.filter((byte) => byte < 9 || (byte > 13 && byte < 32)).length;
  return head.length > 0 && controls / head.length > 0.1;
}

function utf16Of(head: Buffer): TextEncoding | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const sample = head.subarray(0, 2_000);
  if (sample.length < 4) return null;
  const zeros = [0, 0];
  sample.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  const most = sample.length / 2;
  if (odd > most * 0.4 && even < most * 0.1) return 'utf-16le';
  return even > most * 0.4 && odd < most * 0.1 ? 'utf-16be' : null;
}

/**
 * Watches a whole file go by and tells its encoding: byte order mark or pattern of zeros for UTF-16; UTF-8 when its
 * bytes are; else Windows-1252, of which Latin-1 is a part. A few broken bytes in a file with much good UTF-8 leave it
 * UTF-8: their rows are reported.
 */
export class EncodingWatch {
  private utf16: TextEncoding | null | undefined;
  private pending = 0;
  private sequences = 0;
  private broken = 0;

  push(chunk: Buffer): void {
    if (this.utf16 === undefined) this.utf16 = utf16Of(chunk);
    if (this.utf16 || (this.pending === 0 && isAscii(chunk))) return;
    for (const byte of chunk) this.step(byte);
  }

  get encoding(): TextEncoding {
    if (this.utf16) return this.utf16;
    return this.broken > this.sequences / 10 ? 'windows-1252' : 'utf-8';
  }

  /** Counts sequences by their lead byte (RFC 3629, 3); overlong ones are rare enough to pass. */
  private step(byte: number): void {
    const isContinuation = (byte & 0xc0) === 0x80;
    if (this.pending > 0 && isContinuation) {
      this.pending -= 1;
      if (this.pending === 0) this.sequences += 1;
      return;
    }
    if (this.pending > 0 || isContinuation) this.broken += 1;
    this.pending = lengthAfter(byte);
    if (byte >= 0xf5 || byte === 0xc0 || byte === 0xc1) this.broken += 1;
  }
}

function lengthAfter(lead: number): number {
  if (lead >= 0xc2 && lead <= 0xdf) return 1;
  if (lead >= 0xe0 && lead <= 0xef) return 2;
  return lead >= 0xf0 && lead <= 0xf4 ? 3 : 0;
}

/** Decodes pieces of a file; a byte order mark is left out, what is no character becomes U+FFFD. */
export function decoderOf(encoding: TextEncoding): { decode(chunk: Buffer): string; end(): string } {
  const decoder = new TextDecoder(encoding);
  return {
    decode: (chunk) => decoder.decode(chunk, { stream: true }),
    end: () => decoder.decode(),
  };
}
