import { describe, expect, it } from '@jest/globals';
import { parseReturnedMail } from './parse-returned-mail.js';
import type { ReturnKind } from './returned-mail.js';
import { OUR_MESSAGE_ID, RETURNED_HEAD, VERP, writeNotice } from './testing/write-report.js';

interface Case {
  readonly server: string;
  readonly from?: string;
  readonly subject?: string;
  readonly head?: readonly string[];
  readonly text: string;
  readonly kind: ReturnKind;
  readonly reason: string;
  readonly address?: string;
}

const CASES: readonly Case[] = [
  {
    server: 'qmail, nobody by that name',
    text: `Hi. This is the qmail-send program at mx.reader.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ada@reader.example>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

${RETURNED_HEAD}`,
    kind: 'hard',
    reason: 'mailbox_unknown',
  },
  {
    server: 'qmail, connection never made',
    text: `Hi. This is the qmail-send program at mx.reader.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ada@reader.example>:
Sorry, I wasn't able to establish an SMTP connection. (#4.4.1)
I'm not going to try again; this message has been in the queue too long.

--- Below this line is a copy of the message.

${RETURNED_HEAD}`,
    kind: 'soft',
    reason: 'expired',
  },
  {
    server: 'Postfix without a report',
    subject: 'Undelivered Mail Returned to Sender',
    from: 'MAILER-DAEMON@mx.reader.example (Mail Delivery System)',
    text: `This is the Postfix program at host mx.reader.example.

I'm sorry to have to inform you that your message could not be
delivered to one or more recipients. It's attached below.

For further assistance, please send mail to <postmaster@mx.reader.example>

If you do so, please include this problem report. You can
delete your own text from the message returned below.

<ada@reader.example>: unknown user: "ada"`,
    kind: 'hard',
    reason: 'mailbox_unknown',
  },
  {
    server: 'Exim',
    subject: 'Mail delivery failed: returning message to sender',
    from: 'Mail Delivery System <Mailer-Daemon@mx.reader.example>',
    head: ['X-Failed-Recipients: ada@reader.example', 'Auto-Submitted: auto-replied'],
    text: `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ada@reader.example
    SMTP error from remote mail server after RCPT TO:<ada@reader.example>:
    host in.reader.example [192.0.2.7]: 550 Unrouteable address

------ This is a copy of the message, including all the headers. ------

${RETURNED_HEAD}`,
    kind: 'hard',
    reason: 'mailbox_unknown',
  },
  {
    server: 'Exim, full',
    subject: 'Mail delivery failed: returning message to sender',
    text: `The following address(es) failed:

  ada@reader.example
    mailbox is full: retry timeout exceeded

------ This is a copy of the message, including all the headers. ------`,
    kind: 'mailbox_full',
    reason: 'mailbox_full',
  },
  {
    server: 'Exim, delayed',
    subject: 'Warning: message 1abcDE-0001 delayed 24 hours',
    text: `This message was created automatically by mail delivery software.
A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue on mx.reader.example.

The address to which the message has not yet been delivered is:

  ada@reader.example
    Delay reason: Connection timed out

No action is required on your part. Delivery attempts will continue for
some time, and this warning may be repeated at intervals if the message
remains undelivered.`,
    kind: 'delayed',
    reason: 'delayed',
  },
  {
    server: 'Exchange 2003',
    subject: 'Undeliverable: Hello',
    from: 'System Administrator <postmaster@reader.example>',
    text: `Your message

  To:      ada@reader.example
  Subject: Hello
  Sent:    Mon, 5 Jan 2026 10:00:00 +0100

did not reach the following recipient(s):

ada@reader.example on Mon, 5 Jan 2026 10:00:05 +0100
    The e-mail account does not exist at the organization this message was
sent to.  Check the e-mail address, or contact the recipient directly to
find out the correct address.
    <mx.reader.example #5.1.1>`,
    kind: 'hard',
    reason: 'mailbox_unknown',
  },
  {
    server: 'Lotus Domino',
    subject: 'DELIVERY FAILURE: User ada (ada@reader.example) not listed in Domino Directory',
    from: 'Postmaster <postmaster@reader.example>',
    text: `Your message

  Subject: Hello

was not delivered to:

  ada@reader.example

because:

  User ada (ada@reader.example) not listed in Domino Directory`,
    kind: 'hard',
    reason: 'mailbox_unknown',
  },
  {
    server: 'Yahoo',
    subject: 'Failure Notice',
    from: 'MAILER-DAEMON@mx.reader.example',
    text: `Sorry, we were unable to deliver your message to the following address.

<ada@reader.example>:
554: delivery error: dd Sorry your message to ada@reader.example cannot be delivered.
This account has been disabled or discontinued [#102]. - mta4.example

--- Below this line is a copy of the message.

${RETURNED_HEAD}`,
    kind: 'hard',
    reason: 'mailbox_disabled',
  },
  {
    server: 'AOL, the name without its domain',
    subject: 'Mail Delivery Problem',
    from: 'Mail Delivery Subsystem <MAILER-DAEMON@reader.example>',
    text: `Your mail to the following recipients could not be delivered
because they are not accepting mail from news@sender.example:
\tada`,
    kind: 'policy',
    reason: 'sender_rejected',
  },
  {
    server: 'GroupWise',
    subject: 'Mail System Error - Returned Mail',
    from: 'Mailer-Daemon@reader.example',
    text: `The message that you sent was undeliverable to the following:
\tada (user not found)
`,
    kind: 'hard',
    reason: 'mailbox_unknown',
  },
  {
    server: 'GMX in German',
    subject: 'Mail konnte nicht zugestellt werden',
    from: 'Mailer-Daemon@reader.example',
    text: `Ihre Nachricht konnte nicht zugestellt werden.

Empfänger: ada@reader.example
Grund: Der Empfänger ist unbekannt.

--- Ursprüngliche Nachricht ---
${RETURNED_HEAD}`,
    kind: 'hard',
    reason: 'mailbox_unknown',
  },
  {
    server: 'a French server',
    subject: 'Message non remis',
    from: 'postmaster@reader.example',
    text: `Votre message n'a pas pu être remis à ada@reader.example
Cette adresse n'existe pas.`,
    kind: 'hard',
    reason: 'mailbox_unknown',
  },
  {
    server: 'a Spanish server',
    subject: 'Correo no entregado',
    from: 'postmaster@reader.example',
    text: `El mensaje no se pudo entregar al destinatario <ada@reader.example>: el buzón está lleno`,
    kind: 'mailbox_full',
    reason: 'mailbox_full',
  },
  {
    server: 'a Russian server',
    subject: 'Недоставленное сообщение',
    from: 'mailer-daemon@reader.example',
    text: `Ваше сообщение не доставлено.
ada@reader.example: такого пользователя не существует`,
    kind: 'hard',
    reason: 'mailbox_unknown',
  },
  {
    server: 'a Japanese server',
    subject: '配信不能通知',
    from: 'MAILER-DAEMON@reader.example',
    text: `次の宛先へのメールは配信できませんでした。
<ada@reader.example>
ユーザーが存在しません。`,
    kind: 'hard',
    reason: 'mailbox_unknown',
  },
  {
    server: 'a Chinese server',
    subject: '系统退信',
    from: 'postmaster@reader.example',
    text: `抱歉，您的邮件被退回。
收件人邮件地址（ada@reader.example）不存在，邮件无法送达。`,
    kind: 'hard',
    reason: 'mailbox_unknown',
  },
  {
    server: 'a spam filter',
    subject: 'Undeliverable: Hello',
    from: 'postmaster@reader.example',
    text: `Your message to <ada@reader.example> was rejected:
554 5.7.1 Message scored too high on the spam scale. Mail from 192.0.2.1 is fine.`,
    kind: 'policy',
    reason: 'content_refused',
  },
  {
    server: 'a block list',
    subject: 'Undelivered Mail Returned to Sender',
    text: `<ada@reader.example>: host mx.reader.example[192.0.2.7] said: 554 5.7.1 Service
    unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.example (in reply to RCPT TO command)`,
    kind: 'block',
    reason: 'reputation_blocked',
  },
  {
    server: 'a relay that does not know the domain',
    subject: 'Returned mail: see transcript for details',
    from: 'Mail Delivery Subsystem <MAILER-DAEMON@mx.reader.example>',
    text: `The original message was received at Mon, 5 Jan 2026 10:00:00 +0100
from out.sender.example [192.0.2.1]

   ----- The following addresses had permanent fatal errors -----
<ada@reader.example>
    (reason: 550 Host unknown)

   ----- Transcript of session follows -----
550 5.1.2 <ada@reader.example>... Host unknown (Name server: reader.example: host not found)`,
    kind: 'hard',
    reason: 'domain_unknown',
  },
];

