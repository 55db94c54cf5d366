import { Inject, Injectable } from '@nestjs/common';
import type { Queryable, Tx } from '#libs/db';
import { invalid, parseDocument } from '#libs/kernel';
import { z } from 'zod';
import type { AutomationDocument } from '../definition/automation-definition.js';
import { stepId } from '../definition/params.js';
import { AutomationRegistry } from '../registry/automation-registry.js';
import { doesTheSame, findSuccessor, stepOf } from './version-difference.js';

/** What becomes of those who wait at a step when a new version is published; whoever is not named is kept. */
const migration = z.record(stepId, z.enum(['keep', 'move', 'exit']));

export type Migration = ReadonlyMap<string, 'keep' | 'move' | 'exit'>;

/** Throws `automation.invalid` with paths below `migrate`. */
export function parseMigration(value: unknown): Migration {
  const schema = z.object({ migrate: migration });
  const { migrate } = parseDocument(schema, { migrate: value ?? {} }, { code: 'automation.invalid' });
  return new Map(Object.entries(migrate));
}

/** Who stands where in which version. */
export interface Standing {
  readonly version: number;
  readonly step: string;
  readonly n: number;
}

/** What happens to everybody who stands at one step of one version. */
interface Plan {
  readonly version: number;
  readonly step: string;
  readonly type: string;
  readonly exit: boolean;
  /** Where they go on in the new version; null = nowhere. */
  readonly target: string | null;
  /** The step is another, or does something else: it begins anew. */
  readonly anew: boolean;
}

/** A batch: how many, and the last of them; null when nobody was left. */
interface Moved {
  readonly n: number;
  readonly last: number | null;
}

const STANDING = `
  SELECT version, step, count(*)::int AS n FROM enrolments
  WHERE automation_id = $1 AND state IN ('active', 'stuck') GROUP BY version, step ORDER BY version, step`;

const DEFINITIONS = `
  SELECT version, definition FROM automation_versions WHERE automation_id = $1 AND version = ANY($2::int[])`;

// Ids in order, as the waker locks them, against deadlock; the runner is kept out by the lock on the automation. In
// batches, so that a million runs need no sort of a million rows; all in the transaction that publishes, so that a
// process that dies has moved nobody.
const MOVE = `
  WITH taken AS (
    SELECT enrolments.id, enrolments.step, plan.type, exit, target, anew, state AS old_state FROM enrolments
    JOIN unnest($3::int[], $4::text[], $5::text[], $6::boolean[], $7::text[], $8::boolean[])
      AS plan (version, step, type, exit, target, anew)
      ON plan.version = enrolments.version AND plan.step = enrolments.step
    WHERE automation_id = $1 AND state IN ('active', 'stuck') AND enrolments.id > $9
    ORDER BY enrolments.id LIMIT $10 FOR UPDATE OF enrolments
  ), moved AS (
    UPDATE enrolments SET
      state = CASE WHEN exit THEN 'exited' WHEN target IS NULL THEN 'completed' WHEN anew THEN 'active' ELSE state END,
      exit_reason = CASE WHEN exit THEN 'republished' END,
      ended_at = CASE WHEN exit OR target IS NULL THEN $2::timestamptz END,
      version = CASE WHEN exit THEN version ELSE $11 END,
      step = CASE WHEN exit THEN enrolments.step ELSE coalesce(target, enrolments.step) END,
      step_run = step_run + (NOT exit AND target IS DISTINCT FROM enrolments.step)::int,
      step_at = CASE WHEN exit OR target = enrolments.step THEN step_at ELSE $2 END,
      due_at = CASE WHEN exit OR target IS NULL THEN NULL WHEN anew THEN $2 ELSE due_at END,
      wait = CASE WHEN NOT exit AND NOT anew THEN wait END,
      failures = CASE WHEN anew THEN 0 ELSE failures END,
      error = CASE WHEN NOT anew THEN error END,
      held_until = CASE WHEN NOT exit AND NOT anew THEN held_until END
    FROM taken WHERE enrolments.id = taken.id
    RETURNING enrolments.id, contact_id, taken.step, step_run, type, exit, target
  ), noted AS (
    INSERT INTO enrolment_steps (automation_id, enrolment_id, contact_id, step, step_run, type, outcome, next, at)
    SELECT $1, id, contact_id, step, step_run - 1, type, 'moved', target, $2 FROM moved
    WHERE NOT exit AND target IS DISTINCT FROM step
  )
  SELECT count(*)::int AS n, max(id) AS last FROM taken`;

