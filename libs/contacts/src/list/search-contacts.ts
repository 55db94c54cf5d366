import type { Queryable } from '#libs/db';
import { normalizeEmail } from '../identity/email-address.js';
import { Where } from './contact-filter.js';

/** A found contact, and where a page goes on: below this id within the rank, then the next ranks. */
export interface SearchCursor {
  readonly rank: number;
  readonly id: number;
}

const NAME = `lower(concat_ws(' ', c.first_name, c.last_name))`;
const FIELDS = [NAME, `lower(c.last_name)`, `lower(c.external_id)`, `lower(c.company)`];
const PREFIX_FIELDS = [`c.email`, ...FIELDS];
const WITHIN_FIELDS = [`c.email`, ...FIELDS, `c.phone`];

/** Ranks: exact, beginning of the email, beginning of a name, anywhere. Each statement excludes those before it. */
const EXACT = 0;
const WITHIN = 3;

/**
 * An exact email or external_id first, then what begins with the text, then what holds it; never mere similarity.
 * Each rank is a walk down the ids that ends when the page is full: only a rare text reads the whole table.
 */
export async function searchContacts(
  on: Queryable,
  search: string,
  filter: Where,
  cursor: SearchCursor | null,
  limit: number,
): Promise<SearchCursor[]> {
  const found: SearchCursor[] = [];
  for (let rank = cursor?.rank ?? EXACT; rank <= WITHIN && found.length < limit; rank += 1) {
    const where = rankWhere(rank, search, filter);
    if (cursor && rank === cursor.rank) where.add(`c.id < ${where.value(cursor.id)}`);
    const size = where.value(limit - found.length);
    const rows = await on.query<{ id: number }>(
      `SELECT c.id FROM contacts c ${where.sql} ORDER BY c.id DESC LIMIT ${size}`,
      where.params,
    );
    found.push(...rows.map(({ id }) => ({ rank, id })));
  }
  return found;
}

function rankWhere(rank: number, search: string, filter: Where): Where {
  const where = new Where();
  where.params.push(...filter.params);
  where.clauses.push(...filter.clauses);
  const text = search.trim().toLowerCase();
  const begins = (): string => where.value(`${escapeLike(text)}%`);
  // A statement may hold no parameter that it does not use.
  const tests = [
    (): string => exactTest(search, where),
    (): string => `c.email LIKE ${begins()}`,
    (): string => anyLike(PREFIX_FIELDS, begins()),
    (): string => anyLike(WITHIN_FIELDS, where.value(`%${escapeLike(text)}%`)),
  ];
  for (const test of tests.slice(0, rank)) where.add(`(${test()}) IS NOT TRUE`);
  for (const test of tests.slice(rank, rank + 1)) where.add(`(${test()})`);
  return where;
}

function exactTest(search: string, where: Where): string {
  const email = where.value(normalizeEmail(search) ?? '');
  const externalId = where.value(search.trim());
  return `c.id IN (SELECT contact_id FROM contact_identities
    WHERE (kind = 'email' AND value = ${email}) OR (kind = 'external_id' AND value = ${externalId}))`;
}

function anyLike(fields: readonly string[], pattern: string): string {
  return fields.map((field) => `${field} LIKE ${pattern}`).join(' OR ');
}

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}
