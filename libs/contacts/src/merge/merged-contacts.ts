import type { Queryable } from '#libs/db';
import { DomainError } from '#libs/kernel';

const INTO = `
  SELECT merged_id AS "mergedId", into_id AS "intoId" FROM contact_merges
  WHERE merged_id = ANY ($1::bigint[]) AND undone_at IS NULL`;

/** Where those of the contacts are found today that were merged into others. */
export async function findMerged(on: Queryable, ids: readonly number[]): Promise<ReadonlyMap<number, number>> {
  if (ids.length === 0) return new Map();
  const rows = await on.query<{ mergedId: number; intoId: number }>(INTO, [ids]);
  return new Map(rows.map(({ mergedId, intoId }) => [mergedId, intoId]));
}

/** The contact that an id from outside (a link, a header) means today: itself, or the one that it was merged into. */
export async function currentContact(on: Queryable, id: number): Promise<number> {
  return (await findMerged(on, [id])).get(id) ?? id;
}

/** What to say about an id that no contact has: where it went, or that nobody knows it. */
export async function missingContact(on: Queryable, id: number): Promise<DomainError> {
  const into = (await findMerged(on, [id])).get(id);
  if (into === undefined) return new DomainError('contact.not_found');
  const message = `Contact ${String(id)} was merged into contact ${String(into)}.`;
  return new DomainError('contact.merged', message, { facts: { merged_into: into } });
}

/**
 * The ids under which rows of a contact may stand that stay where they were written: its own, and those of the contacts
 * that were merged into it. `id` is a parameter or a column.
 */
export function withMerged(id: string): string {
  return `ANY (ARRAY(SELECT ${id}::bigint UNION ALL
    SELECT merged_id FROM contact_merges WHERE into_id = ${id}::bigint AND undone_at IS NULL))`;
}
