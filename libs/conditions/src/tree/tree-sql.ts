import { nodesOf, type TreeNode } from './parse-tree.js';

/** What a node comes to: always so, a leaf or its opposite, or a group in which nothing is left that adds nothing. */
type Reduced<Leaf> =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'leaf'; readonly leaf: Leaf; readonly negated: boolean }
  | {
      readonly kind: 'all' | 'any';
      readonly parts: readonly Reduced<Leaf>[];
      readonly negated: boolean;
    };

/**
 * A tree as one SQL predicate; leaves must never be NULL, then neither is it. Groups of one, double negations and empty
 * groups are left out: what remains is nested no deeper than there are leaves, whatever PostgreSQL's stack can take.
 */
export function treeToSql<Leaf>(root: TreeNode<Leaf>, leafToSql: (leaf: Leaf) => string): string {
  return reducedToSql(reduce(root), leafToSql);
}

function reduce<Leaf>(root: TreeNode<Leaf>): Reduced<Leaf> {
  const done = new Map<TreeNode<Leaf>, Reduced<Leaf>>();
  const get = (node: TreeNode<Leaf>): Reduced<Leaf> => done.get(node) ?? { kind: 'constant', value: false };
  for (const node of nodesOf(root).reverse()) {
    if (node.kind === 'leaf') done.set(node, { kind: 'leaf', leaf: node.leaf, negated: false });
    else if (node.kind === 'not') done.set(node, negate(get(node.child)));
    else done.set(node, join(node.kind, node.children.map(get)));
  }
  return get(root);
}

function negate<Leaf>(reduced: Reduced<Leaf>): Reduced<Leaf> {
  if (reduced.kind === 'constant') return { ...reduced, value: !reduced.value };
  return { ...reduced, negated: !reduced.negated };
}

/** `all` is decided by one that is never so and needs none that always is; `any` the other way round. */
function join<Leaf>(kind: 'all' | 'any', parts: readonly Reduced<Leaf>[]): Reduced<Leaf> {
  const neutral = kind === 'all';
  if (parts.some((part) => part.kind === 'constant' && part.value !== neutral)) {
    return { kind: 'constant', value: !neutral };
  }
  const left = parts.filter((part) => part.kind !== 'constant');
  const [only] = left;
  if (!only) return { kind: 'constant', value: neutral };
  return left.length === 1 ? only : { kind, parts: left, negated: false };
}

/** As deep as there are groups of two and more: the number of leaves at most. */
function reducedToSql<Leaf>(reduced: Reduced<Leaf>, leafToSql: (leaf: Leaf) => string): string {
  if (reduced.kind === 'constant') return reduced.value ? 'TRUE' : 'FALSE';
  const test =
    reduced.kind === 'leaf'
      ? leafToSql(reduced.leaf)
      : `(${reduced.parts.map((part) => reducedToSql(part, leafToSql)).join(reduced.kind === 'all' ? ' AND ' : ' OR ')})`;
  return reduced.negated ? `(NOT ${test})` : test;
}
