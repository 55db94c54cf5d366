import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#libs/db';
import { DomainError } from '#libs/kernel';
import { domainToASCII } from 'node:url';
import type { MessageClass } from './ports/ledger.port.js';

export interface MessageFilter {
  readonly contact?: number | undefined;
  readonly campaign?: number | undefined;
  readonly automation?: number | undefined;
  readonly status?: string | undefined;
  readonly class?: MessageClass | undefined;
  /** What sends it: `campaign`, `automation`, `transactional`, … */
  readonly kind?: string | undefined;
  /** The recipient's address or how it begins, whatever the case. */
  readonly search?: string | undefined;
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
  readonly class: MessageClass;
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

export interface MessageDetail extends MessageView {
  /** `event.*` of its template, or the words of an alert. */
  readonly data: Readonly<Record<string, unknown>> | null;
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
    WHERE event.message_id = message.id AND event.kind = 'bounced' LIMIT 1) END AS bounce, message.created_at`;

const FROM = `
  FROM messages message
  LEFT JOIN message_queue queue ON queue.message_id = message.id
  LEFT JOIN contacts contact ON contact.id = message.contact_id
  LEFT JOIN template_versions version
    ON version.template_id = message.template_id AND version.version = message.template_version`;

// Found first, as an array: a rare address is not looked for in all the mails between, which it would be by IN beside OR.
// Mails to contacts go by the address that these have now.
const TO_ADDRESS = `message.id = ANY (ARRAY(
    SELECT id FROM messages WHERE sought_address LIKE $8 AND ($6::text IS NULL OR class = $6)
    UNION ALL SELECT messages.id FROM messages JOIN contacts ON contacts.id = messages.contact_id
    WHERE contacts.email LIKE $8 AND recipient_kind = 'contact' AND ($6::text IS NULL OR class = $6)))`;

// Newest first by id: each filter has an index or is a cheap check on the page.
const LIST = `
  SELECT ${COLUMNS} ${FROM}
  WHERE ($1::bigint IS NULL OR message.contact_id = $1)
    AND ($2::text IS NULL OR (message.source_kind = $2 AND message.source_id = $3))
    AND ($4::text IS NULL OR $4 = ${STATUS})
    AND ($5::bigint IS NULL OR message.id < $5)
    AND ($6::text IS NULL OR message.class = $6)
    AND ($7::text IS NULL OR message.source_kind = $7)
    AND ($8::text IS NULL OR ${TO_ADDRESS})
  ORDER BY message.id DESC LIMIT $9`;

const ONE = `SELECT ${COLUMNS}, message.data ${FROM} WHERE message.id = $1`;

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
      filter.class ?? null,
      filter.kind ?? null,
      beginningWith(filter.search),
      filter.limit,
    ]);
  }

  async get(id: number): Promise<MessageDetail> {
    const [row] = await this.db.query<MessageDetail & Record<string, unknown>>(ONE, [id]);
    if (!row) throw new DomainError('message.not_found');
    return row;
  }
}

function sourceOf(filter: MessageFilter): [string | null, number | null] {
  if (filter.campaign !== undefined) return ['campaign', filter.campaign];
  if (filter.automation !== undefined) return ['automation', filter.automation];
  return [null, null];
}

/** A pattern of LIKE; null for a search for nothing. */
function beginningWith(search: string | undefined): string | null {
  const text = toKeptSpelling(search?.trim().toLowerCase() ?? '');
  return text === '' ? null : `${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}

const PRINTABLE_ASCII = /^[ -~]*$/;

/** Domains are kept as A-labels; half a name in letters beyond ASCII has none. */
function toKeptSpelling(text: string): string {
  const start = text.lastIndexOf('@') + 1;
  const domain = text.slice(start);
  // Without an @ it is the beginning of a local part.
  if (start === 0 || PRINTABLE_ASCII.test(domain)) return text;
  return text.slice(0, start) + (domainToASCII(domain) || domain);
}
