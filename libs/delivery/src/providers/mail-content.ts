import { decodeWords } from '../mailbox/header-fields.js';

interface Mailbox {
  readonly name: string;
  readonly address: string;
}

interface Header {
  readonly name: string;
  readonly value: string;
}

/** What a mail that we composed says, for providers that take its parts and not its bytes. */
export interface MailContent {
  readonly from: Mailbox;
  readonly to: Mailbox;
  readonly replyTo: Mailbox | undefined;
  readonly subject: string;
  /** Without angle brackets. */
  readonly messageId: string;
  readonly text: string | undefined;
  readonly html: string | undefined;
  /** Everything else that the mail says about itself, unfolded, encoded-words as they stand. */
  readonly headers: readonly Header[];
}

/** Told by fields of their own, or set by whoever sends it. */
const OWN = new Set(
  `date from to cc bcc subject reply-to mime-version content-type content-transfer-encoding received return-path
  dkim-signature`.split(/\s+/),
);

/**
 * Reads a mail of `compileMessage`: text, or text and HTML as alternatives, in quoted-printable UTF-8. The bytes are the
 * one thing that is handed around, so that all providers say the same. Throws for a mail of any other form: it would
 * lose something on the way.
 */
export function readMailContent(raw: Buffer): MailContent {
  const { headers, body } = splitPart(raw.toString('utf8').replaceAll('\r\n', '\n'));
  const get = (name: string): string => headers.find((header) => header.name.toLowerCase() === name)?.value ?? '';
  const texts = readTexts(get('content-type'), get('content-transfer-encoding'), body);
  return {
    from: readMailbox(get('from')),
    to: readMailbox(get('to')),
    replyTo: get('reply-to') === '' ? undefined : readMailbox(get('reply-to')),
    subject: decodeWords(get('subject')),
    messageId: get('message-id').replace(/^<|>$/g, ''),
    text: texts.get('text/plain'),
    html: texts.get('text/html'),
    headers: headers.filter(({ name }) => !OWN.has(name.toLowerCase())),
  };
}

function splitPart(part: string): { readonly headers: Header[]; readonly body: string } {
  const end = part.indexOf('\n\n');
  const block = end < 0 ? part : part.slice(0, end);
  const headers = block
    .replace(/\n(?=[ \t])/g, '')
    .split('\n')
    .map((line) => ({ name: line.slice(0, line.indexOf(':')), value: line.slice(line.indexOf(':') + 1).trim() }));
  return { headers, body: end < 0 ? '' : part.slice(end + 2) };
}

function readTexts(contentType: string, encoding: string, body: string): Map<string, string> {
  const boundary = /^multipart\/alternative; *boundary="([^"]+)"$/.exec(contentType)?.[1];
  if (boundary === undefined) return new Map([readText(contentType, encoding, body)]);
  const parts = `\n${body}`.split(`\n--${boundary}`).slice(1, -1);
  return new Map(
    parts.map((part) => {
      const { headers, body: inner } = splitPart(part.slice(1));
      const get = (name: string): string => headers.find((header) => header.name.toLowerCase() === name)?.value ?? '';
      return readText(get('content-type'), get('content-transfer-encoding'), `${inner}\n`);
    }),
  );
}

function readText(contentType: string, encoding: string, body: string): [string, string] {
  const type = /^(text\/(?:plain|html)); *charset=utf-8$/.exec(contentType)?.[1];
  if (type === undefined || encoding !== 'quoted-printable') {
    throw new Error(`A mail of ${contentType || 'no type'} cannot be taken apart.`);
  }
  // The line end that closes a part is not of the text.
  return [type, decodeQuotedPrintable(body.replace(/\n$/, ''))];
}

function decodeQuotedPrintable(text: string): string {
  const bytes = text
    .replace(/=\n/g, '')
    .replace(/=([\dA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** As `encodeMailbox` writes them: an address, or a phrase and the address in angle brackets. */
function readMailbox(field: string): Mailbox {
  const [, phrase = '', address] = /^(.*?)\s*<([^<>]*)>$/.exec(field) ?? [];
  if (address === undefined) return { name: '', address: field };
  const quoted = /^"(.*)"$/.exec(phrase)?.[1];
  return { name: quoted === undefined ? decodeWords(phrase) : quoted.replace(/\\(.)/g, '$1'), address };
}
