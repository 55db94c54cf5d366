import { AUTO_REPLIES, PROGRAMS } from './samples/auto-replies.js';
import { OURS, TO, type NoBounce } from './samples/no-bounce.js';

const ORIGINAL = `Message-ID: <${OURS}>
From: News <news@sender.example>
To: Ada <ada@reader.example>
Subject: Our news
`;

function feedback(fields: string, head = 'From: feedback@provider.example', original = ORIGINAL): string {
  return `${head}
${TO}
Subject: FW: Our news
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="f"

--f
Content-Type: text/plain; charset=us-ascii

This is an email abuse report for an email message received from 81.2.69.142.

--f
Content-Type: message/feedback-report

${fields}

--f
Content-Type: message/rfc822

${original}
Text.
--f--
`;
}

const REPLIES: readonly NoBounce[] = [
  {
    what: 'a person who asks about a bounce',
    raw: `From: Ada <ada@reader.example>
${TO}
Subject: Re: Our news
In-Reply-To: <${OURS}>
References: <x@y.example> <${OURS}>

My colleague bob@reader.example got "550 5.1.1 user unknown" from you. Delivery failed for him?
`,
    kind: 'reply',
    reason: undefined,
  },
  {
    what: 'a person who answers under a subject of failure',
    raw: `From: Ada <ada@reader.example>
${TO}
Subject: AW: Undelivered Mail Returned to Sender
In-Reply-To: <${OURS}>

What is this?
`,
    kind: 'reply',
    reason: undefined,
  },
  {
    what: 'a person whose program says Auto-Submitted: no',
    raw: `From: Ada <ada@reader.example>
${TO}
Subject: Re: Our news
Auto-Submitted: no
References: <${OURS}>

Thanks!
`,
    kind: 'reply',
    reason: undefined,
  },
];

const COMPLAINTS: readonly NoBounce[] = [
  {
    what: 'Yahoo’s complaint feedback loop',
    raw: feedback(
      `Feedback-Type: abuse
User-Agent: Yahoo!-Mail-Feedback/2.0
Version: 0.1
Original-Mail-From: <bounces+aaaabbbbccccddddeeeeffff@mail.sender.example>
Original-Rcpt-To: ada@yahoo.example
Received-Date: Mon, 5 Jan 2026 10:00:00 PST
Reported-Domain: sender.example
Authentication-Results: mta1.yahoo.example; dkim=pass (ok)`,
      'From: Yahoo! Mail AntiSpam Feedback <feedback@arf.mail.yahoo.example>',
    ),
    kind: 'complaint',
    reason: 'abuse',
    addresses: ['ada@yahoo.example'],
  },
  {
    what: 'a report without the mail, whose address is cut out',
    raw: feedback(
      `Feedback-Type: abuse
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <bounces+aaaabbbbccccddddeeeeffff@mail.sender.example>
Original-Rcpt-To: <redacted>`,
      undefined,
      'To: redacted@comcast.example\n',
    ),
    kind: 'complaint',
    reason: 'abuse',
    addresses: [],
  },
  {
    what: 'Microsoft’s JMRP of today, as ARF',
    raw: feedback(
      `Feedback-Type: abuse
User-Agent: Microsoft-JMRP/1.0
Version: 1
Source-IP: 81.2.69.142
Original-Rcpt-To: ada@outlook.example`,
      'From: staff@hotmail.example',
    ),
    kind: 'complaint',
    reason: 'abuse',
    addresses: ['ada@outlook.example'],
  },
  {
    what: 'a report of what is wrong with our authentication (RFC 6591)',
    raw: feedback(`Feedback-Type: auth-failure
User-Agent: Lua/1.0
Version: 1
Auth-Failure: dmarc
Original-Rcpt-To: ada@reader.example
Authentication-Results: reader.example; dmarc=fail`),
    kind: 'auth_failure',
    reason: 'auth_failure',
    addresses: [],
  },
  {
    what: 'somebody who says that it was no spam',
    raw: feedback('Feedback-Type: not-spam\nUser-Agent: X/1.0\nVersion: 1\nOriginal-Rcpt-To: ada@reader.example'),
    kind: 'unknown',
    reason: 'not_spam',
  },
  {
    what: 'a DMARC aggregate report, zipped',
    raw: `From: noreply-dmarc-support@google.example
${TO}
Subject: Report domain: sender.example Submitter: google.example Report-ID: 123
Content-Type: application/zip; name="google.example!sender.example!1.zip"
Content-Transfer-Encoding: base64

UEsDBAoAAAAA
`,
    kind: 'unknown',
    reason: 'aggregate_report',
  },
];

const STRANGERS: readonly NoBounce[] = [
  {
    what: 'spam that writes about deliveries of parcels',
    raw: `From: DHL <parcel@offer.example>
${TO}
Subject: Your parcel could not be delivered

The parcel for ada@reader.example was returned. Click here: http://offer.example/
`,
    kind: 'unknown',
    reason: undefined,
  },
  {
    what: 'spam that pretends that our mailbox is full',
    raw: `From: Mail Admin <admin@offer.example>
${TO}
Subject: news@sender.example: your mailbox is almost full

Dear news@sender.example, your mailbox is at 98 % of its quota. Sign in to keep your mails: http://offer.example/
`,
    kind: 'unknown',
    reason: undefined,
  },
];

/** Not delivered, and no fault of the address. */
const REFUSALS: readonly NoBounce[] = [
  {
    what: 'a gateway that keeps a mail in quarantine',
    raw: `From: Quarantine <postmaster@reader.example>
${TO}
Subject: Undeliverable: Our news

Your message to ada@reader.example was quarantined: it contains an attachment of a type that is not allowed.
`,
    kind: 'policy',
    reason: undefined,
    addresses: ['ada@reader.example'],
  },
  {
    what: 'a filter of the recipient that refuses in the form of a receipt (Sieve)',
    raw: `From: Mail Delivery Subsystem <postmaster@reader.example>
${TO}
Subject: Automatically rejected mail
Auto-Submitted: auto-replied (rejected)
Precedence: bulk
Content-Type: multipart/report; report-type=disposition-notification; boundary="m"

--m
Content-Type: text/plain; charset=utf-8

Your message to <ada@reader.example> was automatically rejected:
I do not want this.
--m
Content-Type: message/disposition-notification

Final-Recipient: rfc822; ada@reader.example
Disposition: automatic-action/MDN-sent-automatically; deleted

--m--
`,
    kind: 'policy',
    reason: undefined,
    addresses: ['ada@reader.example'],
  },
  {
    what: 'a scanner that says that it has found a virus',
    raw: `From: MailScanner <postmaster@reader.example>
${TO}
Subject: Warning: E-mail viruses detected

Our virus detector has just been triggered by a message you sent:-
  To: ada@reader.example
  Subject: Our news
Any infected parts of the message have not been delivered.
`,
    kind: 'policy',
    reason: undefined,
    addresses: ['ada@reader.example'],
  },
];

export const NO_BOUNCES: readonly NoBounce[] = [
  ...AUTO_REPLIES,
  ...REPLIES,
  ...COMPLAINTS,
  ...STRANGERS,
  ...PROGRAMS,
  ...REFUSALS,
];
