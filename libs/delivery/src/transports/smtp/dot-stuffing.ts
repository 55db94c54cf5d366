import type { OutgoingMail } from '../mail-transport.js';

const DOT = 0x2e;
const LINE_AND_DOT = Buffer.from('\r\n.');
const LINE_END = Buffer.from('\r\n');
const TERMINATOR = Buffer.from('.\r\n');

/**
 * The mail as DATA carries it (RFC 5321, 4.5.2): a dot at the start of a line is doubled, the last line ends with CRLF,
 * and a line with one dot ends it all.
 */
export function toDataChunks({ raw, isPlain = false }: Pick<OutgoingMail, 'raw' | 'isPlain'>): Buffer[] {
  if (isPlain) return [raw, TERMINATOR];
  const chunks: Buffer[] = raw[0] === DOT ? [Buffer.of(DOT)] : [];
  let from = 0;
  for (let at = raw.indexOf(LINE_AND_DOT); at >= 0; at = raw.indexOf(LINE_AND_DOT, at + 2)) {
    // Up to and with the dot; the next slice begins with it again.
    chunks.push(raw.subarray(from, at + 3));
    from = at + 2;
  }
  chunks.push(from === 0 ? raw : raw.subarray(from));
  if (raw.at(-2) !== 0x0d || raw.at(-1) !== 0x0a) chunks.push(LINE_END);
  chunks.push(TERMINATOR);
  return chunks;
}
