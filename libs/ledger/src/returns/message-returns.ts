import { Inject, Injectable } from '@nestjs/common';
import { appendChanges } from '#libs/contacts';
import type { Tx } from '#libs/db';
import { Signals } from '#libs/queue';
import { TEST_SOURCE } from '../test-source.js';

/** What came back about a mail, and what is to be kept of it. */
export interface MessageReturn {
  readonly messageId: number;
  readonly kind: 'bounced' | 'complained' | 'replied';
  readonly at: Date;
  /** Shown on the timeline: kind, reason, status, diagnostic; `key` tells answers apart. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** A mail that something came back about, locked until the transaction ends. */
export interface ReturnedMessage {
  readonly id: number;
  /** Whose mail it is; 0 for a test, which its contact never got. */
  readonly contactId: number;
  readonly recipientKind: 'contact' | 'user' | 'address';
  readonly recipientAddress: string | null;
}

const OWNER = `CASE WHEN source_kind = '${TEST_SOURCE}' THEN 0 ELSE messages.contact_id END`;

// In the order of ids, so that two batches wait for each other instead of deadlocking.
const LOCK = `
  SELECT id, ${OWNER} AS "contactId", recipient_kind AS "recipientKind", recipient_address AS "recipientAddress"
  FROM messages WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE`;

// The unique indexes make the second report of the same thing a no-op.
const RECORD = `
  INSERT INTO message_events (message_id, contact_id, kind, at, data)
  SELECT messages.id, ${OWNER}, came.kind, came.at, came.data
  FROM unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::jsonb[]) AS came (id, kind, at, data)
  JOIN messages ON messages.id = came.id
  ON CONFLICT DO NOTHING
  RETURNING id, message_id AS "messageId", contact_id AS "contactId", kind`;

// Only a mail that has left can come back: what was unknown, or is being written back just now, was sent. The row as it
// was tells which of them were unknown: it is locked, so nobody changes it meanwhile.
const MARK = `
  UPDATE messages SET updated_at = now(),
    bounced_at = coalesce(messages.bounced_at, came.bounced),
    complained_at = coalesce(messages.complained_at, came.complained),
    state = CASE WHEN messages.state = 'unknown' THEN 'sent' ELSE messages.state END,
    reason = CASE WHEN messages.state = 'unknown' THEN NULL ELSE messages.reason END,
    sent_at = CASE WHEN messages.state = 'unknown' THEN coalesce(messages.sent_at, messages.updated_at)
      ELSE messages.sent_at END
  FROM (
    SELECT message_id, min(at) FILTER (WHERE kind = 'bounced') AS bounced,
      min(at) FILTER (WHERE kind = 'complained') AS complained
    FROM message_events WHERE id = ANY($1) GROUP BY message_id
  ) came JOIN messages was ON was.id = came.message_id
  WHERE messages.id = came.message_id
  RETURNING messages.contact_id AS "contactId", was.state = 'unknown' AS "wasUnknown"`;

interface RecordedRow extends Record<string, unknown> {
  readonly id: number;
  readonly messageId: number;
  readonly contactId: number;
  readonly kind: MessageReturn['kind'];
}

/** The ledger's side of what comes back: one event per mail and kind, marks on the mail, and the change log. */
@Injectable()
export class MessageReturns {
  constructor(@Inject(Signals) private readonly signals: Signals) {}

  async lock(tx: Tx, ids: readonly number[]): Promise<ReadonlyMap<number, ReturnedMessage>> {
    if (ids.length === 0) return new Map();
    const rows = await tx.query<ReturnedMessage & Record<string, unknown>>(LOCK, [ids]);
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Resolves with how many of them are news. */
  async record(tx: Tx, returns: readonly MessageReturn[]): Promise<number> {
    if (returns.length === 0) return 0;
    const ids = returns.map(({ messageId }) => messageId);
    const kinds = returns.map(({ kind }) => kind);
    const times = returns.map(({ at }) => at);
    const data = returns.map((one) => JSON.stringify(one.data));
    const rows = await tx.query<RecordedRow>(RECORD, [ids, kinds, times, data]);
    if (rows.length === 0) return 0;
    const marked = await tx.query<{ contactId: number; wasUnknown: boolean }>(MARK, [rows.map(({ id }) => id)]);
    const left = marked.filter(({ wasUnknown }) => wasUnknown);
    const changes = [
      ...left.map(({ contactId }) => ({ contactId, dimension: 'email:sent' as const })),
      ...rows.map(({ id, contactId, kind }) => ({ contactId, dimension: `email:${kind}` as const, ref: id })),
    ];
    await appendChanges(
      tx,
      changes.filter(({ contactId }) => contactId > 0),
    );
    tx.afterCommit(() => {
      this.signals.signal('changes.route', {});
    });
    return rows.length;
  }
}
