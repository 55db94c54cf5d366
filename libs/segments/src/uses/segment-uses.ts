import type { DocumentKey, DocumentNames, NamedDocument } from '#libs/contacts';
import type { Queryable } from '#libs/db';

interface Use extends DocumentKey, Record<string, unknown> {
  readonly segment: number;
}

// Conditions and audiences name a segment by its id, templates by its slug.
const USES = `
  SELECT s.id AS segment, ref.from_kind AS kind, ref.from_id AS id
  FROM segments s JOIN document_refs ref ON ref.to_kind = 'segment' AND ref.to_key IN (s.id::text, s.slug)
  WHERE s.id = ANY ($1::bigint[]) AND NOT (ref.from_kind = 'segment' AND ref.from_id = s.id)
  ORDER BY 1, 2, 3`;

/** Which documents use each segment: two statements, whatever their number. */
export async function readUses(
  on: Queryable,
  names: DocumentNames,
  segmentIds: readonly number[],
): Promise<ReadonlyMap<number, readonly NamedDocument[]>> {
  const uses = await on.query<Use>(USES, [segmentIds]);
  const named = uses.length > 0 ? await names.nameAll(on, uses) : [];
  const bySegment = new Map<number, NamedDocument[]>(segmentIds.map((id) => [id, []]));
  named.forEach((document, index) => bySegment.get(uses[index]?.segment ?? 0)?.push(document));
  return bySegment;
}
