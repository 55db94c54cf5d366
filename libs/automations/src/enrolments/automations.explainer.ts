import { Inject, Injectable } from '@nestjs/common';
import { type Condition, ConditionEvaluator } from '#libs/conditions';
import type { Queryable } from '#libs/db';
import { Clock, DomainError } from '#libs/kernel';
import { fact, type Absence, type ExplainedSource, type Fact, type SourceExplainer } from '#libs/ledger';

const NAME = 'SELECT name, status FROM automations WHERE id = $1';

interface AutomationRow extends Record<string, unknown> {
  readonly status: 'draft' | 'live' | 'paused' | 'archived';
  readonly publishedAt: Date | null;
  readonly filter: Condition | null;
}

const AUTOMATION = `
  SELECT status, (SELECT min(published_at) FROM automation_versions WHERE automation_id = automations.id) AS "publishedAt",
    version.definition->'filter' AS filter
  FROM automations LEFT JOIN automation_versions version
    ON version.automation_id = automations.id AND version.version = published_version
  WHERE id = $1`;

interface RunRow extends Record<string, unknown> {
  readonly state: 'active' | 'completed' | 'converted' | 'exited' | 'stuck';
  readonly step: string | null;
  readonly enteredAt: Date;
  readonly stepAt: Date;
  readonly dueAt: Date | null;
  readonly endedAt: Date | null;
  readonly exitReason: string | null;
  readonly error: string | null;
}

// Only when nothing has let it in since.
const KEPT_OUT = `
  SELECT at, (SELECT string_agg(DISTINCT name, ', ') FROM automations WHERE id = ANY(led_by)) AS circle
  FROM entry_refusals WHERE automation_id = $1 AND contact_id = $2 AND NOT EXISTS (SELECT FROM enrolments later
    WHERE later.automation_id = $1 AND later.contact_id = $2 AND later.entered_at > entry_refusals.at)`;

const RUNS_TOLD = 5;

// A step is called by the name that it was given, else by its type.
const STEP_NAME = (step: string): string => `
  coalesce((SELECT coalesce(definition->'steps'->${step}->>'name', definition->'steps'->${step}->>'type')
    FROM automation_versions version
    WHERE version.automation_id = run.automation_id AND version.version = run.version), ${step})`;

const RUNS = `
  SELECT state, ${STEP_NAME('run.step')} AS step, entered_at AS "enteredAt", step_at AS "stepAt", due_at AS "dueAt",
    ended_at AS "endedAt", exit_reason AS "exitReason", error
  FROM enrolments run WHERE contact_id = $2 AND automation_id = $1 ORDER BY id DESC LIMIT ${String(RUNS_TOLD)}`;

const RUN = `
  SELECT state, ${STEP_NAME('$2::text')} AS step, ended_at AS "endedAt", exit_reason AS "exitReason"
  FROM enrolments run WHERE id = $1`;

const NOT_LIVE = { draft: 'automation.draft', paused: 'automation.paused', archived: 'automation.archived' } as const;

/** Why an automation has no mail for somebody: never entered, not there yet, or left before. */
@Injectable()
export class AutomationsExplainer implements SourceExplainer {
  readonly kind = 'automation';

  constructor(
    @Inject(ConditionEvaluator) private readonly evaluator: ConditionEvaluator,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async describe(on: Queryable, id: number): Promise<ExplainedSource | null> {
    const [row] = await on.query<ExplainedSource & Record<string, unknown>>(NAME, [id]);
    return row ?? null;
  }

  async absence(on: Queryable, id: number, contactId: number): Promise<Absence> {
    const [automation] = await on.query<AutomationRow>(AUTOMATION, [id]);
    if (!automation) throw new DomainError('automation.not_found');
    const { status, publishedAt, filter } = automation;
    const state =
      status === 'live' ? fact('automation.live', { at: publishedAt }) : fact(NOT_LIVE[status], {}, { verdict: false });
    const runs = await on.query<RunRow>(RUNS, [id, contactId]);
    const entered = runs.flatMap((run) => toFacts(run));
    const [kept] = await on.query<{ at: Date; circle: string | null }>(KEPT_OUT, [id, contactId]);
    const keptOut = kept ? [fact('automation.kept_out', { at: kept.at, circle: kept.circle }, { verdict: false })] : [];
    const never = runs.length === 0 && !kept ? [fact('automation.never_entered', {}, { verdict: false })] : [];
    const filtered = runs.length === 0 && filter ? await this.judgeFilter(on, filter, contactId) : [];
    return { outcome: 'not_written', facts: [state, ...never, ...keptOut, ...filtered, ...entered], foreseen: null };
  }

  async origin(on: Queryable, { occurrence, createdAt: at }: { occurrence: string; createdAt: Date }): Promise<Fact[]> {
    const { run, step } = parseOccurrence(occurrence);
    const [row] = await on.query<{ step: string }>(RUN, [run, step]);
    return [fact('mail.by_step', { step: row?.step ?? step, at })];
  }

  async refusal(on: Queryable, { occurrence }: { occurrence: string; reason: string }): Promise<Fact[]> {
    const { run, step } = parseOccurrence(occurrence);
    const [row] = await on.query<RunRow>(RUN, [run, step]);
    if (!row?.endedAt) return [];
    const { state, endedAt: at, exitReason: reason } = row;
    if (state === 'converted') return [fact('run.converted', { at }, { verdict: false })];
    return [fact('run.left', { at, reason }, { verdict: false })];
  }

  private async judgeFilter(on: Queryable, filter: Condition, contactId: number): Promise<Fact[]> {
    const clause = await this.evaluator.explain(on, filter, { contactId }, this.clock.now());
    if (!clause) return [];
    const code = clause.verdict ? 'automation.filter_met' : 'automation.filter_unmet';
    return [fact(code, {}, { verdict: clause.verdict, clause })];
  }
}

/** See StepBatch.occurrenceOf. A step's id has no colon. */
function parseOccurrence(occurrence: string): { run: number; step: string } {
  const [run = '', step = ''] = occurrence.split(':');
  return { run: Number(run), step };
}

function toFacts({ state, step, enteredAt: at, stepAt, dueAt, endedAt, exitReason, error }: RunRow): Fact[] {
  if (state === 'stuck') return [fact('run.stuck', { at, step, error }, { verdict: false })];
  if (state !== 'active') {
    return [fact('run.ended', { at, ended: endedAt, reason: exitReason ?? state }, { verdict: false })];
  }
  const due = dueAt ? [fact('run.due', { due: dueAt })] : [];
  return [fact('run.at_step', { at, step, since: stepAt }), ...due];
}
