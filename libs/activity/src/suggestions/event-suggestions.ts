import type { Queryable } from '#libs/db';

interface Named extends Record<string, unknown> {
  readonly value: string;
}

/** The newest events of a name that are looked at for properties and their values. */
const LOOKED_AT = 1000;
const MOST_NAMES = 1000;

// One step along the index for each name, however many events there are.
const NAMES = `
  WITH RECURSIVE names AS (
    (SELECT name FROM events ORDER BY name LIMIT 1)
    UNION ALL
    SELECT (SELECT events.name FROM events WHERE events.name > names.name ORDER BY events.name LIMIT 1)
    FROM names WHERE names.name IS NOT NULL
  ), found AS (SELECT name FROM names WHERE name IS NOT NULL LIMIT ${String(MOST_NAMES)})
  SELECT name AS value FROM found WHERE strpos(lower(name), lower($1)) > 0 ORDER BY name LIMIT $2`;

const LATEST = `SELECT properties FROM events WHERE name = $1 ORDER BY occurred_at DESC LIMIT ${String(LOOKED_AT)}`;

const PROPERTIES = `
  SELECT key AS value FROM (${LATEST}) latest CROSS JOIN LATERAL jsonb_object_keys(properties) AS key
  WHERE strpos(lower(key), lower($2)) > 0 GROUP BY key ORDER BY count(*) DESC, key LIMIT $3`;

const VALUES = `
  SELECT value FROM (SELECT properties ->> $4 AS value FROM (${LATEST}) latest) seen
  WHERE value <> '' AND length(value) <= 200 AND strpos(lower(value), lower($2)) > 0
  GROUP BY value ORDER BY count(*) DESC, value LIMIT $3`;

async function valuesOf(on: Queryable, sql: string, params: readonly unknown[]): Promise<string[]> {
  return (await on.query<Named>(sql, params)).map(({ value }) => value);
}

/** Names of events that came in, by name. */
export async function suggestEventNames(on: Queryable, search: string, limit: number): Promise<string[]> {
  return valuesOf(on, NAMES, [search, limit]);
}

/** Properties that the newest events of a name have, most frequent first. */
export async function suggestProperties(
  on: Queryable,
  event: string,
  search: string,
  limit: number,
): Promise<string[]> {
  return valuesOf(on, PROPERTIES, [event, search, limit]);
}

/** Values of a property in the newest events of a name, most frequent first. */
export async function suggestPropertyValues(
  on: Queryable,
  { event, property }: { readonly event: string; readonly property: string },
  search: string,
  limit: number,
): Promise<string[]> {
  return valuesOf(on, VALUES, [event, search, limit, property]);
}
