import type { WordSample } from './word-sample.js';
import { VERP } from './write-report.js';

const DAEMON = 'MAILER-DAEMON@mx.reader.example';
const ADA = ['ada@reader.example'] as const;

/** Servers of earlier times, of telephones and of groups, and refusals that are easily taken for others. */
export const ODD_WORD_SAMPLES: readonly WordSample[] = [
  [
    'sendmail 5: two domains that are no more',
    'Mail Delivery Subsystem <MAILER-DAEMON@mx.reader.example>',
    'Returned mail: Deferred: Host Name Lookup Failure',
    `   ----- Transcript of session follows -----
550 reader.example (smtp)... 550 Host unknown
554 <ada@reader.example>... 550 Host unknown (Authoritative answer from name server)
550 listener.example (smtp)... 550 Host unknown
554 <bob@listener.example>... 550 Host unknown (Authoritative answer from name server)
250 viewer.example (smtp)... 250 Deferred

   ----- Unsent message follows -----
Received: by mx.reader.example; (5.65/1.36) id 1
From: news@sender.example
To: ada@reader.example`,
    'hard',
    ['ada@reader.example', 'bob@listener.example'],
  ],
  [
    'a mobile network that says in Japanese what it writes about, from an address that takes no mail',
    'no-reply@mobile.reader.example',
    `=?utf-8?B?${Buffer.from('メールエラー通知').toString('base64')}?=`,
    `Your mail of this morning
     Could not be delivered to: <ada@reader.example>
     As their mailbox is full.`,
    'mailbox_full',
    ADA,
  ],
  [
    'a gateway to telephones, whose postmaster has an underscore',
    'post_master@text.reader.example',
    'Re: Our news',
    `Error: Invalid user address

Error message below:
550 - Requested action not taken: no such user here

Message details:
  MAIL FROM: ${VERP}
  RCPT TO: 15550100@text.reader.example
  Size (in bytes): 39`,
    'hard',
    ['15550100@text.reader.example'],
  ],
  [
    'au by KDDI: the person lets nothing of this domain through',
    'Postmaster@ezweb.example',
    'Mail System Error - Returned Mail',
    `<ada@reader.example>

Each of the following recipients was rejected by a remote mail server.
---------------------------------------------------
Received: from out.sender.example by mx.reader.example
To: ada@reader.example`,
    'policy',
    ADA,
  ],
  [
    'Google Groups: no such group, or none that we may write to',
    'Mail Delivery Subsystem <mailer-daemon@googlemail.example>',
    'Delivery Status Notification (Failure)',
    `We could not hand your mail to the group readers@groups.example. It may not exist, or you may not have
permission to post messages to the group.

----- Original message -----

Received: from out.sender.example
To: readers@groups.example`,
    'policy',
    ['readers@groups.example'],
  ],
  [
    'OpenSMTPD: it has waited long enough',
    'Mailer Daemon <MAILER-DAEMON@mx.reader.example>',
    'Delivery status notification: error',
    `An error has occurred for the following list of recipients:

ada@reader.example: Envelope expired

    Below is a copy of the original message:

Received: from out.sender.example
To: ada@reader.example`,
    'soft',
    ADA,
  ],
  [
    'Exim: no server of the domain answers',
    DAEMON,
    'Mail delivery failed',
    `The following address(es) failed:

  ada@reader.example
    all hosts have been failing for a long time and were last tried after this message arrived`,
    'soft',
    ADA,
  ],
  [
    'a server that gave a notice about the address that it goes to',
    DAEMON,
    'failure notice',
    `I'm afraid I wasn't able to deliver your message to the following addresses.

<${VERP}>:
Remote host said: 550 5.1.1 no such user`,
    'hard',
    [VERP],
  ],
  [
    'a mobile network whose peer refuses us, not the address',
    'Postmaster@ezweb.example',
    'Mail System Error - Returned Mail',
    `Each of the following recipients was rejected by a remote mail server.

    Recipient: <ada@reader.example>
    >>> MAIL FROM:<${VERP}>
    <<< 550 SC-004 Too many unwanted messages have been sent from this network.`,
    'block',
    ADA,
  ],
  [
    'a server that is set up for mail of its own domain only',
    DAEMON,
    'Mail delivery failed: returning message to sender',
    `A message that you sent could not be delivered. This is a permanent error.

  ada@reader.example
    Posting to remote domains is not supported`,
    'policy',
    ADA,
  ],
  [
    'a server that gives a reason without a code, which nobody understands',
    DAEMON,
    'Mail delivery failed: returning message to sender',
    `A message that you sent could not be delivered. This is a permanent error.

  ada@reader.example
    The second lamp of the house went out while it was read`,
    'soft',
    ADA,
  ],
  [
    'a server that gives no reason',
    DAEMON,
    'Mail delivery failed: returning message to sender',
    `A message that you sent could not be delivered. This is a permanent error.

  ada@reader.example`,
    'hard',
    ADA,
  ],
];
