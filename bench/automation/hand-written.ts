import type { Database } from '#libs/db';

/** What the bound claims at once. */
const BATCH = 1_000;
/** As many sessions as the machine of the measured product has cores. */
const WORKERS = 2;

/*
 * The same journey written by hand for this one definition: claim with SKIP LOCKED, branch by stored membership, tag,
 * step log, write-back as waiting; one transaction per batch, nothing that a product needs beside (no change log, no
 * other definitions, no isolation of one contact's failure).
 */
const MOVE = `
  WITH claimed AS (
    SELECT id, contact_id FROM enrolments
    WHERE automation_id = $1 AND state = 'active' AND due_at <= now() AND (held_until IS NULL OR held_until <= now())
    ORDER BY due_at LIMIT ${String(BATCH)} FOR UPDATE SKIP LOCKED
  ), chosen AS (
    SELECT claimed.id, claimed.contact_id, member.contact_id IS NOT NULL AS inside
    FROM claimed LEFT JOIN segment_members member ON member.segment_id = $2 AND member.contact_id = claimed.contact_id
  ), tagged AS (
    INSERT INTO contact_tags (contact_id, tag_id, source, added_at)
    SELECT contact_id, CASE WHEN inside THEN $3::bigint ELSE $4::bigint END, 'bench', now() FROM chosen
    ON CONFLICT DO NOTHING
  ), logged AS (
    INSERT INTO enrolment_steps (automation_id, enrolment_id, contact_id, step, step_run, type, outcome, next, at)
    SELECT $1, chosen.id, chosen.contact_id, step, step_run, type, outcome, next, now()
    FROM chosen CROSS JOIN LATERAL (VALUES
      ('branch', 1, 'branch', CASE WHEN inside THEN 'branch 1' ELSE 'else' END, CASE WHEN inside THEN 'in' ELSE 'out' END),
      (CASE WHEN inside THEN 'in' ELSE 'out' END, 2, 'add_tag', 'next', 'wait')
    ) AS record (step, step_run, type, outcome, next)
  )
  UPDATE enrolments SET step = 'wait', step_run = 3, step_at = now(), wait = 'open', held_until = NULL,
    due_at = now() + interval '1 day'
  FROM chosen WHERE enrolments.id = chosen.id`;

/** Moves all due runs of the automation to their wait; resolves with the seconds that it took. */
export async function moveByHand(
  db: Database,
  ids: { automation: number; segment: number; inside: number; outside: number },
): Promise<number> {
  const start = performance.now();
  const params = [ids.automation, ids.segment, ids.inside, ids.outside];
  const work = async (): Promise<void> => {
    while ((await db.execute(MOVE, params)) > 0);
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
  return (performance.now() - start) / 1000;
}
