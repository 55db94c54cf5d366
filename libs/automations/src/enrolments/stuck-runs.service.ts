import { Inject, Injectable } from '@nestjs/common';
import { AuditLog, type Actor } from '#libs/accounts';
import { Database, type Tx } from '#libs/db';
import { Clock, DomainError } from '#libs/kernel';
import { Signals } from '#libs/queue';
import { readAllPaths } from '../definition/param-paths.js';
import { CompiledVersions } from '../registry/compiled-versions.js';

/** What to do with runs that are stuck: try their step again, pass over it, or end them. */
export type Remedy = 'retry' | 'skip' | 'exit';

/** Those who are stuck at one step for one reason. */
export interface StuckGroup extends Record<string, unknown> {
  readonly step: string;
  readonly error: string | null;
  readonly n: number;
  /** When the first of them came to the step. */
  readonly since: Date;
}

/** Which of those who are stuck are meant; all when nothing is said. */
export interface StuckChoice {
  readonly step?: string | undefined;
  readonly error?: string | undefined;
  readonly enrolmentIds?: readonly number[] | undefined;
}

/** Where those who stood at one step of one version go on when it is passed over. */
interface SkippedStep {
  readonly version: number;
  readonly step: string;
  readonly type: string;
  readonly next: string | null;
}

const SHOWN = 100;

const GROUPS = `
  SELECT step, error, count(*)::int AS n, min(step_at) AS since FROM enrolments
  WHERE automation_id = $1 AND state = 'stuck' GROUP BY step, error ORDER BY n DESC, step, error LIMIT ${String(SHOWN)}`;

// Ids in order, as the waker locks them, against deadlock. Of two calls at once the second finds nobody stuck.
const CHOSEN = `
  SELECT id, version, step FROM enrolments
  WHERE automation_id = $1 AND state = 'stuck' AND ($2::text IS NULL OR step = $2)
    AND ($3::text IS NULL OR error = $3) AND ($4::bigint[] IS NULL OR id = ANY($4))
  ORDER BY id FOR UPDATE`;

// Whoever has a look at it comes from outside: what led here does not count any more.
const RETRY = `
  UPDATE enrolments SET state = 'active', due_at = $2, failures = 0, error = NULL, led_by = NULL
  WHERE id = ANY($1::bigint[])`;

// A reason from outside: mails of theirs that have not left do not leave.
const EXIT = `
  UPDATE enrolments SET state = 'exited', exit_reason = 'taken_out', ended_at = $2 WHERE id = ANY($1::bigint[])`;

const SKIP = `
  WITH moved AS (
    UPDATE enrolments SET state = CASE WHEN passed.next IS NULL THEN 'completed' ELSE 'active' END,
      step = coalesce(passed.next, enrolments.step), step_at = $2, failures = 0, error = NULL, led_by = NULL,
      step_run = step_run + (passed.next IS NOT NULL)::int,
      due_at = CASE WHEN passed.next IS NOT NULL THEN $2::timestamptz END,
      ended_at = CASE WHEN passed.next IS NULL THEN $2::timestamptz END
    FROM unnest($4::int[], $5::text[], $6::text[], $7::text[]) AS passed (version, step, type, next)
    WHERE id = ANY($1::bigint[]) AND enrolments.version = passed.version AND enrolments.step = passed.step
    RETURNING id, contact_id, passed.step, step_run - (passed.next IS NOT NULL)::int AS step_run, type, next
  )
  INSERT INTO enrolment_steps (automation_id, enrolment_id, contact_id, step, step_run, type, outcome, next, at)
  SELECT $3, id, contact_id, step, step_run, type, 'skipped', next, $2 FROM moved`;

/** Those whose step has failed too often: who they are, and what is to become of them. */
@Injectable()
export class StuckRuns {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(CompiledVersions) private readonly versions: CompiledVersions,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(Signals) private readonly signals: Signals,
  ) {}

  /** By step and reason, most first; at most 100. */
  async groups(automationId: number): Promise<StuckGroup[]> {
    return this.db.query<StuckGroup>(GROUPS, [automationId]);
  }

  /** Resolves with how many it was done to; whoever is not stuck any more is left alone. */
  async resolve(automationId: number, remedy: Remedy, choice: StuckChoice, by: Actor | null): Promise<number> {
    return this.db.transaction(async (tx) => {
      const { step = null, error = null, enrolmentIds = null } = choice;
      const runs = await tx.query<{ id: number; version: number; step: string }>(CHOSEN, [
        ...[automationId, step, error, enrolmentIds],
      ]);
      if (runs.length === 0) return 0;
      const ids = runs.map(({ id }) => id);
      const now = this.clock.now();
      if (remedy === 'retry') await tx.execute(RETRY, [ids, now]);
      else if (remedy === 'exit') await tx.execute(EXIT, [ids, now]);
      else await this.skip(tx, automationId, ids, { passed: await this.passOver(tx, automationId, runs), now });
      await this.audit.write(tx, by, `automation.stuck_${remedy}`, { kind: 'automation', id: automationId });
      tx.afterCommit(() => {
        this.signals.signal('automations.run', {});
      });
      return runs.length;
    });
  }

  private async skip(
    tx: Tx,
    automationId: number,
    ids: readonly number[],
    { passed, now }: { passed: readonly SkippedStep[]; now: Date },
  ): Promise<void> {
    await tx.execute(SKIP, [
      ...[ids, now, automationId],
      passed.map(({ version }) => version),
      passed.map(({ step }) => step),
      passed.map(({ type }) => type),
      passed.map(({ next }) => next),
    ]);
  }

  /** The last way out of a step is the one for those who did nothing there: `next`, or `else`. */
  private async passOver(
    tx: Tx,
    automationId: number,
    runs: readonly { version: number; step: string }[],
  ): Promise<SkippedStep[]> {
    const places = new Map(runs.map((run) => [`${String(run.version)} ${run.step}`, run]));
    const passed: SkippedStep[] = [];
    for (const { version, step } of places.values()) {
      const { automation } = await this.versions.load(tx, automationId, version);
      const found = automation.steps.get(step);
      if (!found)
        throw new DomainError('automation.invalid', `There is no step "${step}" in version ${String(version)}.`);
      const way = readAllPaths(found.params, found.definition.edges).at(-1)?.value;
      passed.push({ version, step, type: found.definition.type, next: typeof way === 'string' ? way : null });
    }
    return passed;
  }
}
