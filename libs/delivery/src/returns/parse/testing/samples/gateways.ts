import { ORIGINAL, TO, report, type ServerSample } from './sample.js';

export const GATEWAYS: readonly ServerSample[] = [
  {
    server: 'Lotus Domino: a report without addresses of its own',
    raw: report(
      'From: Postmaster@reader.example\nSubject: DELIVERY FAILURE: User ada (ada@reader.example) not listed in Domino Directory',
      `Your message

  Subject: Our news

was not delivered to:

  ada@reader.example

because:

  User ada (ada@reader.example) not listed in Domino Directory`,
      `Reporting-MTA: dns;domino.reader.example

Final-Recipient: rfc822;ada@reader.example
Action: failed
Status: 5.1.1
Diagnostic-Code: X-Notes; User ada (ada@reader.example) not listed in Domin
 o Directory`,
    ),
    kind: 'hard',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'Lotus Domino: an address in the form of its own directory',
    raw: `From: Postmaster@reader.example
${TO}
Subject: DELIVERY FAILURE: No route found to domain EXTERN from server HUB/READER. Check Server, Connection and Domain documents in Domino Directory

Your message

  Subject: Our news

was not delivered to:

  ada@reader.example

because:

  No route found to domain EXTERN from server HUB/READER.  Check Server, Connection and Domain documents in Domino Directory
`,
    kind: 'soft',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'Novell GroupWise: a mailbox that is full',
    raw: `From: GWIA@reader.example
${TO}
Subject: Message status - undeliverable
Content-Type: text/plain

The message that you sent was undeliverable to the following:
\tada@reader.example (mailbox is full)

Possibly truncated original message follows:

${ORIGINAL}
`,
    kind: 'mailbox_full',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'AOL: members who are no more',
    raw: `From: Mail Delivery Subsystem <MAILER-DAEMON@aol.example>
${TO}
Subject: Mail Delivery Problem

The original message was received at Mon, 5 Jan 2026 10:00:00 -0500 (EST)

   ----- The following addresses had permanent fatal errors -----
<ada@aol.example>

   ----- Transcript of session follows -----
... while talking to air-yc04.mail.aol.example.:
>>> RCPT To:<ada@aol.example>
<<< 550 MAILBOX NOT FOUND
550 <ada@aol.example>... User unknown
`,
    kind: 'hard',
    addresses: ['ada@aol.example'],
  },
  {
    server: 'Symantec gateway: refused for what it is',
    raw: report(
      'From: MAILER-DAEMON@messagelabs.example\nSubject: Returned mail: Our news',
      'This message was refused.',
      `Reporting-MTA: dns; server-9.messagelabs.example

Final-Recipient: rfc822; ada@reader.example
Action: failed
Status: 5.0.0
Diagnostic-Code: smtp; 553-Message filtered. Refer to the Troubleshooting page at http://www.symanteccloud.example/troubleshooting for more information. (#5.7.1)`,
    ),
    kind: 'policy',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'Barracuda: on its block list',
    raw: report(
      'From: MAILER-DAEMON@out.sender.example\nSubject: Undelivered Mail Returned to Sender',
      'I could not deliver it.',
      `Reporting-MTA: dns; out.sender.example

Final-Recipient: rfc822; ada@reader.example
Action: failed
Status: 5.0.0
Diagnostic-Code: smtp; 554 Service unavailable; Client host [out.sender.example] blocked using Barracuda Reputation; http://www.barracudanetworks.example/reputation/?r=1&ip=81.2.69.142`,
    ),
    kind: 'block',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'Proofpoint: no such user behind the gateway',
    raw: report(
      'From: MAILER-DAEMON@mx0a-0001.pphosted.example\nSubject: Undelivered Mail Returned to Sender',
      'I could not deliver it.',
      `Reporting-MTA: dns; mx0a-0001.pphosted.example

Final-Recipient: rfc822; ada@reader.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <ada@reader.example>: Recipient address rejected: User unknown [pphosted]`,
    ),
    kind: 'hard',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'Proofpoint: our address has a bad name',
    raw: report(
      'From: MAILER-DAEMON@out.sender.example\nSubject: Undelivered Mail Returned to Sender',
      'I could not deliver it.',
      `Reporting-MTA: dns; out.sender.example

Final-Recipient: rfc822; ada@reader.example
Action: failed
Status: 5.0.0
Diagnostic-Code: smtp; 554 Blocked - see https://ipcheck.proofpoint.example/?ip=81.2.69.142`,
    ),
    kind: 'block',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'Mimecast: greylisted to the end',
    raw: report(
      'From: MAILER-DAEMON@out.sender.example\nSubject: Undelivered Mail Returned to Sender',
      'It was in the queue for 5 days.',
      `Reporting-MTA: dns; out.sender.example

Final-Recipient: rfc822; ada@reader.example
Action: failed
Status: 4.0.0
Diagnostic-Code: smtp; 451 Internal resource temporarily unavailable - https://community.mimecast.example/docs/DOC-1369#451 [abc.uk1]`,
    ),
    kind: 'soft',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'Mimecast: the recipient is not known to it',
    raw: report(
      'From: postmaster@mimecast.example\nSubject: [Postmaster] Email Delivery Failure',
      `This is a delivery failure notification message indicating that
an email you addressed to email address :
-- ada@reader.example

could not be delivered. The problem appears to be :
-- Recipient email server rejected the message

Additional information follows :
-- 550 Invalid Recipient - https://community.mimecast.example/docs/DOC-1369#550`,
      `Reporting-MTA: dns; mimecast.example

Final-Recipient: rfc822; ada@reader.example
Action: failed
Status: 5.0.0
Diagnostic-Code: smtp; 550 Invalid Recipient - https://community.mimecast.example/docs/DOC-1369#550`,
    ),
    kind: 'hard',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'Cisco IronPort: too many connections from us',
    raw: report(
      'From: MAILER-DAEMON@out.sender.example\nSubject: Undelivered Mail Returned to Sender',
      'It was in the queue for 5 days.',
      `Reporting-MTA: dns; out.sender.example

Final-Recipient: rfc822; ada@reader.example
Action: failed
Status: 4.7.1
Diagnostic-Code: smtp; 421 4.7.1 Too many concurrent SMTP connections from this IP address; please try again later.`,
    ),
    kind: 'block',
    addresses: ['ada@reader.example'],
  },
];
