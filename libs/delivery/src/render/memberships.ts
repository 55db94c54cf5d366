import type { Queryable } from '#libs/db';

const MEMBERSHIPS = `
  SELECT member.contact_id, segment.slug FROM segment_members member
  JOIN segments segment ON segment.id = member.segment_id
  WHERE segment.slug = ANY($2) AND member.contact_id = ANY($1)`;

const NOBODY: ReadonlySet<string> = new Set();

export type Memberships = (contactId: number) => ReadonlySet<string>;

/** Which of the named segments each contact is in, as stored at this moment. One statement; none without slugs. */
export async function loadMemberships(
  on: Queryable,
  contactIds: readonly number[],
  slugs: readonly string[],
): Promise<Memberships> {
  if (slugs.length === 0) return () => NOBODY;
  const rows = await on.query<{ contact_id: number; slug: string }>(MEMBERSHIPS, [contactIds, slugs]);
  const byContact = new Map<number, Set<string>>();
  for (const { contact_id: id, slug } of rows) {
    const own = byContact.get(id);
    if (own) own.add(slug);
    else byContact.set(id, new Set([slug]));
  }
  return (contactId) => byContact.get(contactId) ?? NOBODY;
}
