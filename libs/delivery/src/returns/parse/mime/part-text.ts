import { TextDecoder } from 'node:util';
import { stripHtml } from './strip-html.js';
import type { MimePart } from './mime-part.js';
import { decodeTransfer } from './transfer-encoding.js';

/** A notice says what it has to say well before this. */
const MAX_CHARS = 200_000;

/** The text of a part as people would read it, lines ending in \n. */
export function textOf({ headers, content, body }: MimePart): string {
  const decoded = decodeTransfer(body.slice(0, MAX_CHARS), headers.get('content-transfer-encoding'));
  const text = decodeBytes(decoded, content.params.get('charset') ?? '')
    .replace(/\r\n?/g, '\n')
    .replaceAll('\0', '');
  return content.type === 'text/html' ? stripHtml(text) : text;
}

function decodeBytes(bytes: string, charset: string): string {
  // Plain ASCII needs no decoder, unless escapes of ISO-2022 are in it.
  if (/^\p{ASCII}*$/u.test(bytes) && !bytes.includes('\u001b')) return bytes;
  const buffer = Buffer.from(bytes, 'latin1');
  const name = charset.trim().toLowerCase();
  for (const candidate of [name, 'utf-8', 'windows-1252']) {
    const text = decodeAs(buffer, candidate, candidate !== name);
    if (text !== undefined) return text;
  }
  return bytes;
}

const UNDECODABLE = new Set(['ERR_ENCODING_NOT_SUPPORTED', 'ERR_ENCODING_INVALID_ENCODED_DATA']);

/** Undefined for a charset that is not known, and for bytes that are not of it when asked to be strict. */
function decodeAs(buffer: Buffer, charset: string, fatal: boolean): string | undefined {
  if (charset === '' || charset === 'us-ascii') return undefined;
  try {
    return new TextDecoder(charset, { fatal }).decode(buffer);
  } catch (error) {
    if (UNDECODABLE.has(String((error as NodeJS.ErrnoException).code))) return undefined;
    throw error;
  }
}
