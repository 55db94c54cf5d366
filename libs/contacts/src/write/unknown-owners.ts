import type { Queryable } from '#libs/db';
import type { ParsedContact } from './parse-contact.js';

const KNOWN_USERS = `SELECT id FROM users WHERE id = ANY ($1::bigint[])`;

/** Turns inputs whose owner is nobody into refusals, with one statement for the batch, and none when nobody has one. */
export async function refuseUnknownOwners(on: Queryable, parsed: readonly ParsedContact[]): Promise<ParsedContact[]> {
  const owners = new Set(parsed.map(ownerOf).filter((owner) => owner !== undefined));
  if (owners.size === 0) return [...parsed];
  const known = await on.query<{ id: number }>(KNOWN_USERS, [[...owners]]);
  for (const { id } of known) owners.delete(id);
  return parsed.map((entry) => {
    const owner = ownerOf(entry);
    return owner !== undefined && owners.has(owner) ? { errors: [{ path: 'owner', message: 'is no user' }] } : entry;
  });
}

function ownerOf(parsed: ParsedContact): number | undefined {
  const owner = parsed.input?.values['owner'];
  return typeof owner === 'number' ? owner : undefined;
}