describe('a notice in words alone', () => {
  it.each(CASES)('of $server is $kind: $reason', ({ kind, reason, address = 'ada@reader.example', ...parts }) => {
    const returned = parseReturnedMail(writeNotice(parts));
    expect(returned.recipients.map((one) => [one.address, one.kind, one.reason])).toEqual([[address, kind, reason]]);
    expect(returned.kind).toBe(kind);
  });

  it('gives the Message-ID and the return path of what it quotes', () => {
    const [first] = CASES;
    const returned = parseReturnedMail(writeNotice({ text: first?.text ?? '' }));
    expect(returned).toMatchObject({ originalMessageId: OUR_MESSAGE_ID, returnPaths: [VERP] });
  });

  it('is read in HTML, quoted-printable, base64 and old charsets', () => {
    const html =
      '<html><style>p{color:red}</style><body><p>Delivery to <b>ada@reader.example</b> failed:</p>' +
      '<p>mailbox ada@reader.example is full &amp; over quota</p></body></html>';
    const inHtml = writeNotice({
      head: ['Content-Type: text/html', 'Content-Transfer-Encoding: base64'],
      text: Buffer.from(html).toString('base64'),
    });
    const inLatin1 = writeNotice({
      subject: '=?iso-8859-1?Q?Unzustellbar=3A_Gr=FC=DFe?=',
      head: ['Content-Type: text/plain; charset=iso-8859-1', 'Content-Transfer-Encoding: quoted-printable'],
      text: 'Empf=E4nger unbekannt:=\n ada@reader.example',
    });
    expect(parseReturnedMail(inHtml)).toMatchObject({ kind: 'mailbox_full' });
    expect(parseReturnedMail(inLatin1)).toMatchObject({
      kind: 'hard',
      recipients: [{ address: 'ada@reader.example' }],
    });
  });
});

