import { describe, expect, it } from '@jest/globals';
import { parseReturnedMail } from './parse-returned-mail.js';
import { statusOf, writeNotice, writeReport } from './testing/write-report.js';

const GROUP = (recipient: string, diagnostic = 'User unknown'): string =>
  [
    ...(recipient ? [recipient] : []),
    'Action: failed',
    'Status: 5.1.1',
    `Diagnostic-Code: smtp; 550 ${diagnostic}`,
  ].join('\n');
const MARKED = ['Auto-Submitted: auto-replied'];

describe('a report whose fields lost the address', () => {
  const parse = (text: string, group: string) =>
    parseReturnedMail(writeReport({ head: MARKED, text, fields: [group], original: 'Subject: News' }));

  it('has it in the words of the server', () => {
    expect(parse('It failed.', GROUP('', '<ada@reader.example> unknown'))).toMatchObject({
      kind: 'hard',
      recipients: [{ address: 'ada@reader.example', status: '5.1.1' }],
    });
  });

  it('has it in the words for people', () => {
    expect(parse('<ada@reader.example>: it failed.', GROUP('Final-Recipient: rfc822;'))).toMatchObject({
      kind: 'hard',
      recipients: [{ address: 'ada@reader.example', status: '5.1.1' }],
    });
  });

  it('is a bounce even without: the return path says whose', () => {
    expect(parse('It failed.', GROUP(''))).toMatchObject({ kind: 'hard', recipients: [{ address: '' }] });
  });
});

describe('fields that a gateway left as text', () => {
  const TEXT = [
    'Reporting-MTA: dns; mx.reader.example',
    '',
    'Final-Recipient: rfc822; ada@reader.example',
    'Action: delayed',
    'Status: 4.4.1',
  ].join('\n');

  it('count as those of a report', () => {
    const returned = parseReturnedMail(writeNotice({ subject: 'Delivery Status Notification', text: TEXT }));
    expect(returned).toMatchObject({
      kind: 'delayed',
      recipients: [{ address: 'ada@reader.example', action: 'delayed', status: '4.4.1' }],
    });
  });
});

describe('what only sounds like a failure', () => {
  it('is none without a mail system, a reason, or the mail: a parcel', () => {
    const text = 'Your parcel could not be delivered to ada@reader.example. Choose another day.';
    const returned = parseReturnedMail(
      writeNotice({ from: 'Parcels <noreply@parcels.example>', subject: 'Delivery failed: your parcel', text }),
    );
    expect(returned).toMatchObject({ kind: 'unknown', recipients: [] });
  });

  it('names no keeper of a mailing list', () => {
    const text = 'Your posting was rejected by the moderator. Ask the list administrator\nat: news-owner@list.example';
    const returned = parseReturnedMail(
      writeNotice({ from: 'news-bounces@list.example', subject: 'Request to mailing list News rejected', text }),
    );
    expect(returned.recipients).toEqual([]);
  });
});

