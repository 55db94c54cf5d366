/** Values of which many are alike. */
export interface Alike<T> {
  /** One of each kind. */
  readonly kinds: readonly T[];
  /** For each value the place of its kind, from 1. */
  readonly places: readonly number[];
}

/** Tells the kinds apart by their keys; where many are alike it takes little room to send them somewhere. */
export function gatherAlike<T>(values: readonly T[], keyOf: (value: T) => string): Alike<T> {
  const known = new Map<string, number>();
  const kinds: T[] = [];
  const places = values.map((value) => {
    const key = keyOf(value);
    const place = known.get(key);
    if (place !== undefined) return place;
    known.set(key, kinds.push(value));
    return kinds.length;
  });
  return { kinds, places };
}
