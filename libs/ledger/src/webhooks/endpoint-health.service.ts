import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '#libs/accounts';
import { Database } from '#libs/db';
import { Clock } from '#libs/kernel';
import type { CallResult } from './retry-plan.js';
import type { ClaimedWebhook } from './webhook-claims.js';

const DAY_MS = 86_400_000;
/** As long as one call is tried: an endpoint that took nothing for so long is not there any more. */
const FAILING_MS = 3 * DAY_MS;
/** As often as one call is tried: two calls a week apart say little. */
const FAILURES = 10;
const GONE = 410;

export interface MadeCall {
  readonly call: ClaimedWebhook;
  readonly result: CallResult;
}

/** How the calls of one batch to one endpoint went. */
interface Tally {
  readonly id: number;
  readonly failed: number;
  readonly succeeded: boolean;
  readonly gone: boolean;
  readonly error: string | null;
}

// One that works and worked before is left as it is: nothing is written for most calls.
const NOTE = `
  UPDATE webhook_endpoints SET
    failures = CASE WHEN succeeded THEN 0 ELSE failures + failed END,
    failing_since = CASE WHEN succeeded THEN NULL ELSE coalesce(failing_since, $6) END,
    last_error = CASE WHEN succeeded THEN NULL ELSE error END
  FROM unnest($1::bigint[], $2::int[], $3::boolean[], $4::boolean[], $5::text[])
    AS tally (tally_id, failed, succeeded, gone, error)
  WHERE id = tally_id AND NOT (succeeded AND failures = 0)
  RETURNING id, name, enabled, gone, failures, failing_since AS since`;

const TURN_OFF = `
  UPDATE webhook_endpoints SET enabled = false, off_reason = $2, version = version + 1, updated_at = $3
  WHERE id = $1 AND enabled`;

const HOLD = `
  UPDATE webhook_deliveries SET state = 'held', updated_at = $2 WHERE endpoint_id = $1 AND state = 'pending'`;

interface Noted {
  readonly id: number;
  readonly name: string;
  readonly enabled: boolean;
  readonly gone: boolean;
  readonly failures: number;
  readonly since: Date | null;
}

/** Counts failures in a row, and turns an endpoint off that takes nothing any more; its calls are held until then. */
@Injectable()
export class EndpointHealth {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(AuditLog) private readonly audit: AuditLog,
  ) {}

  async note(made: readonly MadeCall[]): Promise<void> {
    const tallies = tally(made);
    if (tallies.length === 0) return;
    const now = this.clock.now();
    const column = (pick: (one: Tally) => unknown): unknown[] => tallies.map(pick);
    const noted = await this.db.query<Noted & Record<string, unknown>>(NOTE, [
      column(({ id }) => id),
      column(({ failed }) => failed),
      column(({ succeeded }) => succeeded),
      column(({ gone }) => gone),
      column(({ error }) => error),
      now,
    ]);
    for (const endpoint of noted.filter((one) => one.enabled && isLost(one, now))) await this.turnOff(endpoint, now);
  }

  private async turnOff({ id, name, gone }: Noted, now: Date): Promise<void> {
    const reason = gone ? 'gone' : 'failing';
    await this.db.transaction(async (tx) => {
      if ((await tx.execute(TURN_OFF, [id, reason, now])) === 0) return;
      await tx.execute(HOLD, [id, now]);
      await this.audit.write(
        tx,
        null,
        'webhook_endpoint.turned_off',
        { kind: 'webhook_endpoint', id },
        { name, reason },
      );
    });
  }
}

function isLost({ gone, failures, since }: Noted, now: Date): boolean {
  return gone || (failures >= FAILURES && since !== null && now.getTime() - since.getTime() >= FAILING_MS);
}

function tally(made: readonly MadeCall[]): Tally[] {
  const ids = new Set(made.flatMap(({ call }) => call.endpointId ?? []));
  return [...ids].map((id) => {
    const calls = made.filter(({ call }) => call.endpointId === id);
    const failed = calls.filter(({ result }) => result.error !== null);
    return {
      id,
      failed: failed.length,
      succeeded: failed.length < calls.length,
      gone: calls.some(({ result }) => result.status === GONE),
      error: failed.at(-1)?.result.error ?? null,
    };
  });
}
