/** Writes mails of the kinds that come back, with every address and word of our own making. */
interface NoticeParts {
  readonly from?: string;
  readonly to?: string;
  readonly subject?: string;
  /** Further header lines. */
  readonly head?: readonly string[];
  readonly text: string;
}

export const VERP = 'bounces+aaaabbbbccccddddeeeeffff@mail.sender.example';
export const OUR_MESSAGE_ID = '7.abcdefghijkl@sender.example';

/** The head of a mail of ours, as servers give it back. */
export const RETURNED_HEAD = [
  `Return-Path: <${VERP}>`,
  'Received: from out.sender.example by mx.reader.example with ESMTP id 4711 for <ada@reader.example>',
  `Message-ID: <${OUR_MESSAGE_ID}>`,
  'From: News <news@sender.example>',
  'To: Ada <ada@reader.example>',
  'Subject: Hello',
  '',
].join('\n');

/** A notice in words alone. */
export function writeNotice({ from, to = VERP, subject = 'failure notice', head = [], text }: NoticeParts): Buffer {
  const lines = [
    `From: ${from ?? 'MAILER-DAEMON@mx.reader.example'}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    ...head,
    '',
    text,
  ];
  return Buffer.from(lines.join('\n').replaceAll('\n', '\r\n'));
}

interface ReportParts extends NoticeParts {
  /** Per-recipient groups of the delivery status, without the one about the message. */
  readonly fields: readonly string[];
  readonly type?: string;
  readonly original?: string;
}

/** A report by RFC 3464 (or, with another type, RFC 5965), with the head of the mail that came back. */
export function writeReport({
  fields,
  type = 'delivery-status',
  original = RETURNED_HEAD,
  ...notice
}: ReportParts): Buffer {
  const group = type === 'delivery-status' ? ['Reporting-MTA: dns; mx.reader.example', '', ...fields] : fields;
  return writeNotice({
    subject: 'Delivery Status Notification (Failure)',
    ...notice,
    head: [
      ...(notice.head ?? []),
      'MIME-Version: 1.0',
      `Content-Type: multipart/report; report-type=${type}; boundary="=_b"`,
    ],
    text: [
      'This is a MIME-encapsulated message.',
      ...['', '--=_b', 'Content-Type: text/plain; charset=utf-8', '', notice.text],
      ...['', '--=_b', `Content-Type: message/${type}`, '', ...group],
      ...['', '--=_b', 'Content-Type: message/rfc822', '', original, '', 'The body.', '--=_b--', ''],
    ].join('\n'),
  });
}

/** The fields of one recipient. */
export function statusOf(status: string, diagnostic = '', action = 'failed', address = 'ada@reader.example'): string {
  const lines = [`Final-Recipient: rfc822; ${address}`, `Action: ${action}`, `Status: ${status}`];
  return [...lines, ...(diagnostic ? [`Diagnostic-Code: smtp; ${diagnostic}`] : []), ''].join('\n');
}
