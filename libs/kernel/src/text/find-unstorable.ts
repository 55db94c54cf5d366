import { isStorable } from './fold-text.js';

/**
 * Where in a JSON value a text stands that PostgreSQL cannot keep (a value, or the name of a member), as a path; null
 * when there is none. The value's depth is bounded by whoever has parsed it.
 */
export function findUnstorable(value: unknown, path: readonly PropertyKey[] = []): readonly PropertyKey[] | null {
  if (typeof value === 'string') return isStorable(value) ? null : path;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, member] of Object.entries(value)) {
    if (!isStorable(key)) return path;
    const found = findUnstorable(member, [...path, Array.isArray(value) ? Number(key) : key]);
    if (found) return found;
  }
  return null;
}