describe('refusals in words of their own', () => {
  it.each([
    ['NetEase', '554 DT:SPM 163 mx12,QMCowABn,1500 http://mail.163.example/help/help_spam_16.htm'],
    ['La Poste', '550 5.5.0 Service refuse. Veuillez essayer plus tard. service refused, please try later. LPN007_510'],
    ['Comcast', '554 comcast 81.2.69.142 found on one or more DNSBLs, see http://postmaster.comcast.example/'],
  ])('%s: it is we who are refused', (_server, diagnostic) => {
    const fields = [statusOf('5.0.0', diagnostic)];
    expect(parseReturnedMail(writeReport({ text: 'It failed.', fields })).kind).toBe('block');
  });

  it.each([
    ['5.0.0', '550 Helo name is invalid', 'policy'],
    ['5.7.60', '550 5.7.60 SMTP; Client does not have permissions to send as this sender', 'policy'],
    ['5.0.0', '554 too many bad commands from 81.2.69.142', 'block'],
    ['5.7.1', '550 5.7.1 Too many invalid recipients', 'block'],
    ['5.2.1', '521 5.2.1 :  AOL will not accept delivery of this message.', 'block'],
    ['5.7.124', '550 5.7.124 Sender not in allowed-senders list', 'policy'],
    ['5.7.29', '550 5.7.29 This mail was not sent over TLS', 'policy'],
    ['5.7.99', '550 5.7.99 No', 'policy'],
    ['5.6.99', '550 5.6.99 No', 'policy'],
    ['5.4.99', '550 5.4.99 No', 'soft'],
    ['5.0.0', '554 duplicate header From', 'policy'],
    ['5.0.0', '550 because the recipient is only accepting mail from specific email addresses', 'policy'],
    ['5.2.122', '550 5.2.122 The recipient has exceeded their limit for messages per hour', 'block'],
    ['5.0.0', '552 No', 'mailbox_full'],
    ['5.0.0', '552 user has too many messages on the server', 'mailbox_full'],
    ['5.0.0', '550 the mail space has used up', 'mailbox_full'],
  ])('%s %s: the address is not to blame', (status, diagnostic, kind) => {
    const fields = [statusOf(status, diagnostic)];
    expect(parseReturnedMail(writeReport({ text: 'It failed.', fields })).kind).toBe(kind);
  });

  it.each([
    ['the provider of the reader', 'The recipient’s provider rejected it.\nMessage rejected as spam.'],
    [
      'the provider, in plain quotes',
      "The recipient's email provider rejected it.\nMessage rejected due to content restrictions",
    ],
    ['a scanner', 'Our content checker found banned name: .exe. Delivery of the email was stopped!'],
  ])('%s, in words for people', (_who, words) => {
    const text = `Your message did not reach:\n\nada@reader.example\n${words}`;
    const head = ['MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8'];
    expect(parseReturnedMail(writeNotice({ from: 'postmaster@reader.example', text, head }))).toMatchObject({
      kind: 'policy',
      recipients: [{ address: 'ada@reader.example' }],
    });
  });
});

describe('what people pass on or confirm', () => {
  const TEXT = 'It failed.\n\n<bob@reader.example>: user unknown';

  it.each(['Fwd: Undelivered Mail Returned to Sender', 'WG: Unzustellbar', 'TR : Non remis'])('%s', (subject) => {
    const returned = parseReturnedMail(writeNotice({ from: 'Ada <ada@reader.example>', subject, text: TEXT }));
    expect(returned).toMatchObject({ kind: 'unknown', recipients: [] });
  });

  it('is a receipt, whatever our subject was', () => {
    const returned = parseReturnedMail(
      writeReport({
        ...{ from: 'Ada <ada@reader.example>', subject: 'Not read: Delivery failed? Ask us!' },
        ...{ text: 'It was deleted unread.', type: 'disposition-notification' },
        fields: [
          'Final-Recipient: rfc822; ada@reader.example',
          'Disposition: manual-action/MDN-sent-manually; deleted',
        ],
      }),
    );
    expect(returned).toMatchObject({ kind: 'auto_reply', reason: 'receipt', recipients: [] });
  });
});

describe('a notice of few words', () => {
  it('may hide the address behind a link', () => {
    const text =
      '<p>Delivery has failed to these recipients:</p>' +
      '<p><a href="mailto:ada@reader.example">Ada</a><br>The address could not be found.</p>';
    const head = ['MIME-Version: 1.0', 'Content-Type: text/html'];
    const from = 'postmaster@reader.example';
    expect(parseReturnedMail(writeNotice({ from, subject: 'Undeliverable: News', text, head }))).toMatchObject({
      kind: 'hard',
      recipients: [{ address: 'ada@reader.example' }],
    });
  });

  it('may have an address of odd characters', () => {
    const text = '<g=ada/l@reader.example>: user unknown';
    expect(parseReturnedMail(writeNotice({ text })).recipients).toMatchObject([{ address: 'g=ada/l@reader.example' }]);
  });

  it('may have the address in a sentence about the problem', () => {
    const text = 'There was a temporary problem delivering your message to ada@reader.example. It will be retried.';
    expect(parseReturnedMail(writeNotice({ subject: 'Delivery Status Notification', text }))).toMatchObject({
      kind: 'delayed',
      recipients: [{ address: 'ada@reader.example' }],
    });
  });

  it('may have the address in its subject', () => {
    const subject = 'Undeliverable mail to ada@reader.example';
    expect(parseReturnedMail(writeNotice({ subject, text: 'The mailbox does not exist.' }))).toMatchObject({
      kind: 'hard',
      recipients: [{ address: 'ada@reader.example' }],
    });
  });
});
