import type { ReturnKind } from '../returned-mail.js';

/** A mail that comes back and costs no address its place, and what it is to be read as. */
interface NoBounce {
  readonly what: string;
  readonly raw: string;
  readonly kind: ReturnKind;
  readonly reason: string | undefined;
  readonly addresses?: readonly string[];
}

const TO = 'To: <bounces+aaaabbbbccccddddeeeeffff@mail.sender.example>';
const OURS = '7.abcdefghijkl@sender.example';
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

const AUTO_REPLIES: readonly NoBounce[] = [
  {
    what: 'Outlook is away, and says that another address is not valid any more',
    raw: `From: Ada <ada@reader.example>
${TO}
Subject: Automatic reply: Our news
In-Reply-To: <${OURS}>
X-Auto-Response-Suppress: All
auto-submitted: auto-generated
Content-Type: text/plain

I have left the company. ada@reader.example is no longer in use; this mailbox does not exist any more.
Please write to bob@reader.example.
`,
    kind: 'auto_reply',
    reason: 'vacation',
  },
  {
    what: 'an out-of-office by its subject alone',
    raw: `From: Ada <ada@reader.example>
${TO}
Subject: Out of Office: Our news
References: <${OURS}>

I am out. Mail will not be delivered; 550 user unknown.
`,
    kind: 'auto_reply',
    reason: 'vacation',
  },
  {
    what: 'vacation(1), Precedence: junk and a null sender',
    raw: `Return-Path: <>
From: ada@reader.example
${TO}
Subject: away from my mail
Precedence: junk
Auto-Submitted: auto-replied (vacation)

I will read your mail regarding "Our news" when I return. Delivery failed is not meant by this.
`,
    kind: 'auto_reply',
    reason: 'vacation',
  },
  {
    what: 'a German holiday, with the subject encoded',
    raw: `From: Ada <ada@reader.example>
${TO}
Subject: =?iso-8859-1?Q?Abwesenheitsnotiz=3A_Urlaub_bis_20=2E_Januar?=
Content-Type: text/plain; charset=iso-8859-1

Ihre Nachricht wird nicht weitergeleitet.
`,
    kind: 'auto_reply',
    reason: 'vacation',
  },
  {
    what: 'a help desk that opens a ticket',
    raw: `From: Support <support@reader.example>
${TO}
Subject: [Ticket#2026010510000017] Our news
Auto-Submitted: auto-replied
In-Reply-To: <${OURS}>

Thank you for your mail. We could not find an account for you: user unknown.
`,
    kind: 'auto_reply',
    reason: 'vacation',
  },
  {
    what: 'a server that wants a sender to prove that it is a person',
    raw: `From: Ada <ada@reader.example>
${TO}
Subject: Re: Our news [please confirm your message]
Auto-Submitted: auto-replied

Your message was not delivered yet. Reply to this mail to have it delivered to ada@reader.example.
`,
    kind: 'auto_reply',
    reason: 'challenge',
  },
  {
    what: 'a reader’s program that says the mail was shown (RFC 8098)',
    raw: `From: Ada <ada@reader.example>
${TO}
Subject: Read: Our news
MIME-Version: 1.0
Content-Type: multipart/report; report-type=disposition-notification; boundary="m"

--m
Content-Type: text/plain

Your message to ada@reader.example was read on Monday.

--m
Content-Type: message/disposition-notification

Reporting-UA: reader.example; Mail 1.0
Final-Recipient: rfc822;ada@reader.example
Original-Message-ID: <${OURS}>
Disposition: manual-action/MDN-sent-manually; displayed

--m--
`,
    kind: 'auto_reply',
    reason: 'receipt',
  },
  {
    what: 'the same for a mail that was deleted unread',
    raw: `From: Ada <ada@reader.example>
${TO}
Subject: Not read: Our news
MIME-Version: 1.0
Content-Type: multipart/report; report-type=disposition-notification; boundary="m"

--m
Content-Type: text/plain

Your message to ada@reader.example was deleted without being read.

--m
Content-Type: message/disposition-notification

Final-Recipient: rfc822;ada@reader.example
Disposition: automatic-action/MDN-sent-automatically; deleted

--m--
`,
    kind: 'auto_reply',
    reason: 'receipt',
  },
];

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

export const NO_BOUNCES: readonly NoBounce[] = [...AUTO_REPLIES, ...REPLIES, ...COMPLAINTS, ...STRANGERS];
