import type { Queryable } from '#libs/db';
import type { DocumentKey, DocumentNames } from './document-names.port.js';

/** What others may name: a template by its id, a topic by its slug, a segment by both. */
export interface NamedTarget {
  readonly kind: string;
  readonly keys: readonly string[];
  /** A document that can name itself is not its own user. */
  readonly id?: number;
}

const USERS = `
  SELECT DISTINCT from_kind AS kind, from_id AS id FROM document_refs
  WHERE to_kind = $1 AND to_key = ANY ($2::text[]) AND (from_kind <> $1 OR from_id IS DISTINCT FROM $3::bigint)
  ORDER BY 1, 2 LIMIT 20`;

/**
 * The segments, templates, campaigns and automations that name a target, as a person calls them: `campaign “Spring
 * sale”, automation “Welcome”`; '' when none. One that is gone is told by its id.
 */
export async function usersOf(on: Queryable, names: DocumentNames, { kind, keys, id }: NamedTarget): Promise<string> {
  const users = await on.query<DocumentKey & Record<string, unknown>>(USERS, [kind, keys, id ?? null]);
  if (users.length === 0) return '';
  const named = await names.nameAll(on, users);
  return users.map((user, index) => `${user.kind} ${quoted(named[index]?.name) ?? String(user.id)}`).join(', ');
}

function quoted(name: string | null | undefined): string | undefined {
  return name ? `“${name}”` : undefined;
}
