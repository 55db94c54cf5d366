import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#libs/db';
import { Clock } from '#libs/kernel';
import { judgeCall, type CallResult } from './retry-plan.js';

/** Longer than a call may take: whoever holds a row after that has died. */
const LEASE_MS = 60_000;

/** A call that this process makes. */
export interface ClaimedWebhook {
  readonly id: number;
  readonly key: string;
  readonly url: string;
  /** Values are references to kept secrets. */
  readonly headers: Readonly<Record<string, string>>;
  /** A reference, too; null = what all share, or the endpoint's. */
  readonly secret: string | null;
  readonly endpointId: number | null;
  readonly body: string;
  readonly attempt: number;
  readonly tries: number;
}

/** The calls of one source to one host. */
export interface WebhookLane {
  readonly kind: string;
  readonly id: number;
  readonly host: string;
}

// Jumps from lane to lane along the index, however many calls each has; sources that are paused are left out.
const LANES = `
  WITH RECURSIVE lane AS (
    (SELECT source_kind, source_id, host FROM webhook_deliveries WHERE state = 'pending'
     ORDER BY source_kind, source_id, host LIMIT 1)
    UNION ALL
    SELECT next.source_kind, next.source_id, next.host FROM lane CROSS JOIN LATERAL (
      SELECT source_kind, source_id, host FROM webhook_deliveries
      WHERE state = 'pending'
        AND (source_kind, source_id, host) > (lane.source_kind, lane.source_id, lane.host)
      ORDER BY source_kind, source_id, host LIMIT 1) next)
  SELECT source_kind AS kind, source_id AS id, host FROM lane
  WHERE NOT EXISTS (SELECT FROM message_sources source
      WHERE source.kind = source_kind AND source.id = source_id AND source.state <> 'active')
    AND EXISTS (SELECT FROM webhook_deliveries due WHERE due.state = 'pending' AND due.source_kind = lane.source_kind
      AND due.source_id = lane.source_id AND due.host = lane.host AND due.due_at <= $1)`;

const CLAIM = `
  UPDATE webhook_deliveries SET state = 'sending', attempt = attempt + 1, tries = tries + 1, lease_until = $6,
    updated_at = $5
  WHERE id IN (SELECT id FROM webhook_deliveries
    WHERE state = 'pending' AND source_kind = $1 AND source_id = $2 AND host = $3 AND due_at <= $5
      AND NOT EXISTS (SELECT FROM message_sources WHERE kind = $1 AND message_sources.id = $2 AND state <> 'active')
    ORDER BY due_at LIMIT $4 FOR UPDATE SKIP LOCKED)
  RETURNING id, key, url, headers, secret, endpoint_id AS "endpointId", body, attempt, tries`;

// Only whoever claimed it last may say what became of it.
const WRITE = `
  UPDATE webhook_deliveries SET state = result.state, due_at = result.due_at, status = result.status,
    response = result.response, error = result.error, duration_ms = result.duration_ms, lease_until = NULL,
    delivered_at = CASE WHEN result.state = 'delivered' THEN $9::timestamptz END, updated_at = $9
  FROM unnest($1::bigint[], $2::int[], $3::text[], $4::timestamptz[], $5::int[], $6::text[], $7::text[], $8::int[])
    AS result (id, attempt, state, due_at, status, response, error, duration_ms)
  WHERE webhook_deliveries.id = result.id AND webhook_deliveries.attempt = result.attempt
    AND webhook_deliveries.state = 'sending'`;

// At least once: nobody knows whether the call arrived, and the receiver tells a repetition by its id.
const EXPIRE = `
  UPDATE webhook_deliveries SET state = 'pending', due_at = $1, lease_until = NULL, updated_at = $1,
    error = 'The process that made the call ended before the answer'
  WHERE state = 'sending' AND lease_until < $1`;

/** Who calls what: pending → sending → delivered, pending again, or failed. */
@Injectable()
export class WebhookClaims {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** The lanes that have calls due. */
  async lanes(): Promise<WebhookLane[]> {
    return this.db.query<WebhookLane & Record<string, unknown>>(LANES, [this.clock.now()]);
  }

  async claim({ kind, id, host }: WebhookLane, limit: number): Promise<ClaimedWebhook[]> {
    const now = this.clock.now();
    const until = new Date(now.getTime() + LEASE_MS);
    return this.db.query<ClaimedWebhook & Record<string, unknown>>(CLAIM, [kind, id, host, limit, now, until]);
  }

  async write(results: readonly { readonly call: ClaimedWebhook; readonly result: CallResult }[]): Promise<void> {
    const now = this.clock.now();
    const judged = results.map(({ call, result }) => ({ call, result, verdict: judgeCall(result, call.tries, now) }));
    const column = (pick: (one: (typeof judged)[number]) => unknown): unknown[] => judged.map(pick);
    await this.db.execute(WRITE, [
      column(({ call }) => call.id),
      column(({ call }) => call.attempt),
      column(({ verdict }) => verdict.state),
      column(({ verdict }) => verdict.dueAt),
      column(({ result }) => result.status),
      column(({ result }) => result.response),
      column(({ result }) => result.error),
      column(({ result }) => result.durationMs),
      now,
    ]);
  }

  /** Takes back what dead processes held. */
  async expire(): Promise<void> {
    await this.db.execute(EXPIRE, [this.clock.now()]);
  }
}
