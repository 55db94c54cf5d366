import type { Queryable, Tx } from '#libs/db';

/** Pairs that are in the table for certain; more than this many are asked for anew. */
const REMEMBERED = 10_000;

// Sorted, so that two batches with the same new pairs wait for each other instead of deadlocking.
const NOTE = `
  INSERT INTO event_currencies (name, currency, seen_at)
  SELECT name, currency, $3 FROM unnest($1::text[], $2::text[]) AS given (name, currency) ORDER BY name, currency
  ON CONFLICT DO NOTHING`;

const KNOWN = `
  SELECT name, currency, EXISTS (SELECT FROM currency_rates rate
    WHERE rate.base = $2 AND rate.currency = event_currencies.currency) AS rated
  FROM event_currencies WHERE name = ANY ($1::text[]) ORDER BY name, currency`;

interface Valued {
  readonly name: string;
  readonly value: unknown;
  readonly currency: string | null;
}

/** Writes down in which currencies events come; a condition that adds them up must know all of them. */
export class SeenCurrencies {
  private readonly known = new Set<string>();

  async note(tx: Tx, events: readonly Valued[], now: Date): Promise<void> {
    const fresh = new Map<string, readonly [name: string, currency: string]>();
    for (const { name, value, currency } of events) {
      if (value === null) continue;
      const pair = [name, currency ?? ''] as const;
      const key = JSON.stringify(pair);
      if (!this.known.has(key)) fresh.set(key, pair);
    }
    if (fresh.size === 0) return;
    const pairs = [...fresh.values()];
    await tx.execute(NOTE, [pairs.map(([name]) => name), pairs.map(([, currency]) => currency), now]);
    tx.afterCommit(() => {
      if (this.known.size + fresh.size > REMEMBERED) this.known.clear();
      for (const key of fresh.keys()) this.known.add(key);
    });
  }
}

/** The currencies that an event's values have come in, and whether each can be converted. */
export type EventCurrencies = ReadonlyMap<string, ReadonlyMap<string, { readonly rated: boolean }>>;

/** `base` is the organisation's currency: what comes without one is in it. */
export async function loadEventCurrencies(
  on: Queryable,
  names: readonly string[],
  base: string,
): Promise<EventCurrencies> {
  const rows = await on.query<{ name: string; currency: string; rated: boolean }>(KNOWN, [[...new Set(names)], base]);
  const found = new Map<string, Map<string, { rated: boolean }>>();
  for (const { name, currency, rated } of rows) {
    const own = found.get(name) ?? new Map<string, { rated: boolean }>();
    const code = currency === '' ? base : currency;
    found.set(name, own.set(code, { rated: rated || code === base }));
  }
  return found;
}
