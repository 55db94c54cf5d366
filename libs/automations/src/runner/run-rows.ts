import type { Queryable, Tx } from '#libs/db';
import type { Run } from './step-batch.js';

/** A run that this process may move until the lease ends; the attempt is what the final write compares. */
export interface Claim {
  readonly id: number;
  readonly attempt: number;
}

/** A run with what the steps need not see. */
export interface ClaimedRun extends Run {
  readonly version: number;
  readonly step: string;
  readonly attempt: number;
  readonly failures: number;
}

/** How long a claim lasts. A batch takes a second at most; what a killed process held is claimed again after this. */
const LEASE_MS = 60_000;

// Live automations only: a paused one keeps its due runs and costs nothing.
const AUTOMATIONS_WITH_WORK = `
  SELECT id FROM automations WHERE status = 'live' AND EXISTS (SELECT FROM enrolments
    WHERE enrolments.automation_id = automations.id AND enrolments.state = 'active' AND due_at <= $1
      AND (lease_until IS NULL OR lease_until <= $1))
  ORDER BY id`;

// SKIP LOCKED keeps two processes apart, the attempt number fences the one that comes back late.
const CLAIM = `
  UPDATE enrolments SET lease_until = $3, attempt = enrolments.attempt + 1
  FROM (SELECT id FROM enrolments due
    WHERE automation_id = $1 AND state = 'active' AND due_at <= $2 AND (lease_until IS NULL OR lease_until <= $2)
    ORDER BY due_at LIMIT $4 FOR UPDATE SKIP LOCKED) picked
  WHERE enrolments.id = picked.id
  RETURNING enrolments.id, attempt`;

// A row whose attempt has moved on, or that a goal has ended since, is left out. Ids in order, as RunWaker locks them.
const LOCK = `
  SELECT id, version, contact_id AS "contactId", step, step_run AS "stepRun", entered_at AS "enteredAt",
    step_at AS "stepAt", due_at AS "dueAt", wait, event, visits, enrolments.attempt, failures
  FROM enrolments JOIN unnest($1::bigint[], $2::int[]) AS mine (mine_id, mine_attempt) ON mine_id = id
  WHERE state = 'active' AND enrolments.attempt = mine_attempt
  ORDER BY id FOR UPDATE OF enrolments`;

// Pausing updates the row, so that it waits for the batches that have begun, and none begins after its answer.
const STAY_LIVE = `SELECT FROM automations WHERE id = $1 AND status = 'live' FOR SHARE`;

const RELEASE = `
  UPDATE enrolments SET lease_until = NULL
  FROM unnest($1::bigint[], $2::int[]) AS mine (mine_id, mine_attempt)
  WHERE id = mine_id AND attempt = mine_attempt`;

// A stopped process (SIGSTOP) must not hold locks that routers wait for: the server ends its session.
const BOUND_IDLENESS = `SET LOCAL idle_in_transaction_session_timeout = '${String(LEASE_MS)}ms'`;

/** The live automations that have runs due, each to get its turn. */
export async function automationsWithWork(on: Queryable, now: Date): Promise<number[]> {
  return (await on.query<{ id: number }>(AUTOMATIONS_WITH_WORK, [now])).map(({ id }) => id);
}

export async function claimRuns(on: Queryable, automationId: number, now: Date, limit: number): Promise<Claim[]> {
  const until = new Date(now.getTime() + LEASE_MS);
  return on.query<Claim & Record<string, unknown>>(CLAIM, [automationId, now, until, limit]);
}

/** Locks what is still ours, for the rest of the transaction; nothing when the automation is no longer live. */
export async function lockRuns(tx: Tx, automationId: number, claims: readonly Claim[]): Promise<ClaimedRun[]> {
  await tx.execute(BOUND_IDLENESS);
  const live = await tx.execute(STAY_LIVE, [automationId]);
  if (live === 0) {
    await tx.execute(RELEASE, columnsOf(claims));
    return [];
  }
  return tx.query<ClaimedRun & Record<string, unknown>>(LOCK, columnsOf(claims));
}

function columnsOf(claims: readonly Claim[]): unknown[] {
  return [claims.map(({ id }) => id), claims.map(({ attempt }) => attempt)];
}
