import type { Tx } from '#libs/db';

const MAX_LENGTH = 80;

/** Lower-case letters, digits and single hyphens: what templates name a segment by. */
export const SLUG_PATTERN = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** `Big spenders (UK)` → `big-spenders-uk`. A name without Latin letters or digits gives `segment`. */
export function toSlug(name: string): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-');
  return words.slice(0, MAX_LENGTH).replaceAll(/^-+|-+$/g, '') || 'segment';
}

// Segments of one name that are made at the same moment get their slugs one after the other.
const LOCK = `SELECT pg_advisory_xact_lock(hashtextextended('segments.slug ' || $1, 0))`;

const TAKEN = `SELECT slug FROM segments WHERE slug = $1 OR slug LIKE $1 || '-%'`;

/** The slug of a name, with a number behind it when that is taken. */
export async function findFreeSlug(tx: Tx, name: string): Promise<string> {
  const slug = toSlug(name);
  await tx.query(LOCK, [slug]);
  const taken = new Set((await tx.query<{ slug: string }>(TAKEN, [slug])).map((row) => row.slug));
  let free = slug;
  for (let number = 2; taken.has(free); number += 1) free = `${slug}-${number}`;
  return free;
}
