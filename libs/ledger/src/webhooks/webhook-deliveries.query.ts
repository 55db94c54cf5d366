import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#libs/db';
import { Clock, DomainError } from '#libs/kernel';
import { Signals } from '#libs/queue';

export interface WebhookFilter {
  readonly automation?: number | undefined;
  readonly contact?: number | undefined;
  readonly endpoint?: number | undefined;
  readonly status?: string | undefined;
  /** Id of the last row of the page before. */
  readonly before: number | null;
  readonly limit: number;
}

/** A call as the API shows it. */
export interface WebhookView {
  readonly id: number;
  /** The webhook-id header of every attempt. */
  readonly webhook_id: string;
  readonly contact_id: number;
  readonly email: string | null;
  readonly automation_id: number | null;
  /** null for an address of the step's own. */
  readonly endpoint_id: number | null;
  readonly url: string;
  readonly body: unknown;
  readonly status: string;
  readonly attempt: number;
  readonly due_at: Date;
  readonly response_status: number | null;
  readonly response: string | null;
  readonly error: string | null;
  readonly duration_ms: number | null;
  readonly delivered_at: Date | null;
  readonly created_at: Date;
}

const SELECT = `
  SELECT id, 'msg_' || key AS webhook_id, contact_id,
    (SELECT email FROM contacts WHERE contacts.id = contact_id) AS email,
    CASE WHEN source_kind = 'automation' THEN source_id END AS automation_id, endpoint_id, url, body::jsonb AS body, state AS status,
    attempt, due_at, status AS response_status, response, error, duration_ms, delivered_at, created_at
  FROM webhook_deliveries`;

const LIST = `${SELECT}
  WHERE ($1::bigint IS NULL OR (source_kind = 'automation' AND source_id = $1))
    AND ($2::bigint IS NULL OR contact_id = $2) AND ($3::text IS NULL OR state = $3)
    AND ($4::bigint IS NULL OR id < $4) AND ($6::bigint IS NULL OR endpoint_id = $6)
  ORDER BY id DESC LIMIT $5`;

const ONE = `${SELECT} WHERE id = $1`;

// What is under way is left to end.
const REPLAY = `
  UPDATE webhook_deliveries SET state = 'pending', due_at = $2, tries = 0, delivered_at = NULL, updated_at = $2
  WHERE id = $1 AND state IN ('delivered', 'failed', 'skipped', 'pending')
    AND (endpoint_id IS NULL OR EXISTS (SELECT FROM webhook_endpoints
      WHERE webhook_endpoints.id = endpoint_id AND enabled AND deleted_at IS NULL))`;

/** The log of calls. */
@Injectable()
export class WebhookDeliveries {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Signals) private readonly signals: Signals,
  ) {}

  /** Newest first. */
  async list({ automation, contact, endpoint, status, before, limit }: WebhookFilter): Promise<WebhookView[]> {
    const params = [automation ?? null, contact ?? null, status ?? null, before, limit, endpoint ?? null];
    return this.db.query<WebhookView & Record<string, unknown>>(LIST, params);
  }

  /** Throws `webhook.not_found`. */
  async get(id: number): Promise<WebhookView> {
    const [row] = await this.db.query<WebhookView & Record<string, unknown>>(ONE, [id]);
    if (!row) throw new DomainError('webhook.not_found');
    return row;
  }

  /** Makes the call once more, under the same id. Throws `webhook.endpoint_off`. */
  async replay(id: number): Promise<WebhookView> {
    const replayed = await this.db.execute(REPLAY, [id, this.clock.now()]);
    const call = await this.get(id);
    if (replayed === 0 && call.status !== 'sending') throw new DomainError('webhook.endpoint_off');
    this.signals.signal('webhooks.deliver', {});
    return this.get(id);
  }
}
