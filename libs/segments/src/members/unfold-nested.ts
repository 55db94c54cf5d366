import type { Condition } from '#libs/conditions';
import type { Queryable } from '#libs/db';

/** Deeper nesting is left as it is: the way down costs a statement per level. */
const LEVELS = 8;
/** A tree that is larger, or would become so, stays as it is: far from the limit of leaves, and no deeper than a stack. */
const CHARACTERS = 15_000;

const CONDITIONS = `
  SELECT id, condition FROM segments
  WHERE id = ANY($1::bigint[]) AND kind = 'dynamic' AND archived_at IS NULL AND condition IS NOT NULL`;

/**
 * The condition with the conditions of the segments that it names in their place. A membership of another segment
 * changes when the data and the clock change it there: only the unfolded tree tells when that will be. Segments kept
 * by hand stay as they are, for no clock moves them. There are no cycles.
 */
export async function unfoldNested(on: Queryable, condition: Condition): Promise<Condition> {
  if (isLarge(condition)) return condition;
  let unfolded = condition;
  for (let level = 0; level < LEVELS; level += 1) {
    const named = [...new Set(namedIn(unfolded))];
    if (named.length === 0) return unfolded;
    const rows = await on.query<{ id: number; condition: Condition }>(CONDITIONS, [named]);
    if (rows.length === 0) return unfolded;
    const next = replaceNamed(unfolded, new Map(rows.map((row) => [row.id, row.condition])));
    if (isLarge(next)) return unfolded;
    unfolded = next;
  }
  return unfolded;
}

function isLarge(tree: Condition): boolean {
  return JSON.stringify(tree).length > CHARACTERS;
}

function namedIn(tree: Condition): number[] {
  const inner = innerOf(tree);
  if (inner) return inner.flatMap(namedIn);
  return tree['type'] === 'segment' && typeof tree['segment'] === 'number' ? [tree['segment']] : [];
}

function replaceNamed(tree: Condition, conditions: ReadonlyMap<number, Condition>): Condition {
  const replace = (inner: Condition): Condition => replaceNamed(inner, conditions);
  if (Array.isArray(tree['all'])) return { all: (tree['all'] as Condition[]).map(replace) };
  if (Array.isArray(tree['any'])) return { any: (tree['any'] as Condition[]).map(replace) };
  if (tree['not']) return { not: replace(tree['not'] as Condition) };
  const named = tree['type'] === 'segment' ? conditions.get(tree['segment'] as number) : undefined;
  if (!named) return tree;
  return tree['op'] === 'not_in' ? { not: named } : named;
}

function innerOf(tree: Condition): Condition[] | undefined {
  if (Array.isArray(tree['all'])) return tree['all'] as Condition[];
  if (Array.isArray(tree['any'])) return tree['any'] as Condition[];
  return tree['not'] ? [tree['not'] as Condition] : undefined;
}
