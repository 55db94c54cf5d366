import { Inject, Injectable } from '@nestjs/common';
import { requestBehind } from '#libs/kernel';
import type { Tx } from '#libs/db';
import { Signals } from '#libs/queue';
import { ENQUEUE_WRITTEN, WRITTEN } from './claims/queue-rows.js';
import { Ledger, type NewMessage, type SourceRef, type SourceSetting } from './ports/ledger.port.js';

// The unique key (contact, source, occurrence) makes the second attempt a no-op: whoever runs twice writes once.
const WRITE = `
  WITH written AS (
  INSERT INTO messages (contact_id, source_kind, source_id, occurrence, class, recipient_kind, recipient_id,
    recipient_address, sought_address, topic_id, sender_id, template_id, template_version, data, priority, due_at, request_id)
  SELECT contact_id, source_kind, source_id, occurrence, class, recipient_kind, recipient_id,
    recipient_address, lower(recipient_address), topic_id, sender_id, template_id, template_version, data, priority,
    coalesce(due_at, now()), request_id
  FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::bigint[],
    $8::text[], $9::bigint[], $10::bigint[], $11::bigint[], $12::int[], $13::jsonb[], $14::smallint[],
    $15::timestamptz[], $16::text[])
    AS new (contact_id, source_kind, source_id, occurrence, class, recipient_kind, recipient_id,
      recipient_address, topic_id, sender_id, template_id, template_version, data, priority, due_at, request_id)
  ON CONFLICT DO NOTHING RETURNING ${WRITTEN}
  ) ${ENQUEUE_WRITTEN}`;

const SET_SOURCE = `
  INSERT INTO message_sources (kind, id, state, topic_id, priority, quiet_hours) VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (kind, id) DO UPDATE SET state = $3, topic_id = $4, priority = $5, quiet_hours = $6`;

// Rows already handed over or claimed by a sender are not touched: the sender's own check sees the source's end.
const SKIP_OPEN = `
  WITH gone AS (
    DELETE FROM message_queue WHERE source_kind = $1 AND source_id = $2 AND state = 'due' RETURNING message_id
  )
  UPDATE messages SET state = 'skipped', reason = $3, updated_at = now()
  FROM gone WHERE messages.id = gone.message_id`;

@Injectable()
export class LedgerService extends Ledger {
  constructor(@Inject(Signals) private readonly signals: Signals) {
    super();
  }

  async write(tx: Tx, messages: readonly NewMessage[]): Promise<number> {
    if (messages.length === 0) return 0;
    const requestIds = messages.map(({ contactId, requestId = requestBehind(contactId) }) => requestId);
    const written = await tx.execute(WRITE, [...toColumns(messages), requestIds]);
    this.wake(tx, requestIds);
    return written;
  }

  async setSource(tx: Tx, source: SourceSetting): Promise<void> {
    const quietHours = source.quietHours ? JSON.stringify(source.quietHours) : null;
    await tx.execute(SET_SOURCE, [source.kind, source.id, source.state, source.topicId, source.priority, quietHours]);
    if (source.state === 'active') this.wake(tx);
  }

  async skipOpen(tx: Tx, source: SourceRef, reason: string): Promise<number> {
    return tx.execute(SKIP_OPEN, [source.kind, source.id, reason]);
  }

  wake(tx: Tx, requestIds?: Iterable<string | null>): void {
    tx.afterCommit(() => {
      this.signals.signal('delivery.send', {}, requestIds);
    });
  }
}

function toColumns(messages: readonly NewMessage[]): unknown[][] {
  const column = (pick: (message: NewMessage) => unknown): unknown[] => messages.map(pick);
  return [
    column((m) => m.contactId),
    column((m) => m.source.kind),
    column((m) => m.source.id),
    column((m) => m.occurrence),
    column((m) => m.class),
    column((m) => m.recipient.kind),
    column((m) => (m.recipient.kind === 'user' ? m.recipient.id : null)),
    column((m) => (m.recipient.kind === 'contact' ? null : m.recipient.address)),
    column((m) => m.topicId ?? null),
    column((m) => m.senderId ?? null),
    column((m) => m.templateId ?? null),
    column((m) => m.templateVersion ?? null),
    column((m) => (m.data ? JSON.stringify(m.data) : null)),
    column((m) => m.priority),
    column((m) => m.dueAt ?? null),
  ];
}
