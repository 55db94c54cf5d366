import type { Queryable } from '#libs/db';

const ALIASES = `
  SELECT value FROM contact_identities JOIN contacts ON contacts.id = contact_id
  WHERE kind = 'email' AND value = ANY ($1::text[]) AND contacts.email IS DISTINCT FROM value`;

/**
 * Those of the addresses that a contact has from a merge while its mail goes to another one: when such an address dies,
 * that says nothing about the one in use.
 */
export async function findAliases(on: Queryable, emails: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await on.query<{ value: string }>(ALIASES, [emails]);
  return new Set(rows.map(({ value }) => value));
}
