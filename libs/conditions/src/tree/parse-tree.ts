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
 * Trees nested deeper than this are refused. PostgreSQL parses some thousand levels before its stack is full, and a
 * request may have 1,024: two for each `all` or `any`.
 */
const DEEPEST = 500;
const GROUPS = ['all', 'any', 'not'] as const;

/** Parses one leaf, or reports what is wrong with it and returns null. */
export type LeafParser<Leaf> = (
  value: Readonly<Record<string, unknown>>,
  path: TreePath,
  problems: TreeProblem[],
) => Leaf | null;

/** Reads a tree and collects every problem with its path; null when it can't be used. */
export function parseTree<Leaf>(
  value: unknown,
  parseLeaf: LeafParser<Leaf>,
  problems: TreeProblem[],
  path: TreePath = [],
  depth = 1,
): TreeNode<Leaf> | null {
  if (!isObject(value)) return fail(problems, path, 'must be an object: all, any, not or a condition');
  if (depth > DEEPEST) return fail(problems, path, `is nested more than ${String(DEEPEST)} levels deep`);
  const group = GROUPS.find((name) => Object.hasOwn(value, name));
  if (!group) {
    const leaf = parseLeaf(value, path, problems);
    return leaf && { kind: 'leaf', leaf, path };
  }
  if (Object.keys(value).length > 1) return fail(problems, path, `holds more than "${group}"; put each in a group`);
  const recurse = (inner: unknown, at: TreePath): TreeNode<Leaf> | null =>
    parseTree(inner, parseLeaf, problems, at, depth + 1);
  if (group === 'not') {
    const child = recurse(value['not'], [...path, 'not']);
    return child && { kind: 'not', child, path };
  }
  const members = value[group];
  if (!Array.isArray(members)) return fail(problems, [...path, group], 'must be a list of conditions');
  const children = members.map((member, index) => recurse(member, [...path, group, index]));
  if (children.includes(null)) return null;
  return { kind: group, children: children as TreeNode<Leaf>[], path };
}

function fail(problems: TreeProblem[], path: TreePath, message: string): null {
  problems.push({ path, message });
  return null;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The leaves from left to right. */
export function leavesOf<Leaf>(node: TreeNode<Leaf>): { leaf: Leaf; path: TreePath }[] {
  if (node.kind === 'leaf') return [{ leaf: node.leaf, path: node.path }];
  return node.kind === 'not' ? leavesOf(node.child) : node.children.flatMap(leavesOf);
}

/** A tree as one SQL predicate; leaves must never be NULL, then neither is it. */
export function treeToSql<Leaf>(node: TreeNode<Leaf>, leafToSql: (leaf: Leaf) => string): string {
  if (node.kind === 'leaf') return leafToSql(node.leaf);
  if (node.kind === 'not') return `(NOT ${treeToSql(node.child, leafToSql)})`;
  if (node.children.length === 0) return node.kind === 'all' ? 'TRUE' : 'FALSE';
  const parts = node.children.map((child) => treeToSql(child, leafToSql));
  return `(${parts.join(node.kind === 'all' ? ' AND ' : ' OR ')})`;
}
