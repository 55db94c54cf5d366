import type { Queryable } from '#libs/db';

/** What carts and orders are called, and when a cart counts as left. */
export interface CartNames {
  readonly event: string;
  readonly order: string;
  /** Untouched for so many milliseconds. */
  readonly afterMs: number;
}

/** How far back carts are looked at, and how long after being left an order still counts as coming back. */
export const LOOK_BACK = '365 days';
export const RETURN_WITHIN = '14 days';

/** Whoever came back by themselves so often, and at least every other time, does so by habit. */
const HABIT_TIMES = 2;

/**
 * Past carts that were left, one row each: contact_id, left_at, ordered_at (null = never came back), order_value, and
 * `reminders`, the times of mails by automations for abandoned carts in between. $1 cart event, $2 order event,
 * $3 milliseconds, $4 now.
 *
 * A cart is all that one contact does between two orders, or until two weeks of silence: carts of one contact that
 * overlap count as one. It was left when some touch was not followed by another, or by the order, in time. Read by
 * (name, time).
 */
export const PAST_CARTS = `
  WITH acts AS (
    SELECT contact_id, occurred_at AS at, name = $2 AS is_order, value FROM events
    WHERE name = ANY (ARRAY[$1, $2]) AND occurred_at > $4::timestamptz - interval '${LOOK_BACK}' AND occurred_at <= $4
      AND contact_id IN (SELECT contact_id FROM events
        WHERE name = $1 AND occurred_at > $4::timestamptz - interval '${LOOK_BACK}' AND occurred_at <= $4)
  ), marked AS (
    SELECT *, lead(at) OVER by_time AS next_at,
      coalesce(lag(is_order) OVER by_time OR at - lag(at) OVER by_time > interval '${RETURN_WITHIN}', false) AS begins
    FROM acts WINDOW by_time AS (PARTITION BY contact_id ORDER BY at, is_order)
  ), numbered AS (
    SELECT *, count(*) FILTER (WHERE begins) OVER (PARTITION BY contact_id ORDER BY at, is_order) AS cart FROM marked
  ), carts AS (
    SELECT contact_id,
      min(at) FILTER (WHERE NOT is_order AND coalesce(next_at, $4) - at > $3 * interval '1 millisecond') AS left_at,
      min(at) FILTER (WHERE is_order) AS ordered_at, min(value) FILTER (WHERE is_order) AS order_value
    FROM numbered GROUP BY contact_id, cart
  ), reminding AS (
    SELECT DISTINCT automation_id AS id FROM automation_versions
    WHERE definition -> 'triggers' @> jsonb_build_array(jsonb_build_object('type', 'cart_abandoned', 'event', $1::text))
  ), past AS (
    SELECT contact_id, left_at, CASE WHEN ordered_at <= left_at + interval '${RETURN_WITHIN}' THEN ordered_at END AS ordered_at,
      order_value
    FROM carts WHERE left_at IS NOT NULL
  )
  SELECT past.*, ARRAY(
    SELECT sent_at FROM messages
    WHERE messages.contact_id = past.contact_id AND source_kind = 'automation'
      AND source_id IN (SELECT id FROM reminding) AND sent_at > past.left_at
      AND sent_at < coalesce(past.ordered_at, past.left_at + interval '${RETURN_WITHIN}')
    ORDER BY sent_at) AS reminders
  FROM past`;

const HABITUAL = `
  SELECT contact_id AS id FROM (${PAST_CARTS}) carts
  GROUP BY contact_id
  HAVING count(*) FILTER (WHERE ordered_at IS NOT NULL AND reminders = '{}') >= ${String(HABIT_TIMES)}
    AND count(*) FILTER (WHERE ordered_at IS NOT NULL AND reminders = '{}') * 2 >= count(*)
  ORDER BY contact_id`;

export function cartParams({ event, order, afterMs }: CartNames, now: Date): unknown[] {
  return [event, order, afterMs, now];
}

/** Those who leave carts and come back by themselves, as a habit. */
export async function findHabitual(on: Queryable, names: CartNames, now: Date): Promise<number[]> {
  const rows = await on.query<{ id: number }>(HABITUAL, cartParams(names, now));
  return rows.map(({ id }) => id);
}
