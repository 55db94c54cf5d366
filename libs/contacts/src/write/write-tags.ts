import { prepared, type Tx } from '#libs/db';
import { foldText } from '#libs/kernel';
import type { NewContactChange } from '../changes/contact-change.js';

const FIND = prepared(`SELECT id, name, folded FROM tags WHERE folded = ANY ($1::text[])`);

// In the order of the unique key, so that two writers of the same new tags do not deadlock.
const MAKE = `
  INSERT INTO tags (name, folded) SELECT * FROM unnest($1::text[], $2::text[]) AS made (name, folded) ORDER BY folded
  ON CONFLICT (folded) DO NOTHING`;

const ADD = `
  INSERT INTO contact_tags (contact_id, tag_id, source, added_at)
  SELECT contact_id, tag_id, $3, $4 FROM unnest($1::bigint[], $2::bigint[]) AS added (contact_id, tag_id)
  ORDER BY contact_id, tag_id
  ON CONFLICT DO NOTHING
  RETURNING contact_id AS "contactId", tag_id AS "tagId"`;

const REMOVE = `
  DELETE FROM contact_tags USING unnest($1::bigint[], $2::bigint[]) AS gone (contact_id, tag_id)
  WHERE contact_tags.contact_id = gone.contact_id AND contact_tags.tag_id = gone.tag_id
  RETURNING contact_tags.contact_id AS "contactId", contact_tags.tag_id AS "tagId"`;

/** One tag on one contact, by the tag's name. */
export interface TagPair {
  readonly contactId: number;
  readonly tag: string;
}

type Named = Pick<TagPair, 'tag'>;

interface WrittenTag {
  readonly contactId: number;
  readonly tagId: number;
}

interface TagRow {
  readonly id: number;
  readonly name: string;
  readonly folded: string;
}

/** Tags contacts, making tags that are new; returns the changes, none for contacts that have the tag already. */
export async function addTags(
  tx: Tx,
  pairs: readonly TagPair[],
  how: { source: string; now: Date; quiet: boolean },
): Promise<NewContactChange[]> {
  if (pairs.length === 0) return [];
  const tags = await ensureTags(tx, pairs);
  const ids = pairs.map(({ tag }) => tags.get(foldText(tag))?.id);
  const added = await tx.query<WrittenTag>(ADD, [pairs.map(({ contactId }) => contactId), ids, how.source, how.now]);
  const names = nameOf(tags);
  return added.map(({ contactId, tagId }) => ({
    contactId,
    dimension: 'tags',
    new: names.get(tagId),
    quiet: how.quiet,
  }));
}

/** Takes tags away; a name that no tag has is nothing to do. */
export async function removeTags(
  tx: Tx,
  pairs: readonly TagPair[],
  how: { quiet: boolean },
): Promise<NewContactChange[]> {
  if (pairs.length === 0) return [];
  const tags = await findTags(tx, pairs);
  const known = pairs.filter(({ tag }) => tags.has(foldText(tag)));
  const ids = known.map(({ tag }) => tags.get(foldText(tag))?.id);
  const gone = await tx.query<WrittenTag>(REMOVE, [known.map(({ contactId }) => contactId), ids]);
  const names = nameOf(tags);
  return gone.map(({ contactId, tagId }) => ({
    contactId,
    dimension: 'tags',
    old: names.get(tagId),
    quiet: how.quiet,
  }));
}

/** The tag of this name, made when it is new. */
export async function ensureTag(tx: Tx, name: string): Promise<TagRow> {
  const tag = (await ensureTags(tx, [{ tag: name }])).get(foldText(name));
  if (!tag) throw new Error(`The tag "${name}" went away while it was given`);
  return tag;
}

async function ensureTags(tx: Tx, pairs: readonly Named[]): Promise<Map<string, TagRow>> {
  const known = await findTags(tx, pairs);
  const missing = new Map(pairs.map(({ tag }) => [foldText(tag), tag] as const).filter(([key]) => !known.has(key)));
  if (missing.size === 0) return known;
  await tx.execute(MAKE, [[...missing.values()], [...missing.keys()]]);
  return findTags(tx, pairs);
}

async function findTags(tx: Tx, pairs: readonly Named[]): Promise<Map<string, TagRow>> {
  const folded = [...new Set(pairs.map(({ tag }) => foldText(tag)))];
  return new Map((await tx.query<TagRow>(FIND, [folded])).map((row) => [row.folded, row]));
}

function nameOf(tags: ReadonlyMap<string, TagRow>): ReadonlyMap<number, string> {
  return new Map([...tags.values()].map((row) => [row.id, row.name]));
}
