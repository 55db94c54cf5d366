import { prepared, type Queryable, type Tx } from '#libs/db';
import type { Run } from './step-batch.js';

/** A run with what the steps need not see. */
export interface ClaimedRun extends Run {
  readonly automationId: number;
  readonly version: number;
  readonly step: string;
  readonly failures: number;
}

/** How long a batch that failed as a whole is left alone. */
const REST_MS = 60_000;

/** An automation that has runs due. */
export interface DueRuns {
  readonly automationId: number;
  /** How many, up to the limit that was asked for. */
  readonly waiting: number;
}

// Live automations only: a paused one keeps its due runs and costs nothing. Those with little first, so that they can be
// taken together.
const DUE_RUNS = prepared(`
  SELECT id AS "automationId", waiting FROM automations CROSS JOIN LATERAL (
    SELECT count(*)::int AS waiting FROM (SELECT FROM enrolments
      WHERE enrolments.automation_id = automations.id AND enrolments.state = 'active' AND due_at <= $1
        AND (held_until IS NULL OR held_until <= $1) ORDER BY due_at LIMIT $2) due) counted
  WHERE status = 'live' AND waiting > 0
  ORDER BY waiting, id`);

// The lock is the claim: steps are SQL and nothing else, so whoever dies gives its runs back with all that it did to
// them. SKIP LOCKED keeps runners apart, and since it never waits, the order of the locks can't make a deadlock.
// Pausing updates the automation's row, so that it waits for the batches that have begun, and none begins after its
// answer; one that somebody is at is left for the next time.
const TAKE = prepared(`
  WITH stay_live AS MATERIALIZED (
    SELECT id AS live_id FROM automations WHERE id = ANY($1::bigint[]) AND status = 'live' FOR SHARE SKIP LOCKED)
  SELECT id, automation_id AS "automationId", version, contact_id AS "contactId", step, step_run AS "stepRun",
    entered_at AS "enteredAt", step_at AS "stepAt", due_at AS "dueAt", wait, event, visits, failures,
    request_id AS "requestId", led_by AS "ledBy"
  FROM unnest($1::bigint[], $2::int[]) AS due (due_id, waiting) JOIN stay_live ON live_id = due_id
  CROSS JOIN LATERAL (
    SELECT * FROM enrolments
    WHERE automation_id = due_id AND state = 'active' AND due_at <= $3 AND (held_until IS NULL OR held_until <= $3)
    ORDER BY due_at LIMIT waiting FOR UPDATE SKIP LOCKED) taken`);

const HOLD = `
  UPDATE enrolments SET held_until = $2, error = $3,
    held_since = CASE WHEN held_until IS NULL THEN $4::timestamptz ELSE coalesce(held_since, $4) END
  WHERE id = ANY($1::bigint[]) AND state = 'active'`;

/** The live automations that have runs due, and how many of them up to a limit. */
export async function findDueRuns(on: Queryable, now: Date, limit: number): Promise<DueRuns[]> {
  return on.query<DueRuns & Record<string, unknown>>(DUE_RUNS, [now, limit]);
}

/** Takes as many runs as were found due, for the rest of the transaction; none of an automation that is no longer live. */
export async function takeRuns(tx: Tx, due: readonly DueRuns[], now: Date): Promise<ClaimedRun[]> {
  const ids = due.map(({ automationId }) => automationId);
  const limits = due.map(({ waiting }) => waiting);
  return tx.query<ClaimedRun & Record<string, unknown>>(TAKE, [ids, limits, now]);
}

/** Leaves runs alone for a while whose batch can't be moved at all, so that they do not turn a runner in circles. */
export async function holdRuns(
  on: Queryable,
  runIds: readonly number[],
  { reason, now }: { readonly reason: string; readonly now: Date },
): Promise<void> {
  await on.execute(HOLD, [runIds, new Date(now.getTime() + REST_MS), reason, now]);
}
