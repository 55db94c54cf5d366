import { generateKeyPairSync, sign } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import type { GuardedRequest, GuardedResponse } from '#libs/kernel';
import { RETURN_SOURCES } from '#libs/delivery';
import { needs } from '../setup/needs.js';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:returned-mail';
const CERTIFICATE = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem';
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
let certificate: string;
const [ses] = RETURN_SOURCES.flatMap((source) => (source.type === 'ses' && source.way === 'hook' ? source : []));

type Envelope = Record<string, string>;

/** As Amazon documents it: these names and their values, a line each, in the order of the alphabet. */
function signedText(envelope: Envelope): string {
  const confirmation = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
  const notification = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'];
  const names = envelope['Type'] === 'Notification' ? notification : confirmation;
  return names.flatMap((name) => (name in envelope ? [`${name}\n${String(envelope[name])}\n`] : [])).join('');
}
/** The addresses that were asked; Amazon's certificate is served for every one. */
const asked: string[] = [];

const http = {
  send: (url: string, _request: GuardedRequest): Promise<GuardedResponse> => {
    asked.push(url);
    return Promise.resolve({ status: 200, headers: {}, body: Buffer.from(certificate) });
  },
};

function envelopeOf(message: object, extra: Envelope = {}, version: '1' | '2' = '2'): Buffer {
  const unsigned: Envelope = {
    ...{ Type: 'Notification', MessageId: 'm-1', TopicArn: TOPIC, Timestamp: '2026-11-26T10:00:00.000Z' },
    ...{ Message: JSON.stringify(message), SignatureVersion: version, SigningCertURL: CERTIFICATE, Signature: '' },
    ...extra,
  };
  const algorithm = version === '1' ? 'sha1' : 'sha256';
  const signature = sign(algorithm, Buffer.from(signedText(unsigned)), privateKey).toString('base64');
  return Buffer.from(JSON.stringify({ ...unsigned, Signature: extra['Signature'] ?? signature }));
}

function read(raw: Buffer, now = new Date('2026-11-26T10:00:05Z')) {
  if (!ses) throw new Error('Amazon SES is not listed');
  return ses.read({ headers: {}, raw, now }, { topic_arn: TOPIC }, { http });
}

