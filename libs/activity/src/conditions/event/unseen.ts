import type { LeafProblem } from '#libs/conditions';
import type { Queryable } from '#libs/db';

const SEEN = 'SELECT FROM events WHERE name = $1 LIMIT 1';

// A look at the newest events only: this is a hint, and the answer should not take longer than typing.
const PROPERTY_SEEN = `
  SELECT FROM (SELECT properties FROM events WHERE name = $1 ORDER BY occurred_at DESC LIMIT 1000) latest
  WHERE properties ? $2 LIMIT 1`;

/** A name in a leaf, and where it stands. */
interface Named {
  readonly name: string;
  readonly path: readonly (string | number)[];
}

/** An event, or properties of it, that nobody has sent yet: allowed, but perhaps mistyped. */
export async function warnOfUnseen(
  on: Queryable,
  event: Named,
  properties: readonly Named[],
): Promise<readonly LeafProblem[]> {
  if ((await on.query(SEEN, [event.name])).length === 0) {
    return [{ path: event.path, message: `no event "${event.name}" has come in yet` }];
  }
  const warnings: LeafProblem[] = [];
  for (const { name, path } of properties) {
    if (name === 'value' || name === 'currency') continue;
    if ((await on.query(PROPERTY_SEEN, [event.name, name])).length > 0) continue;
    warnings.push({ path, message: `no recent "${event.name}" has the property "${name}"` });
  }
  return warnings;
}
