import { Inject, Injectable } from '@nestjs/common';
import { appendChanges } from '#libs/contacts';
import { Database, type Tx } from '#libs/db';
import { Signals } from '#libs/queue';

export type MessageEventKind = 'opened' | 'clicked' | 'unsubscribed' | 'bounced' | 'complained' | 'replied';

export interface NewMessageEvent {
  readonly messageId: number;
  readonly contactId: number;
  readonly kind: MessageEventKind;
  readonly at: Date;
  /** Made by a program (prefetch, scanner), not by a person. */
  readonly machine: boolean;
  readonly linkIndex?: number | null;
  readonly url?: string | null;
  readonly ip?: string | null;
  readonly userAgent?: string | null;
}

const INSERT = `
  INSERT INTO message_events (message_id, contact_id, kind, at, machine, link_index, url, ip, user_agent)
  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::timestamptz[], $5::boolean[], $6::int[], $7::text[],
    $8::text[], $9::text[])
  RETURNING id`;

/** What readers did with their mails: append-only. */
@Injectable()
export class MessageEvents {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Signals) private readonly signals: Signals,
  ) {}

  async record(events: readonly NewMessageEvent[]): Promise<void> {
    if (events.length > 0) await this.db.transaction((tx) => this.recordIn(tx, events));
  }

  /** Together with what else follows from them. */
  async recordIn(tx: Tx, events: readonly NewMessageEvent[]): Promise<void> {
    const rows = await tx.query<{ id: number }>(INSERT, toColumns(events));
    // unnest keeps the order, and so does RETURNING of a plain INSERT … SELECT.
    const changes = events.map((event, index) => ({
      contactId: event.contactId,
      dimension: `email:${event.kind}` as const,
      ref: rows[index]?.id,
      new: { machine: event.machine },
    }));
    await appendChanges(
      tx,
      changes.filter((change) => change.contactId > 0),
    );
    tx.afterCommit(() => {
      this.signals.signal('changes.route', {});
    });
  }
}

function toColumns(events: readonly NewMessageEvent[]): unknown[][] {
  return [
    events.map((event) => event.messageId),
    events.map((event) => event.contactId),
    events.map((event) => event.kind),
    events.map((event) => event.at),
    events.map((event) => event.machine),
    events.map((event) => event.linkIndex ?? null),
    events.map((event) => event.url?.slice(0, 2048) ?? null),
    events.map((event) => event.ip ?? null),
    events.map((event) => event.userAgent?.slice(0, 500) ?? null),
  ];
}