const KNOWN = `
  SELECT DISTINCT step FROM automation_versions, jsonb_object_keys(definition -> 'steps') AS step
  WHERE automation_id = $1`;

const BATCH = 10_000;

/** Takes runs that are under way to another version, or out. */
@Injectable()
export class RunMigration {
  constructor(@Inject(AutomationRegistry) private readonly registry: AutomationRegistry) {}

  /** The edges of a kind of step. */
  readonly edgesOf = (type: string): readonly string[] => this.registry.step(type)?.edges ?? [];

  /** How many are under way at each step of each version. */
  standing(on: Queryable, automationId: number): Promise<Standing[]> {
    return on.query<Standing & Record<string, unknown>>(STANDING, [automationId]);
  }

  /**
   * Resolves with how many runs were touched. In the transaction that holds the automation's row. Throws
   * `automation.invalid` for a step that no version has.
   */
  async migrate(
    tx: Tx,
    automationId: number,
    { to, document, choices, now }: { to: number; document: AutomationDocument; choices: Migration; now: Date },
  ): Promise<number> {
    await this.refuseUnknown(tx, automationId, choices);
    const plans = await this.plan(tx, automationId, { to, document, choices });
    if (plans.length === 0) return 0;
    const column = (pick: (plan: Plan) => unknown): unknown[] => plans.map(pick);
    const columns = [
      column(({ version }) => version),
      column(({ step }) => step),
      column(({ type }) => type),
      column(({ exit }) => exit),
      column(({ target }) => target),
      column(({ anew }) => anew),
    ];
    let total = 0;
    for (let last: number | null = 0; last !== null;) {
      const moved: Moved[] = await tx.query<Moved & Record<string, unknown>>(MOVE, [
        ...[automationId, now, ...columns],
        ...[last, BATCH, to],
      ]);
      total += moved[0]?.n ?? 0;
      last = moved[0]?.last ?? null;
    }
    return total;
  }

  /** A slip would leave people where somebody wanted to take them from. */
  private async refuseUnknown(tx: Tx, automationId: number, choices: Migration): Promise<void> {
    if (choices.size === 0) return;
    const known = new Set((await tx.query<{ step: string }>(KNOWN, [automationId])).map(({ step }) => step));
    const errors = [...choices.keys()]
      .filter((step) => !known.has(step))
      .map((step) => ({ path: `migrate.${step}`, message: `There is no step "${step}"` }));
    if (errors.length > 0) throw invalid(errors, 'automation.invalid');
  }

  private async plan(
    tx: Tx,
    automationId: number,
    { to, document, choices }: { to: number; document: AutomationDocument; choices: Migration },
  ): Promise<Plan[]> {
    const wanted = (await this.standing(tx, automationId)).filter(
      ({ version, step }) => version < to && (choices.get(step) ?? 'keep') !== 'keep',
    );
    const versions = [...new Set(wanted.map(({ version }) => version))];
    const rows = await tx.query<{ version: number; definition: AutomationDocument }>(DEFINITIONS, [
      automationId,
      versions,
    ]);
    const before = new Map(rows.map(({ version, definition }) => [version, definition]));
    return wanted.flatMap(({ version, step }) => {
      const old = before.get(version);
      return old ? [this.planStep(version, step, choices.get(step) === 'exit', { old, document })] : [];
    });
  }

  private planStep(
    version: number,
    step: string,
    exit: boolean,
    { old, document }: { old: AutomationDocument; document: AutomationDocument },
  ): Plan {
    const [before, after] = [stepOf(old, step), stepOf(document, step)];
    const shared = { version, step, type: before?.type ?? '', exit };
    if (exit) return { ...shared, target: null, anew: false };
    const target = findSuccessor(step, old, document, this.edgesOf);
    const anew = target !== null && !(before && after && doesTheSame(before, after, this.edgesOf));
    return { ...shared, target, anew };
  }
}
