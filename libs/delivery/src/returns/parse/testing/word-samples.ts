import { ODD_WORD_SAMPLES } from './odd-word-samples.js';
import type { WordSample } from './word-sample.js';

const DAEMON = 'MAILER-DAEMON@mx.reader.example';
const ADA = ['ada@reader.example'] as const;

export const WORD_SAMPLES: readonly WordSample[] = [
  [
    'Gmail of earlier years',
    'Mail Delivery Subsystem <mailer-daemon@googlemail.example>',
    'Delivery Status Notification (Failure)',
    `Delivery to the following recipient failed permanently:

     ada@reader.example

Technical details of permanent failure:
Google tried to deliver your message, but it was rejected by the recipient domain. We recommend contacting the other email provider for further information about the cause of this error. The error that the other server returned was: 550 550 5.1.1 <ada@reader.example>... User unknown (state 13).

   ----- Original message -----

Received: by 10.0.0.1 with SMTP id x
Subject: Our news
To: ada@reader.example`,
    'hard',
    ADA,
  ],
  [
    'OpenSMTPD',
    'Mailer Daemon <MAILER-DAEMON@mx.reader.example>',
    'Delivery status notification: error',
    `    Hi!

    This is the MAILER-DAEMON, please DO NOT REPLY to this email.

    An error has occurred while attempting to deliver a message for
    the following list of recipients:

ada@reader.example: 550 5.2.2 <ada@reader.example>: Recipient address rejected: Mailbox full

    Below is a copy of the original message:

Received: from out.sender.example by mx.reader.example
To: Ada <ada@reader.example>`,
    'mailbox_full',
    ADA,
  ],
  [
    'Sun/Oracle Messaging Server',
    'Internet Mail Delivery <postmaster@reader.example>',
    'Delivery Notification: Delivery has failed',
    `This report relates to a message you sent with the following header fields:

  Message-id: <7.abcdefghijkl@sender.example>
  Date: Mon, 05 Jan 2026 10:00:00 +0000
  From: News <news@sender.example>
  To: ada@reader.example
  Subject: Our news

Your message cannot be delivered to the following recipients:

  Recipient address: ada@reader.example
  Original address: ada@reader.example
  Reason: Remote SMTP server has rejected address
  Diagnostic code: smtp;550 5.1.1 unknown or illegal user: ada@reader.example
  Remote system: dns;in.reader.example (TCP|81.2.69.142|37484|81.2.69.7|25)`,
    'hard',
    ADA,
  ],
  [
    'Ipswitch IMail: nobody by that name',
    'Postmaster <postmaster@reader.example>',
    'Undeliverable Mail',
    `Unknown user: ada@reader.example

RCPT TO generated following response:
550 not local host reader.example, not a gateway

Original message follows.

Received: from out.sender.example`,
    'hard',
    ADA,
  ],
  [
    'Ipswitch IMail: full',
    'Postmaster <postmaster@reader.example>',
    'Undeliverable Mail',
    `User mailbox exceeds allowed size: ada@reader.example

Original message follows.

Received: from out.sender.example`,
    'mailbox_full',
    ADA,
  ],
  [
    'Lotus Notes 4',
    'Mail Router <Mail_Router@reader.example>',
    'DELIVERY FAILURE: Our news',
    `------- Failure Reasons  --------

User not listed in public Name & Address Book
ada@reader.example


------- Returned Message --------

To: ada@reader.example
From: news@sender.example`,
    'hard',
    ADA,
  ],
  [
    'Exchange 5.5 (IMS)',
    'System Administrator <postmaster@reader.example>',
    'Undeliverable: Our news',
    `Your message

  To:      ada@reader.example
  Subject: Our news
  Sent:    Mon, 5 Jan 2026 10:00:00 -0000

did not reach the following recipient(s):

ada@reader.example on Mon, 5 Jan 2026 10:00:05 -0000
    The recipient name is not recognized
\tThe MTS-ID of the original message is: c=us;a= ;p=reader
0601051000
    MSEXCH:IMS:Reader:SITE:EX01 0 (000C05A6) Unknown Recipient`,
    'hard',
    ADA,
  ],
  [
    'BIGLOBE: over its limit',
    'Mail Delivery Subsystem <postmaster@biglobe.example>',
    'Returned mail: Service unavailable',
    `   ----- The following addresses had delivery problems -----
<ada@reader.example>    (unrecoverable error)

   ----- Non-delivered information -----
The number of messages in recipient's mailbox exceeded the local limit.`,
    'mailbox_full',
    ADA,
  ],
  [
    '1&1',
    'Mail Delivery System <mailer-daemon@kundenserver.example>',
    'Mail delivery failed: returning message to sender',
    `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of
its recipients. The following addresses failed:

<ada@reader.example>

SMTP error from remote server after RCPT command:
host: in.reader.example
5.1.1 <ada@reader.example>: Recipient address rejected: User unknown in relay recipient table


--- The header of the original message is following. ---

Received: from [81.2.69.142]`,
    'hard',
    ADA,
  ],
  [
    'mFILTER',
    'Mailer Daemon <postmaster@reader.example>',
    'failure notice',
    `The message could not be delivered to
ada@reader.example

-------server message
550 5.1.1 unknown user <ada@reader.example>

-------original message
Received: from out.sender.example`,
    'hard',
    ADA,
  ],
  [
    'XMail',
    'postmaster@reader.example',
    'Error sending message [1096.reader] from [sender.example]',
    `[<00>] XMail bounce: Rcpt=[ada@reader.example];Error=[550 5.1.1 User unknown]


[<01>] Error sending message [1096.reader] from [sender.example].

ID:        <S1000>
Mail From: <bounces+aaaabbbbccccddddeeeeffff@mail.sender.example>
Rcpt To:   <ada@reader.example>
Server:    <in.reader.example>`,
    'hard',
    ADA,
  ],
  [
    'McAfee',
    'MAILER-DAEMON@mcafee.example',
    'Undelivered message returned to sender',
    `   ----- The following addresses had delivery problems -----

<ada@reader.example>   (User unknown)

   ----- Transcript of session follows -----
550 ada@reader.example... User unknown`,
    'hard',
    ADA,
  ],
  [
    'Apache James',
    'postmaster@reader.example',
    'Re: Our news',
    `Hi. This is the James mail server at reader.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

ada@reader.example
550 5.1.1 Requested action not taken: mailbox unavailable`,
    'hard',
    ADA,
  ],
  [
    'au by KDDI',
    'postmaster@ezweb.example',
    'Mail System Error - Returned Mail',
    `The user(s) account is disabled.

<ada@reader.example>: 550 user unknown

The following recipients did not receive this message:
<ada@reader.example>`,
    'hard',
    ADA,
  ],
  [
    'qmail: no such host',
    DAEMON,
    'failure notice',
    `Hi. This is the qmail-send program at mx.reader.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ada@reader.example>:
Sorry, I couldn't find any host named reader.example. (#5.1.2)`,
    'hard',
    ADA,
  ],
  [
    'qmail: a temporary failure that lasted',
    DAEMON,
    'failure notice',
    `Hi. This is the qmail-send program at mx.reader.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ada@reader.example>:
81.2.69.7 failed after I sent the message.
Remote host said: 451 4.3.0 Temporary failure
I'm not going to try again; this message has been in the queue too long.`,
    'soft',
    ADA,
  ],
  [
    'Yandex',
    'mailer-daemon@yandex.example',
    '=?utf-8?B?0J3QtdC00L7RgdGC0LDQstC70LXQvdC90L7QtSDRgdC+0L7QsdGJ0LXQvdC40LU=?=',
    `This is the mail system at host yback1.yandex.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

Please, do not reply to this message.

<ada@reader.example>: host mx.yandex.example[213.180.204.89] said: 550 5.7.1 No such user! (in reply to RCPT TO command)`,
    'hard',
    ADA,
  ],
  [
    'a server that refuses an attachment',
    DAEMON,
    'Undelivered Mail Returned to Sender',
    `<ada@reader.example>: host in.reader.example[81.2.69.7] said: 552 5.7.0 This message was blocked because its content presents a potential security issue (in reply to end of DATA command)`,
    'policy',
    ADA,
  ],
  [
    'a server that takes no mail this large',
    DAEMON,
    'Undelivered Mail Returned to Sender',
    `<ada@reader.example>: message size 41943040 exceeds size limit 10485760 of server in.reader.example[81.2.69.7]`,
    'policy',
    ADA,
  ],
  [
    'a domain that takes no mail at all (RFC 7505)',
    DAEMON,
    'Undelivered Mail Returned to Sender',
    `<ada@reader.example>: Domain reader.example does not accept mail (nullMX)`,
    'hard',
    ADA,
  ],
  [
    'a person who has moved',
    DAEMON,
    'Undelivered Mail Returned to Sender',
    `<ada@reader.example>: 551 5.1.6 Recipient no longer on server: user has moved to ada@elsewhere.example`,
    'hard',
    ADA,
  ],
  ...ODD_WORD_SAMPLES,
];