describe('what is no failure', () => {
  it.each<[string, ReturnKind, string | undefined, Parameters<typeof writeNotice>[0]]>([
    [
      'an out-of-office answer',
      'auto_reply',
      'vacation',
      {
        from: 'Ada <ada@reader.example>',
        subject: 'Out of Office: Hello',
        text: 'I am away. In urgent cases: bob@reader.example',
      },
    ],
    [
      'an answer marked by RFC 3834',
      'auto_reply',
      'vacation',
      {
        from: 'ada@reader.example',
        subject: 'Re: Hello',
        head: ['Auto-Submitted: auto-replied'],
        text: 'Thanks, we received your mail.',
      },
    ],
    [
      'a German one',
      'auto_reply',
      'vacation',
      {
        from: 'ada@reader.example',
        subject: 'Abwesenheitsnotiz: Hello',
        text: 'Ich bin nicht da; Ihre Mail wird nicht weitergeleitet.',
      },
    ],
    [
      'a notice that somebody left',
      'auto_reply',
      'vacation',
      {
        from: 'ada@reader.example',
        subject: 'Automatic reply: Hello',
        text: 'Ada no longer works here. Mail could not be delivered.',
      },
    ],
    [
      'a challenge',
      'auto_reply',
      'challenge',
      {
        from: 'ada@reader.example',
        subject: 'Please confirm your message',
        text: 'Click to have your mail delivered to ada@reader.example',
      },
    ],
    [
      'a person who answers',
      'reply',
      undefined,
      {
        from: 'ada@reader.example',
        subject: 'Re: Hello',
        head: [`In-Reply-To: <${OUR_MESSAGE_ID}>`],
        text: 'Please unsubscribe ada@reader.example, the last mail failed.',
      },
    ],
    [
      'a person who answers about a failure',
      'reply',
      undefined,
      {
        from: 'Ada <ada@reader.example>',
        subject: 'Re: Delivery failed?',
        head: [`In-Reply-To: <${OUR_MESSAGE_ID}>`],
        text: 'Did it fail? I saw: 550 5.1.1 ada@reader.example user unknown',
      },
    ],
    [
      'a receipt',
      'delivered',
      undefined,
      { subject: 'Delivery Report (Success)', text: 'Your message was successfully delivered to ada@reader.example' },
    ],
    [
      'statistics about a domain',
      'unknown',
      'aggregate_report',
      {
        from: 'noreply@reader.example',
        subject: 'Report Domain: sender.example Submitter: reader.example Report-ID: <1>',
        text: 'failed',
      },
    ],
    ['a stranger', 'unknown', undefined, { from: 'x@y.example', subject: 'Buy now', text: 'Cheap: mail z@y.example' }],
  ])('%s is %s', (_, kind, reason, parts) => {
    const returned = parseReturnedMail(writeNotice(parts));
    expect({ kind: returned.kind, reason: returned.reason }).toEqual({ kind, reason });
  });
});
