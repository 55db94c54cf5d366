/** No DTO of ours declares anything below this level: what lies deeper is a document, for its service to read. */
const SHALLOW = 32;

/**
 * Lets `work` see a value without what lies too deep in it for programs that recurse, and puts that back into what it
 * makes. A condition tree may have 2,000 levels of JSON; class-transformer takes some 1,500.
 */
export function withoutDepths<T extends object>(value: object, work: (shallow: object) => T): T {
  const hidden = new Map<symbol, unknown>();
  const shallow = hide(value, 0, hidden) as object;
  // What has nothing to hide is handed on as it came.
  const made = work(hidden.size === 0 ? value : shallow);
  if (hidden.size > 0) putBack(made, 0, hidden);
  return made;
}

function hide(value: unknown, level: number, hidden: Map<symbol, unknown>): unknown {
  if (!isDocument(value)) return value;
  if (level === SHALLOW) {
    const place = Symbol('deep value');
    hidden.set(place, value);
    return place;
  }
  if (Array.isArray(value)) return value.map((inner) => hide(inner, level + 1, hidden));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hide(inner, level + 1, hidden)]));
}

function putBack(made: unknown, level: number, hidden: ReadonlyMap<symbol, unknown>): void {
  if (!isDocument(made) || level > SHALLOW) return;
  for (const [key, inner] of Object.entries(made)) {
    if (typeof inner === 'symbol') made[key] = hidden.get(inner);
    else putBack(inner, level + 1, hidden);
  }
}

function isDocument(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
