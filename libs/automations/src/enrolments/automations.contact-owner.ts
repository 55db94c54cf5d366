import { Injectable } from '@nestjs/common';
import {
  type ContactMerge,
  type ContactOwner,
  TIMELINE_PAGE,
  timelineId,
  type TimelineCursor,
  type TimelineEntry,
  type Undoing,
} from '#libs/contacts';
import type { Database, Tx } from '#libs/db';
import { giveRuns, holdRunsOf, mergeRuns } from './merge-runs.js';

// Entered, each step passed, left. Every source is read by the contact's index and no further than the page needs.
const TIMELINE = `
  SELECT * FROM (
    SELECT ${timelineId('enrolment', 'run.id')} AS id, entered_at AS at, 'automation' AS kind, 'automation_entered' AS name,
      jsonb_build_object('automation_id', automation_id, 'automation', automation.name, 'enrolment_id', run.id) AS data
    FROM enrolments run JOIN automations automation ON automation.id = automation_id WHERE contact_id = $1
    UNION ALL
    SELECT ${timelineId('enrolment_end', 'run.id')}, ended_at, 'automation', 'automation_' || state,
      jsonb_build_object('automation_id', automation_id, 'automation', automation.name, 'enrolment_id', run.id,
        'reason', exit_reason)
    FROM enrolments run JOIN automations automation ON automation.id = automation_id
    WHERE contact_id = $1 AND ended_at IS NOT NULL
    UNION ALL
    SELECT ${timelineId('enrolment_step', 'record.id')}, at, 'automation', 'automation_step',
      jsonb_build_object('automation_id', automation_id, 'automation', automation.name, 'enrolment_id', enrolment_id,
        'step', step, 'type', type, 'outcome', outcome)
    FROM enrolment_steps record JOIN automations automation ON automation.id = automation_id WHERE contact_id = $1
  ) entry ${TIMELINE_PAGE}`;

// The rows stay for the counts of reports; what tells about the person goes.
const ERASE_RUNS = `
  UPDATE enrolments SET event = NULL, error = NULL, held_until = NULL, due_at = NULL,
    ended_at = coalesce(ended_at, now()),
    exit_reason = CASE WHEN state IN ('active', 'stuck') THEN 'removed' ELSE exit_reason END,
    state = CASE WHEN state IN ('active', 'stuck') THEN 'exited' ELSE state END
  WHERE contact_id = $1`;

@Injectable()
export class AutomationsContactOwner implements ContactOwner {
  readonly key = 'automations';

  async timeline(db: Database, contactId: number, before: TimelineCursor | null, limit: number) {
    return db.query<TimelineEntry & Record<string, unknown>>(TIMELINE, [
      contactId,
      before?.at ?? null,
      before?.id ?? null,
      limit,
    ]);
  }

  async export(db: Database, contactId: number): Promise<Record<string, unknown>> {
    return {
      enrolments: await db.query('SELECT * FROM enrolments WHERE contact_id = $1 ORDER BY id', [contactId]),
      trigger_timers: await db.query('SELECT * FROM trigger_timers WHERE contact_id = $1', [contactId]),
      entry_refusals: await db.query('SELECT * FROM entry_refusals WHERE contact_id = $1', [contactId]),
      held_looks: await db.query('SELECT * FROM held_looks WHERE contact_id = $1', [contactId]),
      trigger_firings: await db.query('SELECT * FROM trigger_firings WHERE contact_id = $1 ORDER BY at', [contactId]),
      enrolment_steps: await db.query('SELECT * FROM enrolment_steps WHERE contact_id = $1 ORDER BY id', [contactId]),
    };
  }

  async erase(tx: Tx, contactId: number): Promise<void> {
    await tx.execute(ERASE_RUNS, [contactId]);
    await tx.execute('DELETE FROM trigger_timers WHERE contact_id = $1', [contactId]);
    await tx.execute('DELETE FROM entry_refusals WHERE contact_id = $1', [contactId]);
    await tx.execute('DELETE FROM held_looks WHERE contact_id = $1', [contactId]);
    await tx.execute('DELETE FROM trigger_firings WHERE contact_id = $1', [contactId]);
    await tx.execute('UPDATE enrolment_steps SET data = NULL WHERE contact_id = $1', [contactId]);
  }

  async hold(tx: Tx, contactIds: readonly number[]): Promise<void> {
    await holdRunsOf(tx, contactIds);
  }

  async merge(tx: Tx, merge: ContactMerge): Promise<void> {
    await mergeRuns(tx, merge);
  }

  async unmerge(tx: Tx, merge: ContactMerge, { now }: Undoing): Promise<void> {
    await giveRuns(tx, merge, now);
  }
}
