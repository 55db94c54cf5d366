import type { Queryable, Tx } from '#libs/db';
import type { EventInput } from './event-input.js';

/** How long an event's id is remembered. */
const KEY_MONTHS = 13;

const DRAW_IDS = `SELECT nextval('events_id_seq') AS id FROM generate_series(1, $1::int)`;

// One statement claims: a key that is there and younger than 13 months is not returned. Sorted, so that two batches
// with the same keys wait for each other instead of deadlocking.
const CLAIM_KEYS = `
  INSERT INTO event_keys (key, event_id, received_at)
  SELECT key, event_id, $3 FROM unnest($1::text[], $2::bigint[]) AS given (key, event_id) ORDER BY key
  ON CONFLICT (key) DO UPDATE SET event_id = excluded.event_id, received_at = excluded.received_at
    WHERE event_keys.received_at < excluded.received_at - interval '${KEY_MONTHS} months'
  RETURNING key`;

const FIND_KEYS = `
  SELECT key FROM event_keys
  WHERE key = ANY ($1::text[]) AND received_at >= $2::timestamptz - interval '${KEY_MONTHS} months'`;

// Old keys go in portions: a long transaction would hold up everybody who sends the same id.
const FORGET_KEYS = `
  DELETE FROM event_keys WHERE key IN (SELECT key FROM event_keys
    WHERE received_at < $1::timestamptz - interval '${KEY_MONTHS} months' ORDER BY received_at LIMIT 10000)`;

export interface EventRow {
  readonly id: number;
  readonly contactId: number;
  readonly event: EventInput;
}

/** Gives each event an id; null for those whose key has been seen before, here or in the batch. */
export async function claimEventIds(tx: Tx, events: readonly EventInput[], now: Date): Promise<(number | null)[]> {
  if (events.length === 0) return [];
  const drawn = (await tx.query<{ id: number }>(DRAW_IDS, [events.length])).map(({ id }) => id);
  const first = new Map<string, number>();
  events.forEach(({ key }, index) => {
    if (key !== null && !first.has(key)) first.set(key, index);
  });
  const idsByKey = [...first.values()].map((index) => drawn[index]);
  const claimed = first.size > 0 ? await tx.query<{ key: string }>(CLAIM_KEYS, [[...first.keys()], idsByKey, now]) : [];
  const fresh = new Set(claimed.map(({ key }) => key));
  return events.map(({ key }, index) => {
    const isFresh = key === null || (fresh.has(key) && first.get(key) === index);
    return isFresh ? (drawn[index] ?? null) : null;
  });
}

/** The keys of these events that have been seen before. */
export async function findKnownKeys(on: Queryable, events: readonly EventInput[], now: Date): Promise<string[]> {
  const keys = events.flatMap(({ key }) => (key === null ? [] : [key]));
  return keys.length === 0 ? [] : (await on.query<{ key: string }>(FIND_KEYS, [keys, now])).map(({ key }) => key);
}

export async function insertEvents(tx: Tx, rows: readonly EventRow[], now: Date): Promise<void> {
  const columns = ['id', 'contact_id', 'name', 'occurred_at', 'received_at', 'value', 'currency', 'properties'];
  await tx.copy(
    { table: 'events', columns },
    rows.map(({ id, contactId, event }) => [
      id,
      contactId,
      event.name,
      event.occurredAt,
      now,
      event.value,
      event.currency,
      event.properties,
    ]),
  );
}

/** Forgets up to 10,000 keys older than 13 months. */
export async function forgetOldKeys(on: Queryable, now: Date): Promise<number> {
  return on.execute(FORGET_KEYS, [now]);
}
