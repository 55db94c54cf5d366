import type { Queryable } from '#libs/db';
import type { FieldDefinition } from './field-definition.js';

/** A value that is in the data, most frequent first. */
export interface SuggestedValue extends Record<string, unknown> {
  readonly value: string;
  /** How many of the contacts that were looked at have it. */
  readonly count: number;
}

/** So many contacts are looked at, whatever the size of the table: an answer must not take longer than typing. */
const LOOKED_AT = 20_000;

const SHARE = `
  SELECT least(100, 100.0 * $1 / greatest(1, reltuples))::real AS share FROM pg_class WHERE oid = 'contacts'::regclass`;

function statement(value: string, from: string): string {
  return `
  SELECT value, count(*)::integer AS count FROM (SELECT ${value} AS value FROM contacts c TABLESAMPLE SYSTEM ($1) ${from})
    sampled
  WHERE value <> '' AND ($2 = '' OR strpos(lower(value), lower($2)) > 0)
  GROUP BY value ORDER BY count DESC, value LIMIT $3`;
}

/** Values of a field that contacts have and that hold the text, from a sample of the contacts. */
export async function suggestValues(
  on: Queryable,
  field: FieldDefinition,
  search: string,
  limit: number,
): Promise<SuggestedValue[]> {
  const [row] = await on.query<{ share: number }>(SHARE, [LOOKED_AT]);
  const sampled = [row?.share ?? 100, search, limit];
  // Keys of fields are names of columns for system fields alone, which are listed in the code.
  if (field.system) return on.query<SuggestedValue>(statement(`c.${field.key}::text`, ''), sampled);
  const sql =
    field.type === 'set'
      ? statement('member', `CROSS JOIN LATERAL jsonb_array_elements_text(c.fields -> $4) AS member`)
      : statement('c.fields ->> $4', '');
  return on.query<SuggestedValue>(sql, [...sampled, field.key]);
}
