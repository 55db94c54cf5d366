import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#libs/db';
import { DomainError } from '#libs/kernel';

export interface MessageFilter {
  readonly contact?: number | undefined;
  readonly campaign?: number | undefined;
  readonly automation?: number | undefined;
  readonly status?: string | undefined;
  /** Id of the last row of the page before. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** A message as the API shows it. */
export interface MessageView {
  readonly id: number;
  readonly contact_id: number;
  readonly source_kind: string;
  readonly source_id: number;
  readonly class: string;
  readonly recipient: string | null;
  readonly topic_id: number | null;
  readonly template_id: number | null;
  readonly template_version: number | null;
  readonly subject: string | null;
  readonly status: string;
  readonly reason: string | null;
  readonly response: string | null;
  readonly attempt: number;
  readonly message_id: string | null;
  readonly due_at: Date;
  readonly sent_at: Date | null;
  readonly bounced_at: Date | null;
  readonly complained_at: Date | null;
  /** Why it bounced: `{ bounce, reason, status, diagnostic }`, as far as the report says it. */
  readonly bounce: Readonly<Record<string, unknown>> | null;
  readonly created_at: Date;
}

/** While a process works on it, what it does; the ledger's row is written at the end. */
const STATUS = `CASE WHEN queue.state IN ('claimed', 'sending') THEN queue.state ELSE message.state END`;

const COLUMNS = `
  message.id, message.contact_id, message.source_kind, message.source_id, class,
  coalesce(recipient_address, contact.email) AS recipient, topic_id, message.template_id,
  coalesce(message.template_version, queue.template_version) AS template_version,
  coalesce(message.subject, queue.subject, version.subject, message.data->>'subject') AS subject,
  ${STATUS} AS status, reason, response, coalesce(queue.attempt, message.attempt) AS attempt,
  coalesce(queue.mail_id, message.message_id) AS message_id,
  message.due_at, sent_at, bounced_at, complained_at,
  CASE WHEN bounced_at IS NOT NULL THEN (SELECT event.data FROM message_events event
    WHERE event.message_id = message.id AND event.kind = 'bounced' LIMIT 1) END AS bounce, message.created_at
  FROM messages message
  LEFT JOIN message_queue queue ON queue.message_id = message.id
  LEFT JOIN contacts contact ON contact.id = message.contact_id
  LEFT JOIN template_versions version
    ON version.template_id = message.template_id AND version.version = message.template_version`;

// Newest first by id: each filter has an index or is a cheap check on the page.
const LIST = `
  SELECT ${COLUMNS}
  WHERE ($1::bigint IS NULL OR message.contact_id = $1)
    AND ($2::text IS NULL OR (message.source_kind = $2 AND message.source_id = $3))
    AND ($4::text IS NULL OR $4 = ${STATUS})
    AND ($5::bigint IS NULL OR message.id < $5)
  ORDER BY message.id DESC LIMIT $6`;

const ONE = `SELECT ${COLUMNS} WHERE message.id = $1`;

@Injectable()
export class MessagesQuery {
  constructor(@Inject(Database) private readonly db: Database) {}

  async list(filter: MessageFilter): Promise<MessageView[]> {
    const [kind, id] = sourceOf(filter);
    return this.db.query<MessageView & Record<string, unknown>>(LIST, [
      filter.contact ?? null,
      kind,
      id,
      filter.status ?? null,
      filter.before ?? null,
      filter.limit,
    ]);
  }

  async get(id: number): Promise<MessageView> {
    const [row] = await this.db.query<MessageView & Record<string, unknown>>(ONE, [id]);
    if (!row) throw new DomainError('message.not_found');
    return row;
  }
}

function sourceOf(filter: MessageFilter): [string | null, number | null] {
  if (filter.campaign !== undefined) return ['campaign', filter.campaign];
  if (filter.automation !== undefined) return ['automation', filter.automation];
  return [null, null];
}
