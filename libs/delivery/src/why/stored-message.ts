import type { Queryable } from '#libs/db';
import type { ClaimedMessage } from '#libs/ledger';

/** A mail as the ledger has it: what the gate knows about it, and what became of it. */
export interface StoredMessage extends ClaimedMessage {
  readonly subject: string | null;
  readonly state: 'pending' | 'claimed' | 'sending' | 'sent' | 'deferred' | 'failed' | 'skipped' | 'unknown';
  readonly reason: string | null;
  readonly response: string | null;
  readonly dueAt: Date;
  readonly sentAt: Date | null;
  readonly bouncedAt: Date | null;
  readonly complainedAt: Date | null;
  readonly updatedAt: Date;
  /** `{ bounce, reason, status, diagnostic }`, as far as the report says it. */
  readonly bounce: Readonly<Record<string, unknown>> | null;
  readonly sourceState: 'active' | 'paused' | 'ended' | null;
}

const SELECT = `
  SELECT message.id, contact_id AS "contactId", message.source_kind AS "sourceKind", message.source_id AS "sourceId",
    occurrence, class,
    recipient_kind AS "recipientKind", recipient_address AS "recipientAddress", message.topic_id AS "topicId",
    sender_id AS "senderId", message.template_id AS "templateId", message.template_version AS "templateVersion", data,
    coalesce(queue.attempt, message.attempt) AS attempt,
    coalesce(queue.attempt, message.attempt) - coalesce(queue.waits, 0) AS tries,
    message.priority, message.created_at AS "createdAt", request_id AS "requestId",
    coalesce(message.subject, queue.subject, version.subject, data->>'subject') AS subject,
    CASE WHEN queue.state IN ('claimed', 'sending') THEN queue.state ELSE message.state END AS state, reason, response,
    message.due_at AS "dueAt", sent_at AS "sentAt", bounced_at AS "bouncedAt", complained_at AS "complainedAt",
    updated_at AS "updatedAt", source.state AS "sourceState",
    (SELECT event.data FROM message_events event
      WHERE event.message_id = message.id AND event.kind = 'bounced' LIMIT 1) AS bounce
  FROM messages message
  LEFT JOIN message_queue queue ON queue.message_id = message.id
  LEFT JOIN message_sources source ON source.kind = message.source_kind AND source.id = message.source_id
  LEFT JOIN template_versions version
    ON version.template_id = message.template_id AND version.version = message.template_version`;

const ONE = `${SELECT} WHERE message.id = $1 AND contact_id = $2`;

/** An automation may have written many; the newest tell enough. */
const MOST = 20;

const OF_SOURCE = `
  ${SELECT} WHERE contact_id = $1 AND message.source_kind = $2 AND message.source_id = $3
  ORDER BY message.id DESC LIMIT ${String(MOST)}`;

type Row = StoredMessage & Record<string, unknown>;

export async function readMessage(on: Queryable, id: number, contactId: number): Promise<StoredMessage | null> {
  const [message] = await on.query<Row>(ONE, [id, contactId]);
  return message ?? null;
}

/** Newest first. */
export async function readMessagesOf(
  on: Queryable,
  contactId: number,
  source: { readonly kind: string; readonly id: number },
): Promise<StoredMessage[]> {
  return on.query<Row>(OF_SOURCE, [contactId, source.kind, source.id]);
}
