import { Inject, Injectable } from '@nestjs/common';
import { durationMs } from '#libs/automations';
import { Database, runWithin, type Queryable } from '#libs/db';
import { Clock, DomainError } from '#libs/kernel';
import { cartParams, findHabitual, PAST_CARTS, type CartNames } from './past-carts.js';
import { adviseReminders, judgeReminder, type ReminderOutcome } from './reminder-advice.js';

/** What past carts say about how many reminders to send. */
export interface CartHistory {
  /** Carts that were left in the last year. */
  readonly left: number;
  /** Those that nobody was reminded of. */
  readonly unreminded: number;
  /** Of these, ordered within two weeks: they came back by themselves. */
  readonly unaided: number;
  /** Half of those who came back by themselves did so within so many hours; null = nobody did. */
  readonly median_hours: number | null;
  /** People who come back by themselves as a habit. */
  readonly habitual: number;
  readonly reminders: readonly ReminderOutcome[];
  /** How many reminders have paid, one after the other; null = not known yet. */
  readonly advice: number | null;
}

interface Totals {
  readonly left: number;
  readonly unreminded: number;
  readonly unaided: number;
  readonly median_hours: number | null;
}

const TOTALS = `
  SELECT count(*)::int AS left, count(*) FILTER (WHERE reminders = '{}')::int AS unreminded,
    count(*) FILTER (WHERE reminders = '{}' AND ordered_at IS NOT NULL)::int AS unaided,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM ordered_at - left_at) / 3600)
      FILTER (WHERE reminders = '{}' AND ordered_at IS NOT NULL) AS median_hours
  FROM (${PAST_CARTS}) carts`;

/** How long after a reminder an order is laid to it. */
const WORKS_FOR = '3 days';
/** Fewer carts that were left alone can't tell what would have happened without a reminder. */
const ENOUGH_ALONE = 20;

// Beside each reminder stand the carts that nobody was reminded of and that were still open at the age at which it is
// sent: what became of them in the same time is what would have happened without it.
const OUTCOMES = `
  WITH carts AS MATERIALIZED (${PAST_CARTS}), sent AS (
    SELECT n, count(*)::int AS sent, percentile_cont(0.5) WITHIN GROUP (ORDER BY reminders[n] - left_at) AS age,
      count(*) FILTER (WHERE worked)::int AS ordered, coalesce(sum(order_value) FILTER (WHERE worked), 0)::float8 AS value
    FROM carts CROSS JOIN generate_series(1, 3) n CROSS JOIN LATERAL (
      SELECT ordered_at <= reminders[n] + interval '${WORKS_FOR}' AND cardinality(reminders) = n AS worked) did
    WHERE cardinality(reminders) >= n GROUP BY n
  )
  SELECT n AS reminder, coalesce(sent.sent, 0) AS sent, coalesce(sent.ordered, 0) AS ordered,
    coalesce(sent.value, 0) AS value,
    CASE WHEN alone.open >= ${String(ENOUGH_ALONE)} THEN (sent.sent * alone.ordered::float8 / alone.open) END AS expected
  FROM generate_series(1, 3) n LEFT JOIN sent USING (n) CROSS JOIN LATERAL (
    SELECT count(*) AS open, count(*) FILTER (WHERE ordered_at <= left_at + age + interval '${WORKS_FOR}') AS ordered
    FROM carts WHERE reminders = '{}' AND left_at + age <= $4 AND (ordered_at IS NULL OR ordered_at > left_at + age)
  ) alone
  ORDER BY n`;

/** A year of carts of a large shop takes seconds; nobody waits longer. */
const WITHIN_MS = 15_000;

/** Looks at past carts before somebody decides how often to remind. */
@Injectable()
export class CartHistories {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** `after` is a duration as in 1h. Throws `recipe.slow` when there are too many carts to look at now. */
  async read({ event, order, after }: { event: string; order: string; after: string }): Promise<CartHistory> {
    const names: CartNames = { event, order, afterMs: durationMs(after) };
    const limits = { withinMs: WITHIN_MS };
    const found = await runWithin(this.db, limits, (tx) => this.readAll(tx, names));
    if (!found) throw new DomainError('recipe.slow');
    return found;
  }

  private async readAll(on: Queryable, names: CartNames): Promise<CartHistory> {
    const now = this.clock.now();
    const params = cartParams(names, now);
    const [totals] = await on.query<Totals & Record<string, unknown>>(TOTALS, params);
    const rows = await on.query<Omit<ReminderOutcome, 'verdict'>>(OUTCOMES, params);
    const habitual = await findHabitual(on, names, now);
    const reminders = rows.map((row) => ({ ...row, verdict: judgeReminder(row) }));
    return {
      ...(totals ?? { left: 0, unreminded: 0, unaided: 0, median_hours: null }),
      habitual: habitual.length,
      reminders,
      advice: adviseReminders(reminders),
    };
  }
}
