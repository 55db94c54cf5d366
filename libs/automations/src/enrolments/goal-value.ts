import { convertedSql, loadEventCurrencies } from '#libs/activity';
import type { Queryable } from '#libs/db';

/** What those who reached the goal were worth. */
export interface GoalValue {
  /** What is summed, as in order_completed.value. */
  readonly of: string;
  /** Of the sums; null for a number that is no money. */
  readonly currency: string | null;
  readonly total: number;
  /** Currencies that nobody has stored a rate for: what came in them is left out. */
  readonly unrated: readonly string[];
}

/** Those who reached the goal, of whom passed a step, or took one way out of it. */
export interface Reached {
  readonly step: string;
  /** null for all ways of the step. */
  readonly outcome: string | null;
  readonly n: number;
  /** null when nothing is summed. */
  readonly value: number | null;
}

interface Summed {
  readonly event: string;
  /** The SQL of one event's value, `e` being the event, and its parameters from $3 on. */
  readonly sql: string;
  readonly params: readonly string[];
  readonly currency: string | null;
  readonly unrated: readonly string[];
}

// From those who converted, who are few, to what they passed; a step or a way that was gone twice counts once. What an
// event is worth counts from the entry until the goal was reached: that event came in before it was judged, whatever its
// sender's clock says.
const reachedSql = (value: string | null): string => `
  WITH worth AS (
    SELECT run.id, ${
      value === null
        ? 'NULL::numeric'
        : `(SELECT sum(${value}) FROM events e WHERE e.contact_id = run.contact_id AND e.name = $2
             AND e.occurred_at >= run.entered_at AND least(e.occurred_at, e.received_at) <= run.ended_at)`
    } AS value
    FROM enrolments run WHERE run.automation_id = $1 AND run.state = 'converted' AND NOT run.test
  ), passed AS (
    SELECT DISTINCT worth.id, worth.value, passed.step, passed.outcome FROM worth
    JOIN enrolment_steps passed ON passed.enrolment_id = worth.id WHERE outcome NOT IN ('stuck', 'converted')
  )
  SELECT step, outcome, count(*)::int AS n, sum(value)::float8 AS value FROM passed GROUP BY step, outcome
  UNION ALL
  SELECT step, NULL, count(*)::int, sum(value)::float8 FROM (SELECT DISTINCT id, value, step FROM passed) once GROUP BY step
  UNION ALL
  SELECT '', NULL, count(*)::int, sum(value)::float8 FROM worth`;

/** `from` is the goal's `value_from`; `base` the organisation's currency. */
export async function readReached(
  on: Queryable,
  automationId: number,
  from: string | null,
  base: string,
): Promise<{ reached: Reached[]; value: GoalValue | null }> {
  const summed = from === null ? null : await whatToSum(on, from, base);
  const params = [automationId, ...(summed ? [summed.event, ...summed.params] : [])];
  const rows = await on.query<Reached & Record<string, unknown>>(reachedSql(summed?.sql ?? null), params);
  const all = rows.find(({ step }) => step === '');
  return {
    reached: rows.filter(({ step }) => step !== ''),
    value: summed && {
      ...{ of: from ?? '', currency: summed.currency, unrated: summed.unrated },
      total: all?.value ?? 0,
    },
  };
}

/** As everywhere: values of one currency are summed in it, those of several in the organisation's. */
async function whatToSum(on: Queryable, from: string, base: string): Promise<Summed> {
  const dot = from.indexOf('.');
  const [event, property] = [from.slice(0, dot), from.slice(dot + 1)];
  if (property !== 'value') {
    const sql = `CASE WHEN jsonb_typeof(e.properties -> $3::text) = 'number' THEN (e.properties ->> $3::text)::numeric END`;
    return { event, sql, params: [property], currency: null, unrated: [] };
  }
  const seen = [...((await loadEventCurrencies(on, [event], base)).get(event) ?? [])];
  if (seen.length <= 1) return { event, sql: 'e.value', params: [], currency: seen[0]?.[0] ?? base, unrated: [] };
  const unrated = seen.filter(([, { rated }]) => !rated).map(([code]) => code);
  return { event, sql: convertedSql('$3::text'), params: [base], currency: base, unrated };
}
