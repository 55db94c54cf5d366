import { describe, expect, it } from '@jest/globals';
import { parseReturnedMail } from './parse-returned-mail.js';
import type { ReturnKind } from './returned-mail.js';
import { OUR_MESSAGE_ID, statusOf, VERP, writeNotice, writeReport } from './testing/write-report.js';

const TEXT = 'Your message could not be delivered.';

describe('a delivery status (RFC 3464)', () => {
  it.each<[string, string, ReturnKind, string]>([
    ['5.1.1', '550 5.1.1 <ada@reader.example>: Recipient address rejected: User unknown', 'hard', 'mailbox_unknown'],
    ['5.1.1', '550-5.1.1 The email account that you tried to reach does not exist.', 'hard', 'mailbox_unknown'],
    [
      '5.1.10',
      '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
      'hard',
      'mailbox_unknown',
    ],
    ['5.4.1', '550 5.4.1 Recipient address rejected: Access denied. AS(201806281)', 'hard', 'mailbox_unknown'],
    ['5.0.0', "554 delivery error: dd This user doesn't have a reader.example account", 'hard', 'mailbox_unknown'],
    ['5.1.2', '', 'hard', 'domain_unknown'],
    [
      '5.4.4',
      'Host or domain name not found. Name service error for name=reader.example type=A: Host not found',
      'hard',
      'domain_unknown',
    ],
    [
      '4.4.3',
      'Host or domain name not found. Name service error for name=reader.example type=MX: Host not found, try again',
      'soft',
      'domain_unknown',
    ],
    ['5.2.1', '550-5.2.1 The email account that you tried to reach is disabled.', 'hard', 'mailbox_disabled'],
    ['5.2.2', '552-5.2.2 The email account that you tried to reach is over quota.', 'mailbox_full', 'mailbox_full'],
    [
      '5.2.0',
      '554 5.2.0 STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded',
      'mailbox_full',
      'mailbox_full',
    ],
    ['5.7.1', '550 5.7.1 user unknown', 'hard', 'mailbox_unknown'],
    [
      '5.7.26',
      '550-5.7.26 This mail is unauthenticated, which poses a security risk',
      'policy',
      'authentication_failed',
    ],
    ['5.7.27', '550 5.7.27 SPF check failed', 'policy', 'authentication_failed'],
    [
      '5.7.515',
      '550 5.7.515 Access denied, sending domain sender.example does not meet the required authentication level',
      'policy',
      'authentication_failed',
    ],
    [
      '4.7.32',
      '421-4.7.32 From: header is not aligned with the authenticated domain',
      'policy',
      'authentication_failed',
    ],
    ['5.7.1', '554 5.7.1 Message rejected due to content restrictions', 'policy', 'content_refused'],
    [
      '5.1.8',
      '553 5.1.8 <news@sender.example>... Domain of sender address does not exist',
      'policy',
      'sender_rejected',
    ],
    ['5.7.133', '550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup', 'policy', 'sender_rejected'],
    ['5.7.1', '550 5.7.1 Relaying denied', 'policy', 'relay_denied'],
    [
      '5.7.1',
      '550 SC-001 Unfortunately, messages from 192.0.2.1 were not sent: part of their network is on our block list',
      'block',
      'reputation_blocked',
    ],
    ['5.7.606', '550 5.7.606 Access denied, banned sending IP [192.0.2.1]', 'block', 'reputation_blocked'],
    [
      '4.7.0',
      '421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints',
      'block',
      'reputation_blocked',
    ],
    ['5.3.4', '552 5.3.4 Message size exceeds fixed limit', 'policy', 'message_too_large'],
    ['5.4.6', '554 5.4.6 Too many hops', 'soft', 'loop'],
    ['4.4.7', '', 'soft', 'expired'],
    ['4.4.1', 'connect to mx.reader.example[192.0.2.7]:25: Connection timed out', 'soft', 'network'],
    ['4.2.2', '452 4.2.2 mailbox full', 'mailbox_full', 'mailbox_full'],
    ['5.0.0', '', 'hard', 'undelivered'],
  ])('%s %s is %s: %s', (status, diagnostic, kind, reason) => {
    const returned = parseReturnedMail(writeReport({ text: TEXT, fields: [statusOf(status, diagnostic)] }));
    const [recipient] = returned.recipients;
    expect(recipient).toMatchObject({ address: 'ada@reader.example', kind, reason, status, action: 'failed' });
    expect(returned).toMatchObject({ kind, originalMessageId: OUR_MESSAGE_ID });
    expect(returned.returnPaths).toContain(VERP);
  });

  it.each<[string, ReturnKind]>([
    ['delayed', 'delayed'],
    ['delivered', 'delivered'],
    ['relayed', 'delivered'],
    ['expanded', 'delivered'],
  ])('with the action %s is %s, whatever words it uses', (action, kind) => {
    const fields = [statusOf('4.1.1', '450 4.1.1 user unknown', action)];
    expect(parseReturnedMail(writeReport({ text: 'It failed: user unknown', fields })).kind).toBe(kind);
  });

  it('prefers the address as we had written it, and decodes what is escaped in it', () => {
    const fields = [
      'Original-Recipient: rfc822;ada+2Btag@reader.example',
      statusOf('5.1.1', '', 'failed', 'x@inner.example'),
    ];
    const { recipients } = parseReturnedMail(writeReport({ text: TEXT, fields }));
    expect(recipients.map(({ address }) => address)).toEqual(['ada+tag@reader.example']);
  });

  it('tells several recipients apart', () => {
    const fields = [
      statusOf('2.0.0', '', 'delivered', 'bob@reader.example'),
      statusOf('5.1.1', '550 5.1.1 User unknown', 'failed', 'ada@reader.example'),
    ];
    const returned = parseReturnedMail(writeReport({ text: TEXT, fields }));
    expect(returned.kind).toBe('hard');
    expect(returned.recipients.map(({ address, kind }) => [address, kind])).toEqual([
      ['bob@reader.example', 'delivered'],
      ['ada@reader.example', 'hard'],
    ]);
  });

  it('bears blank lines where none belong, and fields that are indented or folded', () => {
    const fields = [
      '  Final-Recipient: rfc822;',
      '\t<ada@reader.example>',
      '',
      '  Action: failed',
      '  Status: 5.1.1 (bad',
      ' mailbox)',
    ];
    const returned = parseReturnedMail(writeReport({ text: TEXT, fields }));
    expect(returned.recipients).toMatchObject([{ address: 'ada@reader.example', status: '5.1.1', kind: 'hard' }]);
  });

  it('is found inside the mail of a gateway that wrapped it', () => {
    const inner = writeReport({ text: TEXT, fields: [statusOf('5.1.1')] })
      .toString()
      .replaceAll('\r', '');
    const outer = writeNotice({
      from: 'gateway@reader.example',
      subject: 'Fwd: Delivery Status Notification (Failure)',
      head: ['Content-Type: multipart/mixed; boundary=outer'],
      text: `--outer\nContent-Type: text/plain\n\nSee below.\n--outer\nContent-Type: message/rfc822\n\n${inner}\n--outer--\n`,
    });
    expect(parseReturnedMail(outer)).toMatchObject({ kind: 'hard', recipients: [{ address: 'ada@reader.example' }] });
  });
});

