import type { Queryable } from '#libs/db';

/** A cart as it was last seen. */
export interface Cart {
  readonly contactId: number;
  /** What the cart is known by; null = the contact's only one. */
  readonly cart: string | null;
  /** When it was last touched. */
  readonly touchedAt: string;
}

interface Names {
  readonly cartEvent: string;
  readonly orderEvent: string;
  /** The property of both events that tells carts apart. */
  readonly key: string | null;
}

// An order without the property closes every cart of the contact. Read by (contact, name, time); from the rows, not
// from the change log, so that an order counts from its commit on, imported or old as well.
const OPEN = `
  SELECT NOT EXISTS (SELECT FROM events later
    WHERE later.contact_id = wanted.contact_id AND later.name = ANY($4::text[])
      AND later.occurred_at >= wanted.touched_at
      AND (later.name = $6 OR later.occurred_at > wanted.touched_at)
      AND (wanted.cart IS NULL OR coalesce(later.properties ->> $5, CASE WHEN later.name = $6 THEN wanted.cart END)
        = wanted.cart)) AS open
  FROM unnest($1::bigint[], $2::text[], $3::timestamptz[]) WITH ORDINALITY
    AS wanted (contact_id, cart, touched_at, place)
  ORDER BY place`;

/** Which carts nobody has touched or ordered since, in their order. */
export async function findOpen(
  on: Queryable,
  carts: readonly Cart[],
  { cartEvent, orderEvent, key }: Names,
): Promise<boolean[]> {
  const rows = await on.query<{ open: boolean }>(OPEN, [
    carts.map(({ contactId }) => contactId),
    carts.map(({ cart }) => cart),
    carts.map(({ touchedAt }) => touchedAt),
    [cartEvent, orderEvent],
    key,
    orderEvent,
  ]);
  return rows.map(({ open }) => open);
}
