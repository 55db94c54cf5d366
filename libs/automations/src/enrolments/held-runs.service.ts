import { Inject, Injectable } from '@nestjs/common';
import { AuditLog, type Actor } from '#libs/accounts';
import { Database } from '#libs/db';
import { Clock } from '#libs/kernel';
import { Signals } from '#libs/queue';

/** What to do with runs that do not get on: try them at once, or end them. */
export type HeldRemedy = 'retry' | 'exit';

/** Those who do not get on at one step for one reason, and are tried again by themselves. */
export interface HeldGroup extends Record<string, unknown> {
  readonly step: string;
  readonly error: string;
  /** The whole batch can't be moved, whatever the step: its version can't be read, say. */
  readonly whole: boolean;
  readonly n: number;
  readonly since: Date;
  /** When the first of them is tried again. */
  readonly retry_at: Date;
}

/** Which of them are meant; all when nothing is said. */
export interface HeldChoice {
  readonly step?: string | undefined;
  readonly error?: string | undefined;
}

const SHOWN = 100;

const GROUPS = `
  SELECT step, error, held_until IS NOT NULL AS whole, count(*)::int AS n,
    min(CASE WHEN held_until IS NULL THEN step_at ELSE coalesce(held_since, step_at) END) AS since,
    min(coalesce(held_until, due_at)) AS retry_at
  FROM enrolments WHERE automation_id = $1 AND state = 'active' AND error IS NOT NULL
  GROUP BY 1, 2, 3 ORDER BY n DESC, step, error LIMIT ${String(SHOWN)}`;

// Whoever is locked is being tried this very moment.
const CHOSEN = `
  SELECT id FROM enrolments WHERE automation_id = $2 AND state = 'active' AND error IS NOT NULL
    AND ($3::text IS NULL OR step = $3) AND ($4::text IS NULL OR error = $4)
  ORDER BY id FOR UPDATE SKIP LOCKED`;

const REMEDIES: Readonly<Record<HeldRemedy, string>> = {
  retry: `UPDATE enrolments SET held_until = NULL, due_at = $1, failures = 0, error = NULL WHERE id IN (${CHOSEN})`,
  // A reason from outside: mails of theirs that have not left do not leave.
  exit: `
    UPDATE enrolments SET state = 'exited', exit_reason = 'taken_out', ended_at = $1, due_at = NULL, wait = NULL,
      held_until = NULL
    WHERE id IN (${CHOSEN})`,
};

/** Those who are under way but do not get on: held with their whole batch, or at a step that fails and is tried again. */
@Injectable()
export class HeldRuns {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(Signals) private readonly signals: Signals,
  ) {}

  /** By step and reason, most first; at most 100. */
  async groups(automationId: number): Promise<HeldGroup[]> {
    return this.db.query<HeldGroup>(GROUPS, [automationId]);
  }

  /** Resolves with how many it was done to. */
  async resolve(automationId: number, remedy: HeldRemedy, choice: HeldChoice, by: Actor | null): Promise<number> {
    return this.db.transaction(async (tx) => {
      const { step = null, error = null } = choice;
      const changed = await tx.execute(REMEDIES[remedy], [this.clock.now(), automationId, step, error]);
      if (changed === 0) return 0;
      await this.audit.write(tx, by, `automation.held_${remedy}`, { kind: 'automation', id: automationId });
      tx.afterCommit(() => {
        this.signals.signal('automations.run', {});
      });
      return changed;
    });
  }
}