const BOUNCE = {
  notificationType: 'Bounce',
  mail: {
    messageId: 'ses-1',
    source: 'bounces+abc@sender.example',
    headers: [{ name: 'Message-ID', value: '<1.abcdefghijkl@sender.example>' }],
  },
  bounce: {
    bounceType: 'Permanent',
    bounceSubType: 'General',
    bouncedRecipients: [
      { emailAddress: 'ada@reader.example', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' },
    ],
  },
};

needs('openssl')('Amazon SES through SNS', () => {
  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'tidings-sns-'));
    const key = join(folder, 'key.pem');
    writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const args = ['req', '-x509', '-new', '-key', key, '-subj', '/CN=sns.amazonaws.com', '-days', '2'];
    execFileSync('openssl', [...args, '-out', join(folder, 'c.pem')]);
    certificate = readFileSync(join(folder, 'c.pem'), 'utf8');
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['Undetermined', 'Undetermined', 'soft'],
    ['Transient', 'General', 'soft'],
    ['Transient', 'MailboxFull', 'mailbox_full'],
    ['Transient', 'MessageTooLarge', 'policy'],
    ['Transient', 'ContentRejected', 'policy'],
    ['Permanent', 'General', 'hard'],
    ['Permanent', 'OnAccountSuppressionList', 'hard'],
  ])('takes a bounce of type %s, %s, without any words for %s', async (bounceType, bounceSubType, kind) => {
    const bounce = { bounceType, bounceSubType, bouncedRecipients: [{ emailAddress: 'ada@reader.example' }] };
    const { events } = await read(envelopeOf({ ...BOUNCE, bounce }));
    expect(events.map(({ returned }) => returned.kind)).toEqual([kind]);
  });

  it('believes the words where SES could not tell', async () => {
    const [recipient] = BOUNCE.bounce.bouncedRecipients;
    const bounce = { bounceType: 'Undetermined', bounceSubType: 'Undetermined', bouncedRecipients: [recipient] };
    const { events } = await read(envelopeOf({ ...BOUNCE, bounce }));
    expect(events.map(({ returned }) => returned.kind)).toEqual(['hard']);
  });

  it('knows a mail by our tag where the notice is without headers', async () => {
    const tagged = {
      messageId: 'ses-1',
      tags: { 'tidings-message': ['2s_AbCdEf_-1234'], 'ses:source-ip': ['1.2.3.4'] },
    };
    const { events } = await read(envelopeOf({ ...BOUNCE, mail: tagged }));
    expect(events[0]?.returned.originalMessageId).toBe('2s.AbCdEf_-1234@ses');
  });

  it.each(['1', '2'] as const)('reports a bounce, signed by version %s', async (version) => {
    const { events } = await read(envelopeOf(BOUNCE, {}, version));
    expect(events).toMatchObject([
      {
        id: 'm-1:ada@reader.example',
        returned: {
          kind: 'hard',
          originalMessageId: '1.abcdefghijkl@sender.example',
          returnPaths: ['bounces+abc@sender.example'],
          recipients: [{ address: 'ada@reader.example', status: '5.1.1', reason: 'mailbox_unknown' }],
        },
      },
    ]);
  });

  it.each<[string, object, string]>([
    ['a full mailbox', { bounceType: 'Transient', bounceSubType: 'MailboxFull' }, 'mailbox_full'],
    ['a general temporary failure', { bounceType: 'Transient', bounceSubType: 'General' }, 'soft'],
    ['an address that SES does not mail any more', { bounceType: 'Permanent', bounceSubType: 'Suppressed' }, 'hard'],
  ])('tells %s apart', async (_, type, kind) => {
    const words = kind === 'mailbox_full' ? 'smtp; 552 5.2.2 mailbox full' : undefined;
    const bouncedRecipients = [{ emailAddress: 'ada@reader.example', diagnosticCode: words }];
    const { events } = await read(envelopeOf({ ...BOUNCE, bounce: { ...type, bouncedRecipients } }));
    expect(events[0]?.returned.kind).toBe(kind);
  });

  it('reports complaints, but not that a mail was moved out of the junk folder', async () => {
    const complaint = (complaintFeedbackType: string) => ({
      ...BOUNCE,
      notificationType: 'Complaint',
      complaint: { complainedRecipients: [{ emailAddress: 'ada@reader.example' }], complaintFeedbackType },
    });
    expect((await read(envelopeOf(complaint('abuse')))).events[0]?.returned.kind).toBe('complaint');
    expect((await read(envelopeOf(complaint('not-spam')))).events[0]?.returned.kind).toBe('unknown');
  });

  it('confirms the subscription of its own topic, and asks Amazon alone', async () => {
    const SubscribeURL = 'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t';
    const confirmation = { Type: 'SubscriptionConfirmation', SubscribeURL, Token: 't' };
    expect(await read(envelopeOf({}, confirmation))).toEqual({ events: [], confirm: SubscribeURL });
    const elsewhere = { ...confirmation, SubscribeURL: 'https://169.254.169.254/latest' };
    await expect(read(envelopeOf({}, elsewhere))).rejects.toMatchObject({ code: 'hook.refused' });
  });

  it.each<[string, Envelope]>([
    ['another topic', { TopicArn: 'arn:aws:sns:eu-west-1:999999999999:theirs' }],
    ['a wrong signature', { Signature: 'AAAA' }],
    ['a certificate from elsewhere', { SigningCertURL: 'https://sns.eu-west-1.amazonaws.com.evil.example/a.pem' }],
    ['a certificate without TLS', { SigningCertURL: 'http://sns.eu-west-1.amazonaws.com/a.pem' }],
    ['a certificate that a bucket serves', { SigningCertURL: 'https://s3.eu-west-1.amazonaws.com/a.pem' }],
    ['a port of its own', { SigningCertURL: 'https://sns.eu-west-1.amazonaws.com:8443/a.pem' }],
    ['an unknown version of signatures', { SignatureVersion: '3' }],
  ])('refuses %s', async (_, extra) => {
    asked.length = 0;
    await expect(read(envelopeOf(BOUNCE, extra))).rejects.toMatchObject({ code: 'hook.refused' });
    expect(asked.filter((url) => url !== CERTIFICATE)).toEqual([]);
  });

  it.each(['2026-12-27T10:00:00Z', '2027-06-01T00:00:00Z'])('refuses a notification again on %s', async (later) => {
    expect((await read(envelopeOf(BOUNCE), new Date('2026-12-26T09:00:00Z'))).events).toHaveLength(1);
    await expect(read(envelopeOf(BOUNCE), new Date(later))).rejects.toMatchObject({ code: 'hook.refused' });
    const undated = envelopeOf(BOUNCE, { Timestamp: 'once' });
    await expect(read(undated)).rejects.toMatchObject({ code: 'hook.refused' });
  });

  it.each([{}, { Type: 'Notification' }, [], null])('refuses %j as it is not signed at all', async (body) => {
    await expect(read(Buffer.from(JSON.stringify(body)))).rejects.toMatchObject({ code: 'hook.refused' });
  });

  it('refuses what was changed after it was signed', async () => {
    const raw = Buffer.from(envelopeOf(BOUNCE).toString().replace('ada@', 'bob@'));
    await expect(read(raw)).rejects.toMatchObject({ code: 'hook.refused' });
  });
});
