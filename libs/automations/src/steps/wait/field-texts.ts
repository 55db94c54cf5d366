import type { Queryable } from '#libs/db';

// A system field is a column, a custom one a member of `fields`; dates come out as YYYY-MM-DD.
const TEXTS = `
  SELECT id, coalesce(to_jsonb(contacts) ->> $1, fields ->> $1) AS text
  FROM contacts WHERE id = ANY($2::bigint[])`;

/** The field's value as text, for those contacts who have one. */
export async function loadFieldTexts(
  on: Queryable,
  field: string,
  contactIds: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const rows = await on.query<{ id: number; text: string | null }>(TEXTS, [field, contactIds]);
  return new Map(rows.flatMap((row) => (row.text === null ? [] : [[row.id, row.text] as const])));
}
