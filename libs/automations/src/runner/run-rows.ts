import type { Queryable, Tx } from '#libs/db';
import type { Run } from './step-batch.js';

/** A run with what the steps need not see. */
export interface ClaimedRun extends Run {
  readonly version: number;
  readonly step: string;
  readonly failures: number;
}

/** How long a batch that failed as a whole is left alone. */
const REST_MS = 60_000;

// Live automations only: a paused one keeps its due runs and costs nothing.
const AUTOMATIONS_WITH_WORK = `
  SELECT id FROM automations WHERE status = 'live' AND EXISTS (SELECT FROM enrolments
    WHERE enrolments.automation_id = automations.id AND enrolments.state = 'active' AND due_at <= $1
      AND (held_until IS NULL OR held_until <= $1))
  ORDER BY id`;

// The lock is the claim: steps are SQL and nothing else, so whoever dies gives its runs back with all that it did to
// them. SKIP LOCKED keeps runners apart, and since it never waits, the order of the locks can't make a deadlock.
const TAKE = `
  SELECT id, version, contact_id AS "contactId", step, step_run AS "stepRun", entered_at AS "enteredAt",
    step_at AS "stepAt", due_at AS "dueAt", wait, event, visits, failures, led_by AS "ledBy"
  FROM enrolments
  WHERE automation_id = $1 AND state = 'active' AND due_at <= $2 AND (held_until IS NULL OR held_until <= $2)
  ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED`;

// Pausing updates the row, so that it waits for the batches that have begun, and none begins after its answer.
const STAY_LIVE = `SELECT FROM automations WHERE id = $1 AND status = 'live' FOR SHARE`;

const HOLD = `
  UPDATE enrolments SET held_until = $2, error = $3,
    held_since = CASE WHEN held_until IS NULL THEN $4::timestamptz ELSE coalesce(held_since, $4) END
  WHERE id = ANY($1::bigint[]) AND state = 'active'`;

/** The live automations that have runs due, each to get its turn. */
export async function automationsWithWork(on: Queryable, now: Date): Promise<number[]> {
  return (await on.query<{ id: number }>(AUTOMATIONS_WITH_WORK, [now])).map(({ id }) => id);
}

/** Takes runs that are due, for the rest of the transaction; none when the automation is no longer live. */
export async function takeRuns(tx: Tx, automationId: number, now: Date, limit: number): Promise<ClaimedRun[]> {
  if ((await tx.execute(STAY_LIVE, [automationId])) === 0) return [];
  return tx.query<ClaimedRun & Record<string, unknown>>(TAKE, [automationId, now, limit]);
}

/** Leaves runs alone for a while whose batch can't be moved at all, so that they do not turn a runner in circles. */
export async function holdRuns(
  on: Queryable,
  runIds: readonly number[],
  { reason, now }: { readonly reason: string; readonly now: Date },
): Promise<void> {
  await on.execute(HOLD, [runIds, new Date(now.getTime() + REST_MS), reason, now]);
}
