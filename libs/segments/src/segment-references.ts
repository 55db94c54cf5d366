import type { ConditionReference } from '#libs/conditions';
import { type DocumentNames, usersOf } from '#libs/contacts';
import type { Queryable, Tx } from '#libs/db';
import { DomainError, invalid } from '#libs/kernel';

const CLEAR = `DELETE FROM document_refs WHERE from_kind = 'segment' AND from_id = $1`;

const WRITE = `
  INSERT INTO document_refs (from_kind, from_id, to_kind, to_key)
  SELECT 'segment', $1, kind, key FROM unnest($2::text[], $3::text[]) AS target (kind, key)
  ON CONFLICT DO NOTHING`;

/** Says in `document_refs` what a segment's condition names, for "used by". */
export async function writeReferences(
  tx: Tx,
  segmentId: number,
  references: readonly ConditionReference[],
): Promise<void> {
  await tx.execute(CLEAR, [segmentId]);
  await tx.execute(WRITE, [segmentId, references.map(({ kind }) => kind), references.map(({ key }) => key)]);
}

/** Throws `segment.in_use` with the documents that name the segment, by id or slug. */
export async function refuseWhenUsed(on: Queryable, names: DocumentNames, id: number, slug: string): Promise<void> {
  const users = await usersOf(on, names, { kind: 'segment', keys: [String(id), slug], id });
  if (!users) return;
  throw new DomainError('segment.in_use', `This segment is used by: ${users}. Take it out of them first.`);
}

const SLUG_USERS = `SELECT FROM document_refs WHERE to_kind = 'segment' AND to_key = $1 LIMIT 1`;

export async function refuseWhenSlugUsed(on: Queryable, slug: string): Promise<void> {
  if ((await on.query(SLUG_USERS, [slug])).length > 0) throw new DomainError('segment.slug_in_use');
}

// Everything that the named segments name in turn. Edits that name segments come one after the other (the lock), so
// that two of them can't close a circle together.
const LOCK_EDITS = `SELECT pg_advisory_xact_lock(hashtextextended('segments.nesting', 0))`;

const NAMED_IN_TURN = `
  WITH RECURSIVE named (start, id) AS (
    SELECT id, id FROM unnest($1::bigint[]) AS first (id)
    UNION
    SELECT named.start, replace(dimension, 'segment:', '')::bigint
    FROM named JOIN segments ON segments.id = named.id, unnest(segments.reads) AS dimension
    WHERE dimension LIKE 'segment:%'
  )
  SELECT DISTINCT start FROM named WHERE id = $2`;

/** Throws `condition.invalid` for every clause that leads back to the segment itself; for good within `tx`. */
export async function refuseCycles(tx: Tx, id: number, references: readonly ConditionReference[]): Promise<void> {
  if (!references.some(({ kind }) => kind === 'segment')) return;
  await tx.query(LOCK_EDITS);
  await checkCycles(tx, id, references);
}

/** The same for a condition that is not saved now. */
export async function checkCycles(on: Queryable, id: number, references: readonly ConditionReference[]): Promise<void> {
  const named = references.filter(({ kind }) => kind === 'segment');
  if (named.length === 0) return;
  const rows = await on.query<{ start: number }>(NAMED_IN_TURN, [named.map(({ key }) => Number(key)), id]);
  const back = new Set(rows.map(({ start }) => String(start)));
  const circular = named.filter(({ key }) => back.has(key));
  if (circular.length === 0) return;
  throw invalid(
    circular.map(({ path, key }) => ({
      path: `condition${path ? (path.startsWith('[') ? '' : '.') : ''}${path}`,
      message: Number(key) === id ? 'is this segment itself' : `segment ${key} depends on this one: a circle`,
    })),
    'condition.invalid',
  );
}
