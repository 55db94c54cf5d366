import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#libs/db';
import { DomainError } from '#libs/kernel';
import type { ReturnOutcome } from './record/return-effect.js';

/** Something that came back, as the API shows it. */
export interface ReturnedMailView {
  readonly id: number;
  readonly received_at: Date;
  readonly source: string;
  readonly kind: string;
  readonly reason: string | null;
  readonly status: string | null;
  readonly diagnostic: string | null;
  readonly address: string | null;
  readonly from: string | null;
  readonly subject: string | null;
  readonly message_id: number | null;
  readonly contact_id: number | null;
  readonly matched_by: string | null;
  /** What came of it; null when it is about no mail of ours, or was taken by an earlier version. */
  readonly effect: ReturnOutcome | null;
  /** The address that the mail went to, which is the one that was blocked or counted. */
  readonly effect_address: string | null;
}

interface ReturnedMailFilter {
  readonly matched?: boolean | undefined;
  readonly kind?: string | undefined;
  readonly contact?: number | undefined;
  readonly before: number | null;
  readonly limit: number;
}

const COLUMNS = `id, received_at, source, kind, reason, status, diagnostic, address, from_header AS "from", subject,
  message_id, contact_id, matched_by, effect, effect_address`;

const LIST = `
  SELECT ${COLUMNS} FROM returned_mails
  WHERE ($1::boolean IS NULL OR (message_id IS NOT NULL) = $1) AND ($2::text IS NULL OR kind = $2)
    AND ($3::bigint IS NULL OR contact_id = $3) AND ($4::bigint IS NULL OR id < $4)
  ORDER BY id DESC LIMIT $5`;

const ONE = `SELECT ${COLUMNS} FROM returned_mails WHERE id = $1`;
const RAW = `SELECT raw FROM returned_mails WHERE id = $1`;

type Row = ReturnedMailView & Record<string, unknown>;

/** Reads what came back. */
@Injectable()
export class ReturnedMails {
  constructor(@Inject(Database) private readonly db: Database) {}

  /** Newest first. */
  async list({ matched, kind, contact, before, limit }: ReturnedMailFilter): Promise<ReturnedMailView[]> {
    return this.db.query<Row>(LIST, [matched ?? null, kind ?? null, contact ?? null, before, limit]);
  }

  async get(id: number): Promise<ReturnedMailView> {
    const [row] = await this.db.query<Row>(ONE, [id]);
    if (!row) throw new DomainError('returned_mail.not_found');
    return row;
  }

  /** The first 64 KB as they came; empty once they are no longer kept. */
  async raw(id: number): Promise<Buffer> {
    const [row] = await this.db.query<{ raw: Buffer | null }>(RAW, [id]);
    if (!row) throw new DomainError('returned_mail.not_found');
    return row.raw ?? Buffer.alloc(0);
  }
}
