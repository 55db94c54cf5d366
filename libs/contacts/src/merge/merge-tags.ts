import type { Tx } from '#libs/db';
import { appendChanges } from '../changes/append-changes.js';
import type { ContactMerge } from '../ports/contact-owner.port.js';
import { notedRows, noteRows } from './moved-rows.js';

// With source and time as they were. Whoever has the tag already keeps it as it is.
const MERGE = `
  WITH theirs AS (SELECT * FROM contact_tags WHERE contact_id = $1),
  noted AS (${noteRows('tags', 'theirs', '$3')}),
  added AS (
    INSERT INTO contact_tags (contact_id, tag_id, source, added_at)
    SELECT $2::bigint, tag_id, source, added_at FROM theirs ORDER BY tag_id ON CONFLICT DO NOTHING
    RETURNING contact_id, tag_id, source, added_at
  ), noted_added AS (${noteRows('added_tags', 'added', '$3')})
  SELECT name FROM added JOIN tags ON tags.id = tag_id`;

const GIVE = `
  INSERT INTO contact_tags (contact_id, tag_id, source, added_at)
  SELECT $1::bigint, tag_id, source, added_at FROM ${notedRows('tags', 'contact_tags', '$2')} noted
  JOIN tags ON tags.id = tag_id`;

// Put on anew since the merge, it is the kept contact's own.
const TAKE_OFF = `
  DELETE FROM contact_tags USING ${notedRows('added_tags', 'contact_tags', '$2')} noted, tags
  WHERE contact_tags.contact_id = $1 AND contact_tags.tag_id = noted.tag_id
    AND contact_tags.added_at = noted.added_at AND tags.id = noted.tag_id
  RETURNING tags.name`;

export async function mergeTags(tx: Tx, { id, mergedId, keptId: contactId }: ContactMerge): Promise<void> {
  const added = await tx.query<{ name: string }>(MERGE, [mergedId, contactId, id]);
  await appendChanges(
    tx,
    added.map(({ name }) => ({ contactId, dimension: 'tags', new: name, quiet: true })),
  );
}

export async function giveTags(tx: Tx, { id, mergedId, keptId: contactId }: ContactMerge): Promise<void> {
  await tx.execute(GIVE, [mergedId, id]);
  const gone = await tx.query<{ name: string }>(TAKE_OFF, [contactId, id]);
  await appendChanges(
    tx,
    gone.map(({ name }) => ({ contactId, dimension: 'tags', old: name, quiet: true })),
  );
}
