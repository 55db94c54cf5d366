import { ORIGINAL, TO, report, type ServerSample } from './sample.js';

export const MICROSOFT: readonly ServerSample[] = [
  {
    server: 'Exchange Online: no such recipient, HTML first and the reason in a long diagnostic',
    raw: `From: postmaster@reader.example
${TO}
Subject: Undeliverable: Our news
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="o1"
X-MS-Exchange-Message-Is-Ndr:
Auto-Submitted: auto-replied

--o1
Content-Type: multipart/alternative; differences=Content-Type; boundary="o2"

--o2
Content-Type: text/plain; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable

[https://products.office.example/logo.png]
Your message to ada@reader.example couldn't be delivered.

ada wasn't found at reader.example.

news=09Office 365=09ada
Action Required=09=09Recipient
Unknown To address

How to Fix It
The address may be misspelled or may not exist.

Was this helpful? Send feedback to Microsoft<mailto:feedback@office.example>.

--o2
Content-Type: text/html; charset="us-ascii"

<html><body><p>Your message to <a href="mailto:ada@reader.example">ada@reader.example</a> couldn't be delivered.</p></body></html>
--o2--

--o1
Content-Type: message/delivery-status

Reporting-MTA: dns;AM0PR01MB1234.eurprd01.prod.exchangelabs.example
Received-From-MTA: dns;out.sender.example
Arrival-Date: Mon, 5 Jan 2026 10:00:00 +0000

Original-Recipient: rfc822;ada@reader.example
Final-Recipient: rfc822;ada@reader.example
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient
 ada@reader.example not found by SMTP address lookup

--o1
Content-Type: message/rfc822

${ORIGINAL}
--o1--
`,
    kind: 'hard',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'Exchange Online: the organisation takes nothing from outside',
    raw: report(
      'From: postmaster@reader.example\nSubject: Undeliverable: Our news',
      `Your message to ada@reader.example couldn't be delivered.
A custom mail flow rule created by an admin at reader.example has blocked your message.`,
      `Reporting-MTA: dns;VI1PR01.example

Final-Recipient: rfc822;ada@reader.example
Action: failed
Status: 5.7.1
Diagnostic-Code: smtp;550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy`,
    ),
    kind: 'policy',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'Exchange Online: only senders inside may write to a group',
    raw: report(
      'From: postmaster@reader.example\nSubject: Undeliverable: Our news',
      `Your message couldn't be delivered to the recipient because you don't have permission to send to it.`,
      `Reporting-MTA: dns;VI1PR01.example

Final-Recipient: rfc822;all@reader.example
Action: failed
Status: 5.7.133
Diagnostic-Code: smtp;550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; Delivery restriction check failed because the sender was not authenticated when sending to this group`,
    ),
    kind: 'policy',
    addresses: ['all@reader.example'],
  },
  {
    server: 'Exchange: the mailbox is full',
    raw: report(
      'From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@reader.example>\nSubject: Undeliverable: Our news',
      `Delivery has failed to these recipients or groups:

ada@reader.example<mailto:ada@reader.example>
The recipient's mailbox is full and can't accept messages now. Please try resending this message later, or contact the recipient directly.

Diagnostic information for administrators:`,
      `Reporting-MTA: dns;EX01.reader.example

Final-Recipient: rfc822;ada@reader.example
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp;554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded; Failed to process message due to a permanent exception with message Cannot open mailbox`,
    ),
    kind: 'mailbox_full',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'Exchange in German, by words alone',
    raw: `From: Systemadministrator <postmaster@reader.example>
${TO}
Subject: Unzustellbar: Our news
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: 8bit

Ihre Nachricht hat einige oder alle Empf\u00e4nger nicht erreicht.

      Betreff:  Our news
      Gesendet am: 05.01.2026 10:00

Folgende(r) Empf\u00e4nger kann/k\u00f6nnen nicht erreicht werden:

      ada@reader.example am 05.01.2026 10:00
            Das E-Mail-Konto ist in der Organisation, an die diese Nachricht gesendet wurde, nicht vorhanden. \u00dcberpr\u00fcfen Sie die E-Mail-Adresse.
            <mx.reader.example #5.1.1>
`,
    kind: 'hard',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'Exchange in French, with a report',
    raw: report(
      'From: Microsoft Outlook <postmaster@reader.example>\nSubject: =?utf-8?Q?Non_remis_:_Our_news?=',
      `\u00c9chec de la remise pour ces destinataires ou groupes :

ada@reader.example<mailto:ada@reader.example>
L'adresse de messagerie que vous avez entr\u00e9e est introuvable.`,
      `Reporting-MTA: dns;EX01.reader.example

Final-Recipient: rfc822;ada@reader.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp;550 5.1.1 RESOLVER.ADR.ExRecipNotFound; not found`,
    ),
    kind: 'hard',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'Outlook.com: the address is no more',
    raw: report(
      'From: postmaster@outlook.example\nSubject: Undeliverable: Our news',
      'Your message to ada@reader.example could not be delivered.',
      `Reporting-MTA: dns;BN8NAM11.example

Final-Recipient: rfc822;ada@reader.example
Action: failed
Status: 5.5.0
Diagnostic-Code: smtp;550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302). [BN8NAM11FT031.eop.example]`,
    ),
    kind: 'hard',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'Outlook.com: our network is blocked',
    raw: report(
      'From: MAILER-DAEMON@out.sender.example (Mail Delivery System)\nSubject: Undelivered Mail Returned to Sender',
      `<ada@outlook.example>: host mx.outlook.example[104.47.1.1] said: 550 5.7.1
    Unfortunately, messages from [81.2.69.142] weren't sent. Please contact your Internet
    service provider since part of their network is on our block list (S3150). (in reply to MAIL FROM command)`,
      `Reporting-MTA: dns; out.sender.example

Final-Recipient: rfc822; ada@outlook.example
Original-Recipient: rfc822;ada@outlook.example
Action: failed
Status: 5.7.1
Remote-MTA: dns; mx.outlook.example
Diagnostic-Code: smtp; 550 5.7.1 Unfortunately, messages from [81.2.69.142]
    weren't sent. Please contact your Internet service provider since part of
    their network is on our block list (S3150).`,
    ),
    kind: 'block',
    addresses: ['ada@outlook.example'],
  },
  {
    server: 'Outlook.com: DMARC of our own domain',
    raw: report(
      'From: postmaster@outlook.example\nSubject: Undeliverable: Our news',
      'Delivery failed.',
      `Reporting-MTA: dns;x.example

Final-Recipient: rfc822;ada@outlook.example
Action: failed
Status: 5.7.509
Diagnostic-Code: smtp;550 5.7.509 Access denied, sending domain SENDER.EXAMPLE does not pass DMARC verification and has a DMARC policy of reject.`,
    ),
    kind: 'policy',
    addresses: ['ada@outlook.example'],
  },
  {
    server: 'Exchange: it was delivered',
    raw: report(
      'From: postmaster@reader.example\nSubject: Delivered: Our news',
      'Your message has been delivered to the following recipients:\n\nada@reader.example',
      `Reporting-MTA: dns;EX01.reader.example

Final-Recipient: rfc822;ada@reader.example
Action: delivered
Status: 2.0.0`,
    ),
    kind: 'delivered',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'Exchange: passed on to a server that tells nothing',
    raw: report(
      'From: postmaster@reader.example\nSubject: Relayed: Our news',
      'Delivery to these recipients or groups is complete, but no delivery notification was sent by the destination server:\n\nada@reader.example',
      `Reporting-MTA: dns;EX01.reader.example

Final-Recipient: rfc822;ada@reader.example
Action: relayed
Status: 2.0.0`,
    ),
    kind: 'delivered',
    addresses: ['ada@reader.example'],
  },
];
