import { ORIGINAL, TO, base64, report, type ServerSample } from './sample.js';

export const BROKEN: readonly ServerSample[] = [
  {
    server: 'a report whose boundary is not the one that it uses',
    raw: `From: MAILER-DAEMON@mx.reader.example
${TO}
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status

--zzzzzz
Content-Type: text/plain

Failed.

--zzzzzz
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.reader.example

Final-Recipient: rfc822; ada@reader.example
Action: failed
Status: 5.1.1

--zzzzzz--
`,
    kind: 'hard',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'a delivery status in base64',
    raw: `From: MAILER-DAEMON@mx.reader.example
${TO}
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary=q

--q
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

${base64('Your mail was not delivered to ada@reader.example.')}
--q
Content-Type: message/delivery-status
Content-Transfer-Encoding: base64

${base64('Reporting-MTA: dns; mx.reader.example\r\n\r\nFinal-Recipient: rfc822; ada@reader.example\r\nAction: failed\r\nStatus: 5.2.1\r\nDiagnostic-Code: smtp; 550 5.2.1 Mailbox disabled\r\n')}
--q--
`,
    kind: 'hard',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'the fields of a report as an attachment that claims to be text',
    raw: `From: MAILER-DAEMON@mx.reader.example
${TO}
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/mixed; boundary=q

--q
Content-Type: text/plain

The mail could not be delivered. Details are attached.
--q
Content-Type: text/plain; name="details.txt"

Reporting-MTA: dns; mx.reader.example

Final-Recipient: rfc822; ada@reader.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user
--q--
`,
    kind: 'hard',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'a report without an end, and lines that end in CR',
    raw: report(
      'From: MAILER-DAEMON@mx.reader.example\nSubject: Undelivered Mail Returned to Sender',
      'Failed.',
      `Reporting-MTA: dns; mx.reader.example

Final-Recipient: rfc822; ada@reader.example
Action: failed
Status: 5.1.1`,
    )
      .replace(/--b1_x\nContent-Type: message\/rfc822[^]*/, '')
      .replaceAll('\n', '\r'),
    kind: 'hard',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'nothing but HTML',
    raw: `From: Postmaster <postmaster@reader.example>
${TO}
Subject: Undeliverable mail
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: quoted-printable

<html><head><style>p { color: red }</style></head><body><h1>Delivery failed</h1>
<p>Your message to <b>ada&#64;reader.example</b> could not be delivered.</p>
<p>Reason: 550 5.1.1 =E2=80=9CNo such user=E2=80=9D</p></body></html>
`,
    kind: 'hard',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'a status with words for what it means, and an address without its type',
    raw: report(
      'From: MAILER-DAEMON@mx.reader.example\nSubject: Undelivered Mail Returned to Sender',
      'Failed.',
      `Reporting-MTA: mx.reader.example

Final-Recipient: <ada@reader.example>
Action: Failed (permanent)
Status: 5.1.1 (Bad destination mailbox address)`,
    ),
    kind: 'hard',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'an address that must be written with an escape, and one beyond ASCII (RFC 6533)',
    raw: report(
      'From: MAILER-DAEMON@mx.reader.example\nSubject: Undelivered Mail Returned to Sender',
      'Failed.',
      `Reporting-MTA: dns; mx.reader.example

Original-Recipient: utf-8; zo\\x{EB}@reader.example
Final-Recipient: utf-8; zo\\x{EB}@reader.example
Action: failed
Status: 5.1.1`,
    ),
    kind: 'hard',
    addresses: ['zo\u00eb@reader.example'],
  },
  {
    server: 'qmail behind a program that forgets the head of the first part',
    raw: `From: <MAILER-DAEMON@mx.reader.example>
${TO}
Subject: failure notice
Content-Type: multipart/mixed; boundary="1530808656mx319888"

--1530808656mx319888
Hi. This is the qmail-send program at mx.reader.example.
I'm afraid I wasn't able to deliver your message to the following addresses.

<ada@reader.example>:
user is over quota

--1530808656mx319888
Content-Type: message/rfc822

${ORIGINAL}
Text.

--1530808656mx319888--
`,
    kind: 'mailbox_full',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'sendmail that has lost all it had to say',
    raw: `Return-Path: <>
From: Mail Delivery Subsystem <MAILER-DAEMON@mx.reader.example>
${TO}
Subject: Returned mail: see transcript for details
Auto-Submitted: auto-generated (failure)
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

<<< No Message Collected >>>
`,
    kind: 'unknown',
    addresses: [],
  },
];
