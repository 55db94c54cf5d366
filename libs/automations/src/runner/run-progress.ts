import { prepared, type Tx } from '#libs/db';
import { gatherAlike } from './alike.js';
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
  readonly run: Pick<ClaimedRun, 'id' | 'automationId' | 'contactId' | 'step' | 'stepRun'>;
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

/** What became of several batches together. */
export function joinTravelled(all: readonly Travelled[]): Travelled {
  const [first, ...others] = all;
  if (first && others.length === 0) return first;
  return {
    moved: all.flatMap(({ moved }) => moved),
    records: all.flatMap(({ records }) => records),
    rested: all.flatMap(({ rested }) => rested),
  };
}

// The rows are locked by takeRuns, so that nobody else has moved them since. Most runs of a batch come to few places, so
// that places are sent once.
const WRITE_RUNS = prepared(`
  UPDATE enrolments SET state = place.state, step = place.step, step_run = place.step_run, step_at = place.step_at,
    due_at = place.due_at, wait = place.wait, visits = place.visits, failures = place.failures,
    exit_reason = place.reason, error = place.error, held_until = NULL,
    ended_at = CASE WHEN place.state NOT IN ('active', 'stuck') THEN $1::timestamptz END
  FROM unnest($2::bigint[], $3::int[]) AS moved (id, place)
  JOIN unnest($4::text[], $5::text[], $6::int[], $7::timestamptz[], $8::timestamptz[], $9::text[], $10::jsonb[],
    $11::int[], $12::text[], $13::text[]) WITH ORDINALITY
    AS place (state, step, step_run, step_at, due_at, wait, visits, failures, reason, error, number)
    ON place.number = moved.place
  WHERE enrolments.id = moved.id`);

const FORGET_CAUSES = `UPDATE enrolments SET led_by = NULL WHERE id = ANY($1::bigint[])`;

const WRITE_RECORDS = prepared(`
  INSERT INTO enrolment_steps (automation_id, enrolment_id, contact_id, step, step_run, type, outcome, next, data, at)
  SELECT automation_id, enrolment_id, contact_id, step, step_run, type, outcome, next, data, $1
  FROM unnest($2::bigint[], $3::bigint[], $4::int[]) WITH ORDINALITY AS record (enrolment_id, contact_id, visit, ord)
  JOIN unnest($5::bigint[], $6::text[], $7::int[], $8::text[], $9::text[], $10::text[], $11::jsonb[]) WITH ORDINALITY
    AS visit (automation_id, step, step_run, type, outcome, next, data, number) ON visit.number = record.visit
  ORDER BY ord`);

/** Writes where all runs of a batch stand, and what they passed, by two statements; hardly ever a third for `rested`. */
export async function writeProgress(tx: Tx, { moved, records, rested }: Travelled, now: Date): Promise<void> {
  if (moved.length > 0) await writeRuns(tx, moved, now);
  if (rested.length > 0) await tx.execute(FORGET_CAUSES, [rested]);
  if (records.length > 0) await writeRecords(tx, records, now);
}

async function writeRuns(tx: Tx, moved: readonly Progress[], now: Date): Promise<void> {
  const { kinds, places } = gatherAlike(moved, placeOf);
  const column = (pick: (progress: Progress) => unknown): unknown[] => kinds.map(pick);
  await tx.execute(WRITE_RUNS, [
    now,
    moved.map(({ run }) => run.id),
    places,
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
  ]);
}

/** The same for runs that come to the same place. */
function placeOf({ run, state, dueAt, reason, error }: Progress): string {
  const { step, stepRun, stepAt, wait, visits, failures } = run;
  return JSON.stringify([
    state,
    step,
    stepRun,
    stepAt.getTime(),
    dueAt?.getTime(),
    wait,
    visits,
    failures,
    reason,
    error,
  ]);
}

async function writeRecords(tx: Tx, records: readonly StepRecord[], now: Date): Promise<void> {
  const { kinds, places } = gatherAlike(records, visitOf);
  const column = (pick: (record: StepRecord) => unknown): unknown[] => kinds.map(pick);
  await tx.execute(WRITE_RECORDS, [
    now,
    records.map(({ run }) => run.id),
    records.map(({ run }) => run.contactId),
    places,
    column(({ run }) => run.automationId),
    column(({ run }) => run.step),
    column(({ run }) => run.stepRun),
    column(({ type }) => type),
    column(({ outcome }) => outcome),
    column(({ next }) => next),
    column(({ data }) => (data ? JSON.stringify(data) : null)),
  ]);
}

/** The same for visits that look alike in the log but for whose they were. */
function visitOf({ run, type, outcome, next, data }: StepRecord): string {
  return JSON.stringify([run.automationId, run.step, run.stepRun, type, outcome, next, data]);
}
