import { parseContentType, type ContentType } from './content-type.js';
import { type HeaderBlock, readHeaderBlock } from './header-block.js';
import { decodeTransfer } from './transfer-encoding.js';

/** What follows is somebody's attachment: reports say what they have to say before. */
const MAX_BYTES = 2 * 1024 * 1024;
const MAX_DEPTH = 10;
const MAX_PARTS = 200;

/** A part of a mail. `body` holds bytes as they came, one per character. */
export interface MimePart {
  readonly headers: HeaderBlock;
  readonly content: ContentType;
  readonly body: string;
  /** Of a multipart; of a message/rfc822 the message. */
  readonly parts: readonly MimePart[];
}

interface Budget {
  parts: number;
}

/** Takes a mail apart. Never throws; what is nested too deep or too often stays closed. */
export function parseMime(raw: Uint8Array): MimePart {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, MAX_BYTES));
  return parsePart(bytes.toString('latin1').replace(/\r\n?/g, '\n').replaceAll('\0', ''), 0, { parts: MAX_PARTS });
}

/** All parts, the outer before the inner. */
export function* walkParts(part: MimePart): Generator<MimePart> {
  yield part;
  for (const inner of part.parts) yield* walkParts(inner);
}

function parsePart(text: string, depth: number, budget: Budget): MimePart {
  budget.parts -= 1;
  const { headers, end } = readHeaderBlock(text);
  const content = parseContentType(headers.get('content-type'));
  const body = text.slice(end);
  if (depth >= MAX_DEPTH || budget.parts <= 0) return { headers, content, body, parts: [] };
  return { headers, content, body, parts: innerTexts(content, headers, body).map(within) };

  function within(inner: string): MimePart {
    return parsePart(isBare(inner) ? `content-type: text/plain\n\n${inner}` : inner, depth + 1, budget);
  }
}

/** The blank line that ends a header block may stand first, or be forgotten: such a part has no header. */
function isBare(text: string): boolean {
  const [first = ''] = text.slice(0, 2000).split(/\n[ \t]*\n/, 1);
  return !/^[a-z][\w-]*[ \t]*:/im.test(first) || text.startsWith('\n');
}

function innerTexts({ type, params }: ContentType, headers: HeaderBlock, body: string): string[] {
  if (type.startsWith('multipart/')) return splitAtBoundary(body, params.get('boundary'));
  if (type !== 'message/rfc822' && type !== 'message/global') return [];
  const decoded = decodeTransfer(body, headers.get('content-transfer-encoding'));
  return decoded.trim() === '' ? [] : [decoded.replace(/^\n+/, '')];
}

function splitAtBoundary(body: string, named: string | undefined): string[] {
  // A report whose boundary is not named still shows it: the first line that begins with two dashes.
  const boundary = named?.trim() || /^--(\S{5,70})$/m.exec(body.slice(0, 20_000))?.[1];
  if (!boundary) return [];
  const marker = `\n--${boundary}`;
  const parts: string[] = [];
  let at = `\n${body.slice(0, marker.length)}`.startsWith(marker) ? marker.length - 1 : afterMarker(body, marker, 0);
  while (at >= 0 && at < body.length && parts.length < MAX_PARTS) {
    if (body.startsWith('--', at)) break;
    const lineEnd = body.indexOf('\n', at);
    const next = body.indexOf(marker, at);
    parts.push(
      body.slice(lineEnd < 0 ? body.length : lineEnd + 1, next < 0 ? body.length : Math.max(next, lineEnd + 1)),
    );
    at = next < 0 ? -1 : next + marker.length;
  }
  return parts;
}

function afterMarker(body: string, marker: string, from: number): number {
  const found = body.indexOf(marker, from);
  return found < 0 ? -1 : found + marker.length;
}
