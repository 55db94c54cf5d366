/** One test of a contact: its type names an entry of `GET /registry/conditions`. */
export interface Leaf {
  type: string;
  [parameter: string]: unknown;
}

export interface AllOf {
  all: Condition[];
}

export interface AnyOf {
  any: Condition[];
}

export interface NotOf {
  not: Condition;
}

/** A condition tree as in the API: groups to any depth, leaves at the ends. */
export type Condition = AllOf | AnyOf | NotOf | Leaf;

export type GroupKind = 'all' | 'any' | 'none';

/** A group as the builder shows it; `none` is `{ not: { any: […] } }`. */
export interface Group {
  kind: GroupKind;
  children: Condition[];
}

export const EVERYBODY: AllOf = { all: [] };

/** The group that a node is, or `undefined` for a leaf. */
export function groupOf(node: Condition): Group | undefined {
  if ('all' in node) return { kind: 'all', children: (node as AllOf).all };
  if ('any' in node) return { kind: 'any', children: (node as AnyOf).any };
  if (!('not' in node)) return undefined;
  const inner = (node as NotOf).not;
  return 'any' in inner ? { kind: 'none', children: (inner as AnyOf).any } : { kind: 'none', children: [inner] };
}

export function nodeOf({ kind, children }: Group): Condition {
  if (kind === 'all') return { all: children };
  return kind === 'any' ? { any: children } : { not: { any: children } };
}

/** The tree with a group at its root, so that there is always a place to add to. */
export function rooted(node: Condition | null | undefined): Condition {
  if (!node) return EVERYBODY;
  return groupOf(node) ? node : { all: [node] };
}

/** All leaves of a tree, in reading order. */
export function leavesOf(node: Condition): Leaf[] {
  const group = groupOf(node);
  return group ? group.children.flatMap(leavesOf) : [node as Leaf];
}

/** Whether a tree is the one without a condition. `{ any: [] }` has none either, and matches nobody. */
export function isBlank(node: Condition | null | undefined): boolean {
  const group = groupOf(rooted(node));
  return group?.kind === 'all' && group.children.length === 0;
}

/** More levels than these nobody reads, and a browser can't draw hundreds of them. */
export const LEVELS_DRAWN = 20;

/** The trees that a leaf holds: over the properties of its events. */
function treesIn(leaf: Leaf): Condition[] {
  const parts = [leaf, leaf['first'], leaf['then']] as ({ where?: Condition } | null | undefined)[];
  return parts.flatMap((part) => part?.where ?? []);
}

/** Whether a tree has more levels than are drawn. */
export function isTooDeep(node: Condition): boolean {
  let level = [node];
  for (let depth = 0; depth <= LEVELS_DRAWN; depth += 1) {
    level = level.flatMap((each) => groupOf(each)?.children ?? treesIn(each as Leaf));
    if (level.length === 0) return false;
  }
  return true;
}

/** A parameter of a leaf as text; '' for what is missing or is no plain value. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** What "near a place" is about; its parts are missing until they are typed. */
export interface Place {
  lat?: unknown;
  lon?: unknown;
  km?: unknown;
}

export function placeOf(leaf: Leaf): Place {
  const near = leaf['near'];
  return typeof near === 'object' && near !== null ? near : {};
}

/** An event or mail as it is compared: the API takes one without measure and operator for "at least once". */
export function withComparison(leaf: Leaf): Leaf {
  return leaf['op'] === undefined ? { measure: 'count', op: 'gte', value: 1, ...leaf } : { measure: 'count', ...leaf };
}
