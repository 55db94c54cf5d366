import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '#libs/db';
import { requestBehind } from '#libs/kernel';
import { Signals } from '#libs/queue';
import type { SourceRef } from '../ports/ledger.port.js';

/** An endpoint by its id, or an address with what goes along; secrets are references to kept ones. */
export type WebhookTarget =
  | { readonly endpointId: number }
  | { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly secret: string | null };

/** A call that is to be made. */
export interface NewWebhook {
  readonly contactId: number;
  readonly source: SourceRef;
  /** With contact and source unique for ever: the second attempt to write it is a no-op. */
  readonly occurrence: string;
  readonly target: WebhookTarget;
  /** JSON, as it will be sent and signed. */
  readonly body: string;
  /** Of the request behind it, null = none is; the one behind what is at work on the contact when left out. */
  readonly requestId?: string | null;
}

// Where an endpoint is, and whether it takes calls, is looked up as they are written: one that is turned off holds
// them, one that is gone is not called.
const WRITE = `
  INSERT INTO webhook_deliveries (contact_id, source_kind, source_id, occurrence, endpoint_id, url, host, headers, secret,
    body, state, error, due_at, created_at, updated_at, request_id)
  SELECT contact_id, source_kind, source_id, occurrence, new.endpoint_id, coalesce(endpoint.url, new.url, ''),
    coalesce(substring(coalesce(endpoint.url, new.url) from '^[a-z]+://([^/?#]+)'), ''), new.headers, new.secret, body,
    CASE WHEN new.endpoint_id IS NULL THEN 'pending' WHEN endpoint.deleted_at IS NOT NULL THEN 'skipped'
      WHEN endpoint.enabled THEN 'pending' ELSE 'held' END,
    CASE WHEN endpoint.deleted_at IS NOT NULL THEN 'The endpoint was removed' END, $10, $10, $10, request_id
  FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::bigint[], $6::text[], $7::jsonb[], $8::text[],
    $9::text[], $11::text[])
    AS new (contact_id, source_kind, source_id, occurrence, endpoint_id, url, headers, secret, body, request_id)
  LEFT JOIN webhook_endpoints endpoint ON endpoint.id = new.endpoint_id
  ON CONFLICT DO NOTHING`;

const SKIP_OPEN = `
  UPDATE webhook_deliveries SET state = 'skipped', error = $3, updated_at = $4
  WHERE source_kind = $1 AND source_id = $2 AND state IN ('pending', 'held')`;

/** The way to call other programs: whoever wants it writes rows here, and they are sent by themselves. */
@Injectable()
export class WebhookOutbox {
  constructor(@Inject(Signals) private readonly signals: Signals) {}

  async write(tx: Tx, calls: readonly NewWebhook[], now: Date): Promise<void> {
    if (calls.length === 0) return;
    const column = (pick: (call: NewWebhook) => unknown): unknown[] => calls.map(pick);
    const requestIds = calls.map(({ contactId, requestId = requestBehind(contactId) }) => requestId);
    await tx.execute(WRITE, [
      column(({ contactId }) => contactId),
      column(({ source }) => source.kind),
      column(({ source }) => source.id),
      column(({ occurrence }) => occurrence),
      column(({ target }) => ('endpointId' in target ? target.endpointId : null)),
      column(({ target }) => ('url' in target ? new URL(target.url).href : null)),
      column(({ target }) => JSON.stringify('url' in target ? target.headers : {})),
      column(({ target }) => ('url' in target ? target.secret : null)),
      column(({ body }) => body),
      now,
      requestIds,
    ]);
    tx.afterCommit(() => {
      this.signals.signal('webhooks.deliver', {}, requestIds);
    });
  }

  /** What the source has not yet called is not called any more. */
  async skipOpen(tx: Tx, { kind, id }: SourceRef, reason: string, now: Date): Promise<void> {
    await tx.execute(SKIP_OPEN, [kind, id, reason, now]);
  }
}
