/** A value inside parameters and where it stands, as `branches[0].next`. */
export interface PathValue {
  readonly path: string;
  readonly value: unknown;
}

/** Everything that a path pattern names: `next`, or `branches[].next` for that of each branch. */
function readPaths(params: Readonly<Record<string, unknown>>, pattern: string): PathValue[] {
  const [list, key] = pattern.split('[].');
  if (list === undefined || key === undefined) return [{ path: pattern, value: params[pattern] }];
  const entries = Array.isArray(params[list]) ? (params[list] as Readonly<Record<string, unknown>>[]) : [];
  return entries.map((entry, index) => ({ path: `${list}[${String(index)}].${key}`, value: entry[key] }));
}

export function readAllPaths(params: Readonly<Record<string, unknown>>, patterns: readonly string[]): PathValue[] {
  return patterns.flatMap((pattern) => readPaths(params, pattern));
}
