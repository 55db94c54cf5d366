import type { Tx } from '#libs/db';
import type { ClaimedRun } from './run-rows.js';

/** Where a run stands when its batch ends. */
export interface Progress {
  readonly run: ClaimedRun;
  readonly state: 'active' | 'completed' | 'converted' | 'exited' | 'stuck';
  /** null while it waits for a condition without time-out, and after its end. */
  readonly dueAt: Date | null;
  readonly reason?: string | null;
  readonly error?: string | null;
}

/** One visit of one step, for the log that only grows. */
export interface StepRecord {
  readonly run: Pick<ClaimedRun, 'id' | 'contactId' | 'step' | 'stepRun'>;
  readonly type: string;
  readonly outcome: string;
  readonly next: string | null;
  readonly data: Readonly<Record<string, unknown>> | null;
}

/** What became of a batch. */
export interface Travelled {
  readonly moved: readonly Progress[];
  readonly records: readonly StepRecord[];
  /** Runs for which what led to them does not count any more. */
  readonly rested: readonly number[];
}

// The rows are locked by takeRuns, so that nobody else has moved them since.
const WRITE_RUNS = `
  UPDATE enrolments SET state = moved.state, step = moved.step, step_run = moved.step_run, step_at = moved.step_at,
    due_at = moved.due_at, wait = moved.wait, visits = moved.visits, failures = moved.failures,
    exit_reason = moved.reason, error = moved.error, held_until = NULL,
    ended_at = CASE WHEN moved.state NOT IN ('active', 'stuck') THEN $12::timestamptz END
  FROM unnest($1::bigint[], $2::text[], $3::text[], $4::int[], $5::timestamptz[], $6::timestamptz[],
    $7::text[], $8::jsonb[], $9::int[], $10::text[], $11::text[])
    AS moved (id, state, step, step_run, step_at, due_at, wait, visits, failures, reason, error)
  WHERE enrolments.id = moved.id`;

const FORGET_CAUSES = `UPDATE enrolments SET led_by = NULL WHERE id = ANY($1::bigint[])`;

const WRITE_RECORDS = `
  INSERT INTO enrolment_steps (automation_id, enrolment_id, contact_id, step, step_run, type, outcome, next, data, at)
  SELECT $1, enrolment_id, contact_id, step, step_run, type, outcome, next, data, $2
  FROM unnest($3::bigint[], $4::bigint[], $5::text[], $6::int[], $7::text[], $8::text[], $9::text[], $10::jsonb[])
    AS record (enrolment_id, contact_id, step, step_run, type, outcome, next, data)`;

/** Writes where all runs of a batch stand, and what they passed, by two statements; hardly ever a third for `rested`. */
export async function writeProgress(
  tx: Tx,
  automationId: number,
  { moved, records, rested, now }: Travelled & { readonly now: Date },
): Promise<void> {
  if (moved.length > 0) {
    const column = (pick: (progress: Progress) => unknown): unknown[] => moved.map(pick);
    await tx.execute(WRITE_RUNS, [
      column(({ run }) => run.id),
      column(({ state }) => state),
      column(({ run }) => run.step),
      column(({ run }) => run.stepRun),
      column(({ run }) => run.stepAt),
      column(({ dueAt }) => dueAt),
      column(({ run, state }) => (state === 'active' ? run.wait : null)),
      column(({ run }) => JSON.stringify(run.visits)),
      column(({ run }) => run.failures),
      column(({ reason }) => reason ?? null),
      column(({ error }) => error ?? null),
      now,
    ]);
  }
  if (rested.length > 0) await tx.execute(FORGET_CAUSES, [rested]);
  if (records.length > 0) await writeRecords(tx, automationId, records, now);
}

async function writeRecords(tx: Tx, automationId: number, records: readonly StepRecord[], now: Date): Promise<void> {
  const column = (pick: (record: StepRecord) => unknown): unknown[] => records.map(pick);
  await tx.execute(WRITE_RECORDS, [
    automationId,
    now,
    column(({ run }) => run.id),
    column(({ run }) => run.contactId),
    column(({ run }) => run.step),
    column(({ run }) => run.stepRun),
    column(({ type }) => type),
    column(({ outcome }) => outcome),
    column(({ next }) => next),
    column(({ data }) => (data ? JSON.stringify(data) : null)),
  ]);
}
