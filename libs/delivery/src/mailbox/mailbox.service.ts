import { Injectable } from '@nestjs/common';
import { Database } from '#libs/db';
import { DomainError } from '#libs/kernel';
import { parseMail, type ParsedMail } from './parse-mail.js';

/** A mail as the list shows it. */
export interface MailSummary {
  readonly id: number;
  readonly receivedAt: Date;
  readonly from: string;
  readonly to: string;
  readonly subject: string | null;
  readonly messageId: string | null;
  /** Bytes of the raw mail. */
  readonly size: number;
}

export type MailDetail = MailSummary & ParsedMail;

interface MailQuery {
  /** Part of a recipient's address or of the subject, whatever the case. */
  readonly search?: string | undefined;
  /** Only mails older than the one with this id: the last one of the page before. */
  readonly before?: number | undefined;
  /** 1 to 1,000. */
  readonly limit: number;
}

const SUMMARY = `id, received_at AS "receivedAt", envelope_from AS "from", envelope_to AS "to", subject,
  message_id AS "messageId", size`;

// At most 50,000 rows, whose raw mail lies apart (TOAST): the scan of a search reads some 10 MB.
const LIST_MAILS = `
SELECT ${SUMMARY} FROM mailbox_mails
WHERE ($1::bigint IS NULL OR id < $1)
  AND ($2::text IS NULL OR strpos(lower(envelope_to), lower($2)) > 0 OR strpos(lower(subject), lower($2)) > 0)
ORDER BY id DESC LIMIT $3`;

const GET_MAIL = `SELECT ${SUMMARY}, raw FROM mailbox_mails WHERE id = $1`;

/** Reads what the built-in mailbox took. */
@Injectable()
export class MailboxService {
  constructor(private readonly db: Database) {}

  /** Newest first. */
  list({ search, before, limit }: MailQuery): Promise<MailSummary[]> {
    return this.db.query<MailSummary>(LIST_MAILS, [before ?? null, search?.trim() || null, limit]);
  }

  async get(id: number): Promise<MailDetail> {
    const { raw, ...summary } = await this.find(id);
    return { ...summary, ...(await parseMail(raw)) };
  }

  /** The mail as it came, byte for byte. */
  async raw(id: number): Promise<Buffer> {
    return (await this.find(id)).raw;
  }

  private async find(id: number): Promise<MailSummary & { raw: Buffer }> {
    const [mail] = await this.db.query<MailSummary & { raw: Buffer }>(GET_MAIL, [id]);
    if (!mail) throw new DomainError('mailbox_mail.not_found');
    return mail;
  }
}
