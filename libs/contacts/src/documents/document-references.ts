import type { Queryable } from '#libs/db';

const USERS = `
  SELECT from_kind AS kind, from_id AS id FROM document_refs WHERE to_kind = $1 AND to_key = $2
  ORDER BY from_kind, from_id LIMIT 20`;

/** The segments, templates, campaigns and automations that name a document: "segment 3, automation 7"; '' when none. */
export async function usersOf(on: Queryable, kind: string, key: string): Promise<string> {
  const rows = await on.query<{ kind: string; id: number }>(USERS, [kind, key]);
  return rows.map((row) => `${row.kind} ${row.id}`).join(', ');
}
