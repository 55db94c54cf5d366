import { isStorable } from './fold-text.js';

/** A value and how it is reached. */
interface Found {
  readonly value: unknown;
  readonly up: Found | null;
  readonly key: PropertyKey | null;
}

/**
 * Where in a JSON value a text stands that PostgreSQL cannot keep (a value, or the name of a member), as a path; null
 * when there is none. However deep the value is.
 */
export function findUnstorable(value: unknown): readonly PropertyKey[] | null {
  const waiting: Found[] = [{ value, up: null, key: null }];
  for (let found = waiting.pop(); found; found = waiting.pop()) {
    const { value: member } = found;
    if (typeof member === 'string' && !isStorable(member)) return pathOf(found);
    if (typeof member !== 'object' || member === null) continue;
    const isArray = Array.isArray(member);
    const entries = Object.entries(member);
    if (!entries.every(([key]) => isStorable(key))) return pathOf(found);
    for (const [key, inner] of entries.reverse()) {
      waiting.push({ value: inner, up: found, key: isArray ? Number(key) : key });
    }
  }
  return null;
}

/** What stands at such a path. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((at, key) => (at as Record<PropertyKey, unknown>)[key], value);
}

function pathOf(found: Found): PropertyKey[] {
  const path: PropertyKey[] = [];
  for (let at: Found | null = found; at; at = at.up) if (at.key !== null) path.push(at.key);
  return path.reverse();
}
