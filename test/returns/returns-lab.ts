import { LinkSigner, ReturnListener } from '#libs/delivery';
import { SecretRing } from '#libs/kernel';
import { createTestApi, type TestApi } from '../../apps/api/src/testing/create-test-api.js';
import { enqueue } from '../../libs/ledger/src/testing/queued-messages.js';
import nodemailer from 'nodemailer';

/** A mail that the ledger has sent, and the two things of it that come back. */
export interface SentMail {
  readonly id: number;
  readonly contactId: number;
  readonly email: string;
  readonly returnPath: string;
  readonly messageId: string;
}

/** The api, the listener for returned mail on a real port, and mails that have been sent. */
export class ReturnsLab {
  private constructor(
    readonly api: TestApi,
    private readonly listener: { readonly port: number; stop(): Promise<void> },
  ) {}

  static async open(env: NodeJS.ProcessEnv = {}): Promise<ReturnsLab> {
    const api = await createTestApi({ env });
    const listener = await api.app
      .get(ReturnListener, { strict: false })
      .start({ host: '127.0.0.1', port: 0, name: 'mx.sender.example' });
    await api.call('POST', '/senders', { name: 'News', email: 'news@sender.example' });
    return new ReturnsLab(api, listener);
  }

  /** A subscribed contact and a mail to it, in the given state of the ledger. */
  async sent(email: string, state = 'sent'): Promise<SentMail> {
    const made = await this.api.call('POST', '/contacts', { email, consents: { newsletter: 'subscribed' } });
    const contactId = made.json<{ id: number }>().id;
    return this.mailTo(contactId, email, state);
  }

  /** Another mail to a contact. */
  async mailTo(contactId: number, email: string, state = 'sent'): Promise<SentMail> {
    const [row] = await this.api.db.query<{ id: number }>(
      `INSERT INTO messages (contact_id, source_kind, source_id, occurrence, class, topic_id, state, reason, sent_at, attempt,
         recipient_address)
       VALUES ($1, 'campaign', 1, gen_random_uuid()::text, 'marketing', 1, $2, $3, now(), 1, $4) RETURNING id`,
      [
        ...[contactId, state === 'sending' ? 'pending' : state, state === 'unknown' ? 'worker.lost' : null],
        state === 'sending' ? null : email,
      ],
    );
    const id = row?.id ?? 0;
    if (state === 'sending') await enqueue(this.api.db, [id], 'sending');
    const links = this.api.app.get(LinkSigner, { strict: false });
    const mac = this.api.app.get(SecretRing, { strict: false }).sign('message-id', String(id), 9);
    return {
      ...{ id, contactId, email },
      returnPath: links.linksFor({ messageId: id, contactId, topicId: 1 }).returnPath('sender.example'),
      messageId: `${id.toString(36)}.${mac}@sender.example`,
    };
  }

  /** Hands a mail to the listener as another server would, at `from`. Rejects with the server's answer. */
  async deliver(to: string, raw: string | Buffer, from = '127.0.0.1'): Promise<void> {
    const { port } = this.listener;
    const transport = nodemailer.createTransport({ host: '127.0.0.1', port, secure: false, localAddress: from });
    try {
      await transport.sendMail({ envelope: { from: '', to: [to] }, raw });
    } finally {
      transport.close();
    }
  }

  async one<Row extends Record<string, unknown>>(sql: string, params: readonly unknown[] = []): Promise<Row> {
    const [row] = await this.api.db.query<Row>(sql, params);
    if (!row) throw new Error(`No row: ${sql}`);
    return row;
  }

  /** What all reports together have done to a mail and its contact. */
  async stateOf({ id, contactId, email }: SentMail) {
    return this.one<{
      bounced: boolean;
      complained: boolean;
      state: string;
      events: string[];
      changes: string[];
      suppressed: string | null;
      consent: string;
    }>(
      `SELECT bounced_at IS NOT NULL AS bounced, complained_at IS NOT NULL AS complained, state,
        ARRAY(SELECT kind FROM message_events WHERE message_id = messages.id ORDER BY id) AS events,
        ARRAY(SELECT dimension FROM contact_changes WHERE contact_id = $2 AND dimension LIKE 'email:%' ORDER BY id) AS changes,
        (SELECT reason || ': ' || source FROM suppressions WHERE email = $3) AS suppressed,
        (SELECT status FROM consents WHERE contact_id = $2 AND topic_id = 1) AS consent
       FROM messages WHERE id = $1`,
      [id, contactId, email],
    );
  }

  async close(): Promise<void> {
    await this.listener.stop();
    await this.api.close();
  }
}

interface Dsn {
  readonly mail: SentMail;
  readonly status?: string;
  readonly diagnostic?: string;
  readonly action?: string;
  /** Of the returned headers; the mail's own unless another is given. */
  readonly messageId?: string;
  readonly id?: string;
}

/** A report by RFC 3464 about a mail, as its recipient's server would write it. */
export function writeDsn({ mail, status = '5.1.1', diagnostic = '550 5.1.1 User unknown', ...rest }: Dsn): string {
  const { action = 'failed', messageId = mail.messageId, id = 'report-1' } = rest;
  return [
    'From: MAILER-DAEMON@mx.reader.example',
    `To: ${mail.returnPath}`,
    'Subject: Undelivered Mail Returned to Sender',
    `Message-ID: <${id}@mx.reader.example>`,
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    ...['', '--b', 'Content-Type: text/plain', '', 'Your mail could not be delivered.', ''],
    ...['--b', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.reader.example', ''],
    ...[`Final-Recipient: rfc822; ${mail.email}`, `Action: ${action}`, `Status: ${status}`],
    ...[`Diagnostic-Code: smtp; ${diagnostic}`, ''],
    ...[
      '--b',
      'Content-Type: message/rfc822',
      '',
      `Message-ID: <${messageId}>`,
      `To: ${mail.email}`,
      'Subject: Hi',
      '',
    ],
    ...['Body', '--b--', ''],
  ].join('\r\n');
}

/** A report by RFC 5965 that a person called the mail spam; it names the mail and no address. */
export function writeArf({ messageId }: SentMail): string {
  return [
    'From: fbl@provider.example',
    'Subject: FW: Hi',
    'Content-Type: multipart/report; report-type=feedback-report; boundary=a',
    ...['', '--a', 'Content-Type: text/plain', '', 'An abuse report.'],
    ...['--a', 'Content-Type: message/feedback-report', ''],
    ...['Feedback-Type: abuse', 'Version: 1', 'Original-Rcpt-To: redacted@provider.example', ''],
    ...['--a', 'Content-Type: message/rfc822', '', `Message-ID: <${messageId}>`, 'Subject: Hi', '', 'x', '--a--', ''],
  ].join('\r\n');
}
