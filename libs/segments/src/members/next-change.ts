import { type ClauseVerdict, type Condition, type ConditionEvaluator } from '#libs/conditions';
import type { Queryable } from '#libs/db';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SECOND_MS = 1000;

/** Day by day for a quarter, then week by week up to 400 days: a yearly date is found. */
const DAYS_AHEAD = 92;
const WEEKS_AHEAD = 44;
/** So many spans are looked into; a weekday that never decides would name one each day. */
const SPANS_TRIED = 10;

/** When a membership will change by itself, if nothing else happens. */
export interface NextChange {
  readonly at: Date;
  /** Whether the contact is in from then on. */
  readonly member: boolean;
  /** The clauses that will turn, as they will read then. */
  readonly because: readonly string[];
}

/**
 * Finds the moment by asking the conditions: first which days (weeks, later on) may move the contact, then, in the
 * first of them that ends with another verdict, the second at which it turns. At most some dozens of small statements
 * about one contact. Null: not within 400 days. A verdict that turns and turns back within one day is passed over.
 */
export async function findNextChange(
  on: Queryable,
  evaluator: ConditionEvaluator,
  condition: Condition,
  contactId: number,
  now: Date,
): Promise<NextChange | null> {
  const moments = momentsAfter(now);
  const spans = await evaluator.findMoves(on, condition, contactId, moments);
  const judge = async (at: Date): Promise<boolean> =>
    (await evaluator.judge(on, condition, [{ contactId }], at))[0] ?? false;
  const today = spans.length > 0 && (await judge(now));
  for (const span of spans.slice(0, SPANS_TRIED)) {
    const [start, end] = [moments[span - 1], moments[span]];
    if (!start || !end || (await judge(end)) === today) continue;
    const at = await bisect(start, end, async (moment) => (await judge(moment)) !== today);
    return { at, member: !today, because: await turned(on, evaluator, condition, contactId, now, at) };
  }
  return null;
}

function momentsAfter(now: Date): Date[] {
  const days = Array.from({ length: DAYS_AHEAD + 1 }, (_, day) => day);
  const weeks = Array.from({ length: WEEKS_AHEAD }, (_, week) => DAYS_AHEAD + (week + 1) * 7);
  return [...days, ...weeks].map((day) => new Date(now.getTime() + day * DAY_MS));
}

/** The first whole second at which it holds; it does not at `start` and does at `end`. */
async function bisect(start: Date, end: Date, holds: (at: Date) => Promise<boolean>): Promise<Date> {
  let [before, after] = [start.getTime(), end.getTime()];
  while (after - before > SECOND_MS) {
    const middle = before + Math.floor((after - before) / 2);
    if (await holds(new Date(middle))) after = middle;
    else before = middle;
  }
  const second = new Date(Math.floor(after / SECOND_MS) * SECOND_MS);
  return second.getTime() > before && (await holds(second)) ? second : new Date(second.getTime() + SECOND_MS);
}

/** The sentences of the leaves whose verdict at that moment is another than now. */
async function turned(
  on: Queryable,
  evaluator: ConditionEvaluator,
  condition: Condition,
  contactId: number,
  now: Date,
  at: Date,
): Promise<string[]> {
  const before = await evaluator.explain(on, condition, { contactId }, now);
  const after = await evaluator.explain(on, condition, { contactId }, at);
  if (!before || !after) return [];
  const verdicts = new Map(leavesOf(before).map(({ path, verdict }) => [path, verdict]));
  return leavesOf(after)
    .filter(({ path, verdict }) => verdicts.get(path) !== verdict)
    .map(({ text }) => text);
}

const GROUPS = new Set(['all', 'any', 'not']);

function leavesOf(root: ClauseVerdict): ClauseVerdict[] {
  const leaves: ClauseVerdict[] = [];
  const waiting = [root];
  for (let clause = waiting.pop(); clause; clause = waiting.pop()) {
    if (!GROUPS.has(clause.kind)) leaves.push(clause);
    for (const inner of clause.clauses.toReversed()) waiting.push(inner);
  }
  return leaves;
}