describe('a complaint', () => {
  const arf = (type: string, recipient: string): Buffer =>
    writeReport({
      from: 'feedback@arf.example',
      subject: 'FW: Hello',
      text: 'This is an email abuse report.',
      type: 'feedback-report',
      fields: [`Feedback-Type: ${type}`, 'User-Agent: Loop/1.0', 'Version: 1', `Original-Rcpt-To: ${recipient}`],
    });

  it('by ARF names who complained (RFC 5965)', () => {
    expect(parseReturnedMail(arf('abuse', '<ada@reader.example>'))).toMatchObject({
      kind: 'complaint',
      recipients: [{ address: 'ada@reader.example', kind: 'complaint', reason: 'abuse' }],
      originalMessageId: OUR_MESSAGE_ID,
    });
  });

  it('with a redacted recipient is known by the mail that it returns', () => {
    const returned = parseReturnedMail(arf('abuse', 'redacted@reader.example'));
    expect(returned).toMatchObject({ kind: 'complaint', originalMessageId: OUR_MESSAGE_ID });
    expect(returned.recipients).toMatchObject([{ address: 'ada@reader.example' }]);
  });

  it.each<[string, ReturnKind]>([
    ['auth-failure', 'auth_failure'],
    ['not-spam', 'unknown'],
    ['fraud', 'complaint'],
    ['opt-out', 'complaint'],
  ])('of type %s is %s', (type, kind) => {
    expect(parseReturnedMail(arf(type, 'ada@reader.example')).kind).toBe(kind);
  });

  it('by JMRP stands in a field of the attached mail, or is redacted', () => {
    const jmrp = (field: string): Buffer =>
      writeNotice({
        from: 'staff@hotmail.example',
        subject: 'complaint about message from 192.0.2.1',
        head: ['Content-Type: multipart/mixed; boundary=j'],
        text: `--j\nContent-Type: message/rfc822\n\n${field}Message-ID: <${OUR_MESSAGE_ID}>\nFrom: news@sender.example\nSubject: Hello\n\nBody\n--j--\n`,
      });
    expect(parseReturnedMail(jmrp('X-HmXmrOriginalRecipient: <ada@reader.example>\n'))).toMatchObject({
      kind: 'complaint',
      recipients: [{ address: 'ada@reader.example' }],
    });
    expect(parseReturnedMail(jmrp(''))).toMatchObject({
      kind: 'complaint',
      recipients: [],
      originalMessageId: OUR_MESSAGE_ID,
    });
  });
});
