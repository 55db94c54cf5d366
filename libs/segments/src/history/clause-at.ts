import type { Condition } from '#libs/conditions';

/** The clause at a path like `all[1].not.any[0]`; null where there is none. */
export function clauseAt(condition: Condition, path: string): Condition | null {
  const steps = path.match(/[a-z]+|\d+/g) ?? [];
  let node: unknown = condition;
  for (const step of steps) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, step)) return null;
    node = (node as Record<string, unknown>)[step];
  }
  return typeof node === 'object' && node !== null && !Array.isArray(node) ? (node as Condition) : null;
}
