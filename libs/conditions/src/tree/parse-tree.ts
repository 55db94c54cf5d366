/** all, any and not over leaves of some kind, to any depth. */
export type TreeNode<Leaf> =
  | { readonly kind: 'all' | 'any'; readonly children: readonly TreeNode<Leaf>[]; readonly path: TreePath }
  | { readonly kind: 'not'; readonly child: TreeNode<Leaf>; readonly path: TreePath }
  | { readonly kind: 'leaf'; readonly leaf: Leaf; readonly path: TreePath };

export type TreePath = readonly (string | number)[];

export interface TreeProblem {
  readonly path: TreePath;
  readonly message: string;
}

/**
 * Trees whose JSON is nested deeper than this are refused: 2,000 `not` or, as they hold a list, 1,000 `all` or `any`.
 * Nothing here recurses over a tree, but TypeORM does when it saves a document; its stack is full at some 2,700.
 */
export const DEEPEST_TREE = 2_000;
/** Groups and leaves of one tree together: empty groups are no conditions, and yet each takes its time and memory. */
export const LARGEST_TREE = 5_000;
/** No leaf has as many; what is not known is reported by its name, and there may be a million of it. */
const MOST_MEMBERS = 100;
const GROUPS = ['all', 'any', 'not'] as const;

/** Parses one leaf, or reports what is wrong with it and returns null. */
export type LeafParser<Leaf> = (
  value: Readonly<Record<string, unknown>>,
  path: TreePath,
  problems: TreeProblem[],
) => Leaf | null;

/** Where a node stands. */
interface Place {
  /** Levels of JSON. */
  readonly depth: number;
  readonly up: Place | null;
  readonly steps: TreePath;
}

const ROOT: Place = { depth: 1, up: null, steps: [] };

function below(up: Place, ...steps: (string | number)[]): Place {
  return { depth: up.depth + steps.length, up, steps };
}

/** Paths of deep trees are long: they are made when somebody asks. */
function pathOf(place: Place): TreePath {
  const parts: TreePath[] = [];
  for (let at: Place | null = place; at; at = at.up) parts.push(at.steps);
  return parts.reverse().flat();
}

/** A value that is being read, with those within it. */
interface Draft<Leaf> {
  readonly value: unknown;
  readonly place: Place;
  /** Null for a leaf, and for what can't be used. */
  group: (typeof GROUPS)[number] | null;
  inner: readonly Draft<Leaf>[];
  node: TreeNode<Leaf> | null;
}

/** Reads a tree and collects every problem with its path; null when it can't be used. */
export function parseTree<Leaf>(
  value: unknown,
  parseLeaf: LeafParser<Leaf>,
  problems: TreeProblem[],
): TreeNode<Leaf> | null {
  const root = draftOf<Leaf>(value, ROOT);
  const waiting = [root];
  const read: Draft<Leaf>[] = [];
  let seen = 1;
  for (let draft = waiting.pop(); draft; draft = waiting.pop()) {
    const problem = readDraft(draft, parseLeaf, problems);
    if (problem) problems.push(problem);
    read.push(draft);
    seen += draft.inner.length;
    if (seen > LARGEST_TREE) {
      problems.push({ path: [], message: `holds more than ${String(LARGEST_TREE)} groups and conditions` });
      return null;
    }
    for (const inner of draft.inner.toReversed()) waiting.push(inner);
  }
  // From the last to the first: what stands within a group is whole before the group.
  for (const draft of read.reverse()) if (draft.group) draft.node = toGroup(draft.group, draft);
  return root.node;
}

function draftOf<Leaf>(value: unknown, place: Place): Draft<Leaf> {
  return { value, place, group: null, inner: [], node: null };
}

/** Fills in the draft, or says why it can't be used; problems of a leaf are the leaf's to report. */
function readDraft<Leaf>(draft: Draft<Leaf>, parseLeaf: LeafParser<Leaf>, problems: TreeProblem[]): TreeProblem | null {
  const { value, place } = draft;
  const refusal = (message: string, ...inside: string[]): TreeProblem => ({
    path: [...pathOf(place), ...inside],
    message,
  });
  if (!isObject(value)) return refusal('must be an object: all, any, not or a condition');
  if (Object.keys(value).length > MOST_MEMBERS) return refusal(`holds more than ${String(MOST_MEMBERS)} members`);
  if (place.depth > DEEPEST_TREE) return refusal(`is nested more than ${String(DEEPEST_TREE)} levels of JSON deep`);
  const group = GROUPS.find((name) => Object.hasOwn(value, name));
  if (!group) {
    const path = pathOf(place);
    const leaf = parseLeaf(value, path, problems);
    draft.node = leaf && { kind: 'leaf', leaf, path };
    return null;
  }
  if (Object.keys(value).length > 1) return refusal(`holds more than "${group}"; put each in a group`);
  const members: unknown = value[group];
  if (group === 'not') draft.inner = [draftOf(members, below(place, 'not'))];
  else if (!Array.isArray(members)) return refusal('must be a list of conditions', group);
  else if (members.length > LARGEST_TREE) return refusal(`holds more than ${String(LARGEST_TREE)} conditions`, group);
  else draft.inner = members.map((member, index) => draftOf(member, below(place, group, index)));
  draft.group = group;
  return null;
}

function toGroup<Leaf>(kind: (typeof GROUPS)[number], { place, inner }: Draft<Leaf>): TreeNode<Leaf> | null {
  const children = inner.map(({ node }) => node);
  if (!children.every((child) => child !== null)) return null;
  const at = {
    get path(): TreePath {
      return pathOf(place);
    },
  };
  const [child] = children;
  if (kind !== 'not') return Object.assign(at, { kind, children });
  return child ? Object.assign(at, { kind, child }) : null;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** All nodes, each before those within it, from left to right. */
export function nodesOf<Leaf>(root: TreeNode<Leaf>): TreeNode<Leaf>[] {
  const nodes: TreeNode<Leaf>[] = [];
  const waiting = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    nodes.push(node);
    if (node.kind === 'not') waiting.push(node.child);
    else if (node.kind !== 'leaf') for (const child of node.children.toReversed()) waiting.push(child);
  }
  return nodes;
}

/** The leaves from left to right. */
export function leavesOf<Leaf>(root: TreeNode<Leaf>): { leaf: Leaf; path: TreePath }[] {
  return nodesOf(root).flatMap((node) => (node.kind === 'leaf' ? [{ leaf: node.leaf, path: node.path }] : []));
}
