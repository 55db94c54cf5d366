import type { Queryable } from '#libs/db';
import { type GoalValue, type Reached, readReached } from './goal-value.js';

/** What happens at one step. */
interface StepReport {
  /** Who stands here now. */
  readonly waiting: number;
  /** Visits that are over, and how they went on: `{ next: 12 }`, `{ then: 3, else: 9 }`. */
  readonly passed: number;
  readonly ways: Readonly<Record<string, number>>;
  /** Who failed here and waits for somebody to look. */
  readonly stuck: number;
  /** Who left the automation while standing here: by goal, exit, refusal, or a step that ends the run. */
  readonly left: number;
  /** Of those who went each way, how many have converted since, and what that was worth in all. */
  readonly converted: Readonly<Record<string, number>>;
  readonly values: Readonly<Record<string, number>>;
  /** The same over all ways. */
  readonly conversions: number;
  readonly value: number;
}

/** How an automation does: enrolments by what became of them, and each step by its id. */
export interface AutomationReport {
  readonly entered: number;
  readonly active: number;
  readonly completed: number;
  readonly converted: number;
  readonly exited: number;
  readonly stuck: number;
  readonly exits: Readonly<Record<string, number>>;
  /** null when the goal names nothing to sum. */
  readonly value: GoalValue | null;
  readonly steps: Readonly<Record<string, StepReport>>;
}

const RUNS = `
  SELECT state, step, exit_reason AS reason, count(*)::int AS n FROM (
    SELECT state, CASE WHEN state <> 'completed' THEN step END AS step, exit_reason
    FROM enrolments WHERE automation_id = $1 AND NOT test
  ) run GROUP BY state, step, exit_reason`;

// Whoever tries it is in no number; there are few of them, found by an index of their own.
const PASSED = `
  SELECT step, outcome, count(*)::int AS n FROM enrolment_steps
  WHERE automation_id = $1 AND outcome <> 'stuck'
    AND enrolment_id NOT IN (SELECT id FROM enrolments WHERE automation_id = $1 AND test)
  GROUP BY step, outcome`;

interface RunCount {
  readonly state: string;
  readonly step: string | null;
  readonly reason: string | null;
  readonly n: number;
}

interface WayCount {
  readonly step: string;
  readonly outcome: string;
  readonly n: number;
}

/** What is counted: steps are listed even where nobody has come yet. */
interface Counted {
  readonly automationId: number;
  readonly stepIds: readonly string[];
  /** The goal's `value_from`. */
  readonly valueFrom: string | null;
  /** The organisation's currency. */
  readonly base: string;
}

/** Counts for one automation. */
export async function readAutomationReport(
  on: Queryable,
  { automationId, stepIds, valueFrom, base }: Counted,
): Promise<AutomationReport> {
  const runs = await on.query<RunCount & Record<string, unknown>>(RUNS, [automationId]);
  const ways = await on.query<WayCount & Record<string, unknown>>(PASSED, [automationId]);
  const some = runs.some(({ state }) => state === 'converted') || valueFrom !== null;
  const { reached, value } = some ? await readReached(on, automationId, valueFrom, base) : { reached: [], value: null };
  const inState = (state: string): number => sum(runs.filter((row) => row.state === state));
  const ids = new Set([...stepIds, ...ways.map(({ step }) => step)]);
  return {
    entered: sum(runs),
    active: inState('active'),
    completed: inState('completed'),
    converted: inState('converted'),
    exited: inState('exited'),
    stuck: inState('stuck'),
    exits: sumBy(
      runs.filter((row) => row.state === 'exited'),
      (row) => row.reason ?? 'unknown',
    ),
    value,
    steps: Object.fromEntries([...ids].map((id) => [id, toStepReport(id, runs, ways, reached)])),
  };
}

function toStepReport(
  id: string,
  runs: readonly RunCount[],
  ways: readonly WayCount[],
  reached: readonly Reached[],
): StepReport {
  const here = runs.filter((row) => row.step === id);
  const taken = ways.filter((row) => row.step === id);
  const ended = reached.filter((row) => row.step === id && row.outcome !== null);
  const whole = reached.find((row) => row.step === id && row.outcome === null);
  return {
    waiting: sum(here.filter((row) => row.state === 'active')),
    passed: sum(taken),
    ways: sumBy(taken, (row) => row.outcome),
    stuck: sum(here.filter((row) => row.state === 'stuck')),
    left: sum(here.filter((row) => row.state === 'converted' || row.state === 'exited')),
    converted: Object.fromEntries(ended.map(({ outcome, n }) => [outcome ?? '', n] as const)),
    values: Object.fromEntries(ended.map(({ outcome, value }) => [outcome ?? '', value ?? 0] as const)),
    conversions: whole?.n ?? 0,
    value: whole?.value ?? 0,
  };
}

function sum(rows: readonly { readonly n: number }[]): number {
  return rows.reduce((total, row) => total + row.n, 0);
}

function sumBy<Row extends { readonly n: number }>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): Record<string, number> {
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(keyOf(row), (sums.get(keyOf(row)) ?? 0) + row.n);
  return Object.fromEntries(sums);
}
