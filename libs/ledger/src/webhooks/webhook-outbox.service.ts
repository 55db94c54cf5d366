import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '#libs/db';
import { currentRequestId } from '#libs/kernel';
import { Signals } from '#libs/queue';
import type { SourceRef } from '../ports/ledger.port.js';

/** A call that is to be made. */
export interface NewWebhook {
  readonly contactId: number;
  readonly source: SourceRef;
  /** With contact and source unique for ever: the second attempt to write it is a no-op. */
  readonly occurrence: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, as it will be sent and signed. */
  readonly body: string;
}

const WRITE = `
  INSERT INTO webhook_deliveries (contact_id, source_kind, source_id, occurrence, url, host, headers, body, due_at,
    created_at, updated_at, request_id)
  SELECT contact_id, source_kind, source_id, occurrence, url, host, headers, body, $9, $9, $9, $10
  FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::jsonb[], $8::text[])
    AS new (contact_id, source_kind, source_id, occurrence, url, host, headers, body)
  ON CONFLICT DO NOTHING`;

const SKIP_OPEN = `
  UPDATE webhook_deliveries SET state = 'skipped', error = $3, updated_at = $4
  WHERE source_kind = $1 AND source_id = $2 AND state = 'pending'`;

/** The way to call other programs: whoever wants it writes rows here, and they are sent by themselves. */
@Injectable()
export class WebhookOutbox {
  constructor(@Inject(Signals) private readonly signals: Signals) {}

  async write(tx: Tx, calls: readonly NewWebhook[], now: Date): Promise<void> {
    if (calls.length === 0) return;
    const column = (pick: (call: NewWebhook) => unknown): unknown[] => calls.map(pick);
    await tx.execute(WRITE, [
      column(({ contactId }) => contactId),
      column(({ source }) => source.kind),
      column(({ source }) => source.id),
      column(({ occurrence }) => occurrence),
      column(({ url }) => url),
      column(({ url }) => new URL(url).host),
      column(({ headers }) => JSON.stringify(headers)),
      column(({ body }) => body),
      now,
      currentRequestId() ?? null,
    ]);
    tx.afterCommit(() => {
      this.signals.signal('webhooks.deliver', {});
    });
  }

  /** What the source has not yet called is not called any more. */
  async skipOpen(tx: Tx, { kind, id }: SourceRef, reason: string, now: Date): Promise<void> {
    await tx.execute(SKIP_OPEN, [kind, id, reason, now]);
  }
}
