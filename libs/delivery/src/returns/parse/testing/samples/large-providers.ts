import { ORIGINAL, TO, base64, report, type ServerSample } from './sample.js';

export const LARGE_PROVIDERS: readonly ServerSample[] = [
  {
    server: 'Gmail: the address was not found, text and HTML and a picture',
    raw: `From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>
${TO}
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
X-Failed-Recipients: ada@reader.example
MIME-Version: 1.0
Content-Type: multipart/report; boundary="g1"; report-type=delivery-status

--g1
Content-Type: multipart/related; boundary="g2"

--g2
Content-Type: multipart/alternative; boundary="g3"

--g3
Content-Type: text/plain; charset="UTF-8"


** Address not found **

Your message wasn't delivered to ada@reader.example because the address couldn't be found, or is unable to receive mail.

Learn more here: https://support.google.example/mail/?p=NoSuchUser

The response from the remote server was:
550 5.1.1 The email account that you tried to reach does not exist. Please try double-checking the recipient's email address for typos or unnecessary spaces.

--g3
Content-Type: text/html; charset="UTF-8"

<html><body>Address not found</body></html>
--g3--
--g2
Content-Type: image/png; name="icon.png"
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--g2--
--g1
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.example
Arrival-Date: Mon, 05 Jan 2026 02:00:00 -0800 (PST)
X-Original-Message-ID: <7.abcdefghijkl@sender.example>

Final-Recipient: rfc822; ada@reader.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.reader.example. (81.2.69.1, the server for the domain reader.example.)
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.
Last-Attempt-Date: Mon, 05 Jan 2026 02:00:01 -0800 (PST)

--g1
Content-Type: message/rfc822

${ORIGINAL}
--g1--
`,
    kind: 'hard',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'Gmail: still trying',
    raw: report(
      'From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>\nSubject: Delivery Status Notification (Delay)\nX-Failed-Recipients: ada@reader.example',
      `** Delivery incomplete **

There was a temporary problem delivering your message to ada@reader.example. Gmail will retry for 47 more hours. You'll be notified if the delivery fails permanently.`,
      `Reporting-MTA: dns; googlemail.example

Final-Recipient: rfc822; ada@reader.example
Action: delayed
Status: 4.4.1
Diagnostic-Code: smtp; The recipient server did not accept our requests to connect. [reader.example 81.2.69.1: timed out]
Will-Retry-Until: Wed, 07 Jan 2026 02:00:00 -0800 (PST)`,
    ),
    kind: 'delayed',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'Gmail: over quota, in the words of the person’s own server',
    raw: report(
      'From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>\nSubject: Delivery Status Notification (Failure)',
      `** Recipient inbox full **

Your message couldn't be delivered to ada@gmail.example. Their inbox is full, or it's getting too much mail right now.`,
      `Reporting-MTA: dns; googlemail.example

Final-Recipient: rfc822; ada@gmail.example
Action: failed
Status: 4.2.2
Diagnostic-Code: smtp; 452-4.2.2 The recipient's inbox is out of storage space. Please direct the
 452-4.2.2 recipient to https://support.google.example/mail/?p=OverQuotaTemp - gsmtp`,
    ),
    kind: 'mailbox_full',
    addresses: ['ada@gmail.example'],
  },
  {
    server: 'Gmail: too much mail for one person',
    raw: report(
      'From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>\nSubject: Delivery Status Notification (Failure)',
      'Message not delivered',
      `Reporting-MTA: dns; googlemail.example

Final-Recipient: rfc822; ada@gmail.example
Action: failed
Status: 4.2.1
Diagnostic-Code: smtp; 450-4.2.1 The user you are trying to contact is receiving mail at a rate that
 450-4.2.1 prevents additional messages from being delivered. Please resend your message at a later time.`,
    ),
    kind: 'block',
    addresses: ['ada@gmail.example'],
  },
  {
    server: 'Gmail: likely unsolicited',
    raw: report(
      'From: Mail Delivery System <MAILER-DAEMON@out.sender.example>\nSubject: Undelivered Mail Returned to Sender',
      'I could not deliver it.',
      `Reporting-MTA: dns; out.sender.example

Final-Recipient: rfc822; ada@gmail.example
Action: failed
Status: 5.7.1
Diagnostic-Code: smtp; 550-5.7.1 [81.2.69.142      12] Our system has detected that this message is
    550-5.7.1 likely unsolicited mail. To reduce the amount of spam sent to Gmail,
    550 5.7.1 this message has been blocked. gsmtp`,
    ),
    kind: 'policy',
    addresses: ['ada@gmail.example'],
  },
  {
    server: 'Yahoo: no such account, in words alone',
    raw: `From: MAILER-DAEMON@yahoo.example
${TO}
Subject: Failure Notice
Content-Type: multipart/mixed; boundary="y1"

--y1
Content-Type: text/plain

Sorry, we were unable to deliver your message to the following address.

<ada@reader.example>:
552: 1 Requested mail action aborted, mailbox not found

--y1
Content-Type: message/rfc822

${ORIGINAL}
--y1--
`,
    kind: 'hard',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'Yahoo: slowed down for complaints',
    raw: report(
      'From: MAILER-DAEMON@out.sender.example\nSubject: Undelivered Mail Returned to Sender',
      'Gave up after 5 days.',
      `Reporting-MTA: dns; out.sender.example

Final-Recipient: rfc822; ada@yahoo.example
Action: failed
Status: 4.7.0
Diagnostic-Code: smtp; 421 4.7.0 [TSS04] Messages from 81.2.69.142 temporarily deferred due to user complaints - 4.16.55.1; see https://postmaster.yahooinc.example/error-codes`,
    ),
    kind: 'block',
    addresses: ['ada@yahoo.example'],
  },
  {
    server: 'GMX: the mailbox is unknown, German head and English words',
    raw: report(
      'From: "GMX Mailer Daemon" <mailer-daemon@gmx.example>\nSubject: Mail delivery failed: returning message to sender',
      `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of
its recipients. This is a permanent error. The following address
failed:

ada@gmx.example:
SMTP error from remote server for RCPT TO command, host: mx00.gmx.example (81.2.69.5) reason: 550 Requested action not taken: mailbox unavailable`,
      `Reporting-MTA: dns; mout.gmx.example

Final-Recipient: rfc822;ada@gmx.example
Action: failed
Status: 5.0.0
Diagnostic-Code: smtp; 550 Requested action not taken: mailbox unavailable`,
    ),
    kind: 'hard',
    addresses: ['ada@gmx.example'],
  },
  {
    server: 'Mail.ru: two languages and no report',
    raw: `From: mailer-daemon@corp.mail.example
${TO}
Subject: =?utf-8?B?${Buffer.from('Недоставленное сообщение / Mail failure.').toString('base64')}?=
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

${base64(`Это письмо создано автоматически сервером Mail.Ru, отвечать на него не нужно.

К сожалению, Ваше письмо не может быть доставлено одному или нескольким получателям.
**********************
This message was created automatically by mail delivery software.
A message that you sent could not be delivered to one or more of its recipients.

ada@mail.example
    SMTP error from remote mail server after RCPT TO:<ada@mail.example>:
    host mxs.mail.example [94.100.180.31]: 550 Message was not accepted -- invalid mailbox.  Local mailbox ada@mail.example is unavailable: user not found
**********************
`)}
`,
    kind: 'hard',
    addresses: ['ada@mail.example'],
  },
  {
    server: 'Amazon SES: nobody by that name',
    raw: report(
      'From: MAILER-DAEMON@amazonses.example\nSubject: Delivery Status Notification (Failure)',
      'An error occurred while trying to deliver the mail to the following recipients:\nada@reader.example',
      `Reporting-MTA: dns; a8-50.smtp-out.amazonses.example

Action: failed
Final-Recipient: rfc822; ada@reader.example
Diagnostic-Code: smtp; 550 5.1.1 user unknown
Status: 5.1.1`,
    ),
    kind: 'hard',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'Amazon SES: on its list of dead addresses',
    raw: report(
      'From: MAILER-DAEMON@amazonses.example\nSubject: Delivery Status Notification (Failure)',
      'An error occurred while trying to deliver the mail to the following recipients:\nada@reader.example',
      `Reporting-MTA: dns; amazonses.example

Action: failed
Final-Recipient: rfc822; ada@reader.example
Diagnostic-Code: Amazon SES has suppressed sending to this address because it has a recent history of bouncing as an invalid address.
Status: 5.1.1`,
    ),
    kind: 'hard',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'iCloud: over quota',
    raw: report(
      'From: Mail Delivery System <MAILER-DAEMON@out.sender.example>\nSubject: Undelivered Mail Returned to Sender',
      'I could not deliver it.',
      `Reporting-MTA: dns; out.sender.example

Final-Recipient: rfc822; ada@icloud.example
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp; 552 5.2.2 <ada@icloud.example>: user is over quota (in reply to RCPT TO command)`,
    ),
    kind: 'mailbox_full',
    addresses: ['ada@icloud.example'],
  },
];
