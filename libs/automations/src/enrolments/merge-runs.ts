import { type ContactMerge, giveRows, moveRows, noteRows } from '#libs/contacts';
import type { Tx } from '#libs/db';
import { giveMoments, mergeMoments } from './merge-moments.js';

// As runners do: who fires a timer holds it while it waits for runs, and runs are held while contacts are written.
const HOLD_TIMERS = `
  SELECT FROM trigger_timers WHERE contact_id = ANY ($1::bigint[])
  ORDER BY contact_id, automation_id, trigger, subject FOR UPDATE`;

const HOLD_RUNS = `SELECT FROM enrolments WHERE contact_id = ANY ($1::bigint[]) ORDER BY id FOR UPDATE`;

// One person goes through an automation once at a time: of two runs with the same key that are under way, the one goes
// on that has come further (of equals the kept contact's), so that no step of it is done twice. Where nobody enters a
// second time, a run that is over counts for both. The others end, and their mails that have not left do not leave.
const END_DOUBLES = `
  WITH pair AS (
    SELECT theirs.id AS theirs, own.id AS own, theirs.step_run AS their_steps, own.step_run AS own_steps,
      theirs.state IN ('active', 'stuck') AS they_run, own.state IN ('active', 'stuck') AS own_runs,
      theirs.once OR own.once AS never_again
    FROM enrolments theirs JOIN enrolments own
      ON own.contact_id = $2 AND own.automation_id = theirs.automation_id AND own.run_key = theirs.run_key
    WHERE theirs.contact_id = $1
  ), ending AS (
    SELECT DISTINCT ON (loser.id) loser.id, loser.other FROM pair CROSS JOIN LATERAL (
      SELECT CASE
        WHEN they_run AND own_runs THEN CASE WHEN their_steps > own_steps THEN own ELSE theirs END
        WHEN they_run AND never_again THEN theirs
        WHEN own_runs AND never_again THEN own END AS id,
      CASE WHEN own_runs AND (NOT they_run OR their_steps > own_steps) THEN theirs ELSE own END AS other
    ) loser WHERE loser.id IS NOT NULL ORDER BY loser.id
  ), ended AS (
    SELECT run.id, run.state, run.due_at, run.wait, ending.other, other.step_run AS other_steps, run.contact_id = $2 AS own
    FROM ending JOIN enrolments run ON run.id = ending.id JOIN enrolments other ON other.id = ending.other
  ), noted AS (${noteRows('ended_runs', 'ended', '$3')})
  UPDATE enrolments SET state = 'exited', exit_reason = 'merged', ended_at = $4, due_at = NULL, wait = NULL,
    held_until = NULL
  FROM ended WHERE enrolments.id = ended.id`;

// "Never again" is kept by one row for each contact and key; the kept contact's will do.
const ONE_ONCE = `
  WITH shared AS (
    UPDATE enrolments theirs SET once = false FROM enrolments own
    WHERE theirs.contact_id = $1 AND theirs.once AND own.contact_id = $2 AND own.once
      AND own.automation_id = theirs.automation_id AND own.run_key = theirs.run_key
    RETURNING theirs.id
  )
  INSERT INTO contact_merge_parts (merge_id, part, ids) SELECT $3, 'once', array_agg(id) FROM shared HAVING count(*) > 0`;

// By the run: these records have no index by contact.
const MOVE_STEPS = `
  UPDATE enrolment_steps SET contact_id = $2 FROM enrolments run
  WHERE run.contact_id = $1 AND enrolment_steps.enrolment_id = run.id AND enrolment_steps.contact_id = $1`;

const GIVE_STEPS = MOVE_STEPS.replace('SET contact_id = $2', 'SET contact_id = $1').replace(
  'enrolment_steps.contact_id = $1',
  'enrolment_steps.contact_id = $2',
);

const GIVE_ONCE = `
  UPDATE enrolments SET once = true FROM (SELECT unnest(ids) AS id FROM contact_merge_parts
    WHERE merge_id = $2 AND part = 'once') mine
  WHERE enrolments.id = mine.id AND enrolments.contact_id = $1`;

// A run of the kept contact goes on only when the other one has done nothing since: its steps were done to this person.
const RESUME = `
  UPDATE enrolments SET state = ended.state, due_at = ended.due_at, wait = ended.wait, exit_reason = NULL, ended_at = NULL
  FROM contact_merge_parts, jsonb_to_recordset(rows)
    AS ended (id bigint, state text, due_at timestamptz, wait text, other bigint, other_steps integer, own boolean)
  WHERE merge_id = $1 AND part = 'ended_runs' AND enrolments.id = ended.id AND enrolments.exit_reason = 'merged'
    AND (NOT own OR EXISTS (SELECT FROM enrolments other WHERE other.id = ended.other AND step_run = other_steps))
    AND NOT EXISTS (SELECT FROM enrolments running WHERE running.automation_id = enrolments.automation_id
      AND running.contact_id = enrolments.contact_id AND running.run_key = enrolments.run_key
      AND running.state IN ('active', 'stuck'))`;

export async function holdRunsOf(tx: Tx, contactIds: readonly number[]): Promise<void> {
  await tx.query(HOLD_TIMERS, [contactIds]);
  await tx.query(HOLD_RUNS, [contactIds]);
}

export async function mergeRuns(tx: Tx, merge: ContactMerge): Promise<void> {
  const { mergedId, keptId, id, at } = merge;
  await tx.execute(END_DOUBLES, [mergedId, keptId, id, at]);
  await tx.execute(ONE_ONCE, [mergedId, keptId, id]);
  await tx.execute(MOVE_STEPS, [mergedId, keptId]);
  await moveRows(tx, merge, 'enrolments');
  await mergeMoments(tx, merge);
}

export async function giveRuns(tx: Tx, merge: ContactMerge, now: Date): Promise<void> {
  const { mergedId, keptId, id } = merge;
  await giveRows(tx, merge, 'enrolments');
  await tx.execute(GIVE_STEPS, [mergedId, keptId]);
  await tx.execute(GIVE_ONCE, [mergedId, id]);
  await tx.execute(RESUME, [id]);
  await giveMoments(tx, merge, now);
}
