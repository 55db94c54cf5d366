import { createHash, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { relaxedBody, relaxedHeader } from './canonical.js';

export interface DkimKey {
  /** As A-labels. */
  readonly domain: string;
  readonly selector: string;
  /** RSA, 2048 bits. */
  readonly privateKey: KeyObject;
}

/** What is signed where it is present. RFC 8058 wants both List-Unsubscribe headers among them. */
const SIGNED = [
  ...['from', 'to', 'reply-to', 'subject', 'date', 'message-id', 'mime-version', 'content-type'],
  ...['content-transfer-encoding', 'list-id', 'list-unsubscribe', 'list-unsubscribe-post', 'feedback-id'],
  'auto-submitted',
];
/** Named once more than it is there, so that nobody can add a second (RFC 6376, 8.15). */
const OVERSIGNED = 'from';

const HEADER_END = '\r\n\r\n';
const LINE = 72;

/** Off the event loop: RSA takes 0.7 ms, in the thread pool. */
const signAside = promisify(sign);

/** The mail with its DKIM-Signature on top: rsa-sha256, relaxed/relaxed, no `l=` (RFC 6376). */
export async function signMail(raw: Buffer, { domain, selector, privateKey }: DkimKey, at: Date): Promise<Buffer> {
  const split = raw.indexOf(HEADER_END);
  const fields = readFields(raw.toString('utf8', 0, split));
  const body = createHash('sha256')
    .update(relaxedBody(raw.subarray(split + HEADER_END.length)))
    .digest('base64');
  const present = SIGNED.filter((name) => fields.has(name));
  const time = String(Math.floor(at.getTime() / 1000));
  const unsigned = [
    `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=${domain};`,
    ` s=${selector}; t=${time};`,
    ...foldNames(`h=${[...present, OVERSIGNED].join(':')};`),
    ` bh=${body};`,
    ' b=',
  ].join('\r\n');
  const input = [...present.map((name) => relaxedHeader(fields.get(name) ?? '')), relaxedHeader(unsigned)].join('\r\n');
  const signature = await signAside('sha256', Buffer.from(input), privateKey);
  return Buffer.concat([Buffer.from(`${unsigned}${foldBase64(signature.toString('base64'))}\r\n`), raw]);
}

/** Header fields as they stand, by their names in lower case. Of several the last is taken, as verifiers do. */
function readFields(headers: string): ReadonlyMap<string, string> {
  const fields = headers.split(/\r\n(?![\t ])/);
  return new Map(fields.map((field) => [field.slice(0, field.indexOf(':')).toLowerCase(), field]));
}

/** Lines that break between the names of headers only. */
function foldNames(list: string): string[] {
  const lines: string[] = [];
  let line = ' ';
  for (const name of list.split(/(?<=:)/)) {
    if (line.length + name.length > LINE) {
      lines.push(line);
      line = ' ';
    }
    line += name;
  }
  return [...lines, line];
}

function foldBase64(text: string): string {
  return (text.match(new RegExp(`.{1,${String(LINE)}}`, 'g')) ?? []).join('\r\n ');
}
