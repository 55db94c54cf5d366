import { OURS, TO, type NoBounce } from './no-bounce.js';

export const AUTO_REPLIES: readonly NoBounce[] = [
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

/** Programs of servers. */
export const PROGRAMS: readonly NoBounce[] = [
  {
    what: 'a mailing list that keeps a mail for its moderator',
    raw: `From: news-bounces@list.example
${TO}
Subject: Your message to News awaits moderator approval
Auto-Submitted: auto-replied
Precedence: bulk
X-List-Administrivia: yes
In-Reply-To: <${OURS}>

Your mail to 'News' with the subject "Our news" is being held until the list moderator can review it for approval.
The reason it is being held: Post by non-member to a members-only list. The message will get posted, or you will
receive notification of the moderator's decision.
`,
    kind: 'auto_reply',
    reason: 'vacation',
  },
  {
    what: 'the postmaster who is away',
    raw: `From: Postmaster <postmaster@reader.example>
${TO}
Subject: Automatic reply: Our news
Auto-Submitted: auto-replied
X-Auto-Response-Suppress: All

I am on holiday. If ada@reader.example does not exist any more or mail could not be delivered: call us.
`,
    kind: 'auto_reply',
    reason: 'vacation',
  },
  {
    what: 'an answer with a null sender that quotes a bounce',
    raw: `Return-Path: <>
From: ada@reader.example
${TO}
Subject: Re: Our news (auto-reply)
Auto-Submitted: auto-replied

Thanks. Your last mail came with this:
> 550 5.1.1 <ada@reader.example>: user unknown
> Delivery to the following recipient failed permanently: bob@reader.example
`,
    kind: 'auto_reply',
    reason: 'vacation',
  },
  {
    what: 'an answer with a null sender, marked as one and by nothing in its subject',
    raw: `Return-Path: <>
From: Ada <ada@reader.example>
${TO}
Subject: Re: Our news
Auto-Submitted: auto-replied (vacation)
In-Reply-To: <${OURS}>

I have left. ada@reader.example does not exist any more: user unknown.
`,
    kind: 'auto_reply',
    reason: 'vacation',
  },
  {
    what: 'a delivery report in words that mentions what did not happen',
    raw: `From: Mail Delivery System <mailer-daemon@mx.reader.example>
${TO}
Subject: Successful Mail Delivery Report

This is the mail system at host mx.reader.example.

Your message was successfully delivered to the destination(s) listed below. If the message was delivered to mailbox
you will receive no further notifications. Otherwise you may still receive notifications of mail delivery errors from
other systems.

<ada@reader.example>: delivery via local: delivered to mailbox
`,
    kind: 'delivered',
    reason: undefined,
    addresses: ['ada@reader.example'],
  },
  {
    what: 'a manager of mailing lists that has seen a mail before (fml)',
    raw: `From: readers-admin@reader.example
${TO}
Subject: Loop Alert: Duplicated Message-ID (readers ML)
References: <7.abcdefghijkl@sender.example>
X-MLServer: fml [fml 4.0.3]

Duplicated Message-ID in <readers@reader.example>.
`,
    kind: 'auto_reply',
    reason: 'vacation',
  },
];
