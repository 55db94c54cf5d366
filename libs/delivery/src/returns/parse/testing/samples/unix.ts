import { ORIGINAL, TO, report, type ServerSample } from './sample.js';

export const UNIX: readonly ServerSample[] = [
  {
    server: 'sendmail: no report, a transcript',
    raw: `From: Mail Delivery Subsystem <MAILER-DAEMON@mx.reader.example>
${TO}
Subject: Returned mail: see transcript for details
Content-Type: text/plain

The original message was received at Mon, 5 Jan 2026 10:00:00 GMT
from out.sender.example [81.2.69.142]

   ----- The following addresses had permanent fatal errors -----
<ada@reader.example>
    (reason: 550 5.1.1 <ada@reader.example>... User unknown)

   ----- Transcript of session follows -----
... while talking to inner.reader.example.:
>>> DATA
<<< 550 5.1.1 <ada@reader.example>... User unknown
550 5.1.1 <ada@reader.example>... User unknown
<<< 503 5.0.0 Need RCPT (recipient)

   ----- Original message follows -----

${ORIGINAL}
`,
    kind: 'hard',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'sendmail: an alias that leads on',
    raw: report(
      'From: Mail Delivery Subsystem <MAILER-DAEMON@mx.reader.example>\nSubject: Returned mail: see transcript for details',
      `   ----- The following addresses had permanent fatal errors -----
<old.ada@elsewhere.example>
    (reason: 550 5.1.1 User unknown)
    (expanded from: <ada@reader.example>)`,
      `Reporting-MTA: dns; mx.reader.example

Original-Recipient: rfc822;ada@reader.example
Final-Recipient: RFC822; ada@reader.example
X-Actual-Recipient: RFC822; old.ada@elsewhere.example
Action: failed
Status: 5.1.1
Diagnostic-Code: SMTP; 550 5.1.1 User unknown`,
    ),
    kind: 'hard',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'sendmail: warning after four hours',
    raw: `From: Mail Delivery Subsystem <MAILER-DAEMON@mx.reader.example>
${TO}
Subject: Warning: could not send message for past 4 hours
Content-Type: text/plain

    **********************************************
    **      THIS IS A WARNING MESSAGE ONLY      **
    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **
    **********************************************

   ----- Transcript of session follows -----
<ada@reader.example>... Deferred: Connection timed out with mx.reader.example.
Warning: message still undelivered after 4 hours
Will keep trying until message is 5 days old
`,
    kind: 'delayed',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'Postfix: two recipients that fare differently',
    raw: report(
      'From: MAILER-DAEMON@mx.reader.example (Mail Delivery System)\nSubject: Undelivered Mail Returned to Sender',
      `<ada@reader.example>: host in.reader.example[81.2.69.7] said: 550 5.1.1 <ada@reader.example>: Recipient address rejected: User unknown in virtual mailbox table (in reply to RCPT TO command)

<bob@reader.example>: host in.reader.example[81.2.69.7] said: 452 4.2.2 <bob@reader.example>: Mailbox full (in reply to RCPT TO command)`,
      `Reporting-MTA: dns; mx.reader.example
X-Postfix-Queue-ID: 4Xabc123
X-Postfix-Sender: rfc822; bounces+aaaabbbbccccddddeeeeffff@mail.sender.example
Arrival-Date: Mon,  5 Jan 2026 10:00:00 +0000 (UTC)

Final-Recipient: rfc822; ada@reader.example
Original-Recipient: rfc822;ada@reader.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <ada@reader.example>: Recipient address
    rejected: User unknown in virtual mailbox table

Final-Recipient: rfc822; bob@reader.example
Original-Recipient: rfc822;bob@reader.example
Action: failed
Status: 4.2.2
Diagnostic-Code: smtp; 452 4.2.2 <bob@reader.example>: Mailbox full`,
    ),
    kind: 'hard',
    addresses: ['ada@reader.example', 'bob@reader.example'],
    kinds: ['hard', 'mailbox_full'],
  },
  {
    server: 'Postfix: a command that a user wrote fails',
    raw: report(
      'From: MAILER-DAEMON@mx.reader.example (Mail Delivery System)\nSubject: Undelivered Mail Returned to Sender',
      `<ada@reader.example>: can't create user output file. Command output: procmail: Couldn't create "/var/mail/ada"`,
      `Reporting-MTA: dns; mx.reader.example

Final-Recipient: rfc822; ada@reader.example
Action: failed
Status: 5.2.0
Diagnostic-Code: x-unix; procmail: Couldn't create "/var/mail/ada"`,
    ),
    kind: 'soft',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'Postfix: a mail loops back',
    raw: report(
      'From: MAILER-DAEMON@mx.reader.example (Mail Delivery System)\nSubject: Undelivered Mail Returned to Sender',
      `<ada@reader.example>: mail for reader.example loops back to myself`,
      `Reporting-MTA: dns; mx.reader.example

Final-Recipient: rfc822; ada@reader.example
Action: failed
Status: 5.4.6
Diagnostic-Code: X-Postfix; mail for reader.example loops back to myself`,
    ),
    kind: 'soft',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'Postfix: its delay notice',
    raw: report(
      'From: MAILER-DAEMON@mx.reader.example (Mail Delivery System)\nSubject: Delayed Mail (still being retried)',
      `####################################################################
# THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #
####################################################################

Your message could not be delivered for more than 4 hour(s).
It will be retried until it is 5 day(s) old.

<ada@reader.example>: connect to in.reader.example[81.2.69.7]:25: Connection refused`,
      `Reporting-MTA: dns; mx.reader.example

Final-Recipient: rfc822; ada@reader.example
Action: delayed
Status: 4.4.1
Diagnostic-Code: X-Postfix; connect to in.reader.example[81.2.69.7]:25: Connection refused
Will-Retry-Until: Sat, 10 Jan 2026 10:00:00 +0000 (UTC)`,
    ),
    kind: 'delayed',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'Exim: several recipients in its header, and words',
    raw: `From: Mail Delivery System <Mailer-Daemon@mx.reader.example>
${TO}
X-Failed-Recipients: ada@reader.example,
  bob@reader.example
Auto-Submitted: auto-replied
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ada@reader.example
    Unrouteable address
  bob@reader.example
    mailbox is full

------ This is a copy of the message, including all the headers. ------

${ORIGINAL}
`,
    kind: 'hard',
    addresses: ['ada@reader.example', 'bob@reader.example'],
    kinds: ['hard', 'mailbox_full'],
  },
  {
    server: 'Exim: an address that was generated from ours',
    raw: `From: Mail Delivery System <Mailer-Daemon@mx.reader.example>
${TO}
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ada.private@elsewhere.example
    (generated from ada@reader.example)
    host mx.elsewhere.example [81.2.69.9]
    SMTP error from remote mail server after RCPT TO:<ada.private@elsewhere.example>:
    550 5.1.1 No such user here
`,
    kind: 'hard',
    addresses: ['ada.private@elsewhere.example'],
  },
  {
    server: 'Exim: retry timeout after a connection that was refused',
    raw: `From: Mail Delivery System <Mailer-Daemon@mx.reader.example>
${TO}
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ada@reader.example
    host in.reader.example [81.2.69.7]
    retry timeout exceeded
`,
    kind: 'soft',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'qmail: several recipients, each with its own reason',
    raw: `From: MAILER-DAEMON@mx.reader.example
${TO}
Subject: failure notice

Hi. This is the qmail-send program at mx.reader.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ada@reader.example>:
81.2.69.7 does not like recipient.
Remote host said: 550 5.1.1 <ada@reader.example>... User unknown
Giving up on 81.2.69.7.

<bob@reader.example>:
user is over quota

--- Below this line is a copy of the message.

${ORIGINAL}
`,
    kind: 'hard',
    addresses: ['ada@reader.example', 'bob@reader.example'],
    kinds: ['hard', 'mailbox_full'],
  },
  {
    server: 'qmail-ldap: the account is switched off',
    raw: `From: MAILER-DAEMON@mx.reader.example
${TO}
Subject: failure notice

Hi. This is the qmail-send program at mx.reader.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ada@reader.example>:
Mailaddress is administrativley disabled. (LDAP-ERR #220)

--- Below this line is a copy of the message.

${ORIGINAL}
`,
    kind: 'hard',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'Courier: fields that are indented',
    raw: report(
      'From: "Courier mail server at mx.reader.example" <@reader.example>\nSubject: NOTICE: mail delivery status.',
      `           UNDELIVERABLE MAIL

Your message to the following recipients cannot be delivered:

<ada@reader.example>:
    <<< 550 User unknown.`,
      `Reporting-MTA: dns; mx.reader.example
Arrival-Date: Mon, 05 Jan 2026 10:00:00 +0000

Final-Recipient: rfc822; ada@reader.example
Action: failed
Status: 5.0.0
Diagnostic-Code: smtp; 550 User unknown.`,
    ),
    kind: 'hard',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'MDaemon: in words and a transcript',
    raw: `From: MDaemon at reader.example <MDaemon@reader.example>
${TO}
Subject: Permanent Delivery Failure

--------------------------------------------------------------------
The attached message had PERMANENT fatal delivery errors!

After one or more unsuccessful delivery attempts the attached message has
been removed from the mail queue on this server.

YOUR MESSAGE WAS NOT DELIVERED TO ANY OF IT'S RECIPIENTS!

Failed address: ada@reader.example

--- Session Transcript ---
 Mon 2026-01-05 10:00:01: --> RCPT To:<ada@reader.example>
 Mon 2026-01-05 10:00:01: <-- 550 No such user here
--- End Transcript ---
`,
    kind: 'hard',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'Zimbra/Postfix: LMTP says that the box is full',
    raw: report(
      'From: MAILER-DAEMON@zimbra.reader.example (Mail Delivery System)\nSubject: Undelivered Mail Returned to Sender',
      `<ada@reader.example>: host zimbra.reader.example[81.2.69.7] said: 552 5.2.2 Over quota (in reply to end of DATA command)`,
      `Reporting-MTA: dns; zimbra.reader.example

Final-Recipient: rfc822; ada@reader.example
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp; 552 5.2.2 Over quota`,
    ),
    kind: 'mailbox_full',
    addresses: ['ada@reader.example'],
  },
];
