import { groupOf, nodeOf } from './condition';
import type { Condition, Group } from './condition';

/** Where a node stands: the index in each group on the way down; empty for the root. */
export type NodePath = readonly number[];

/** A path as one text (`0.3.2`): equal paths are the same value, which the nodes of an array are not. */
export type Place = string;

export function placeAt(path: NodePath): Place {
  return path.join('.');
}

export function pathOf(place: Place): NodePath {
  return place === '' ? [] : place.split('.').map(Number);
}

export type Direction = 'up' | 'down' | 'in' | 'out';

function groupAt(root: Condition, path: NodePath): Group | undefined {
  const node = nodeAt(root, path);
  return node && groupOf(node);
}

/** The node at a path, `undefined` where there is none. */
export function nodeAt(root: Condition, path: NodePath): Condition | undefined {
  const [index, ...rest] = path;
  if (index === undefined) return root;
  const child = groupOf(root)?.children[index];
  return child && nodeAt(child, rest);
}

/** The tree with other children in the group at a path. */
function withChildren(root: Condition, path: NodePath, change: (children: Condition[]) => Condition[]): Condition {
  const group = groupOf(root);
  if (!group) return root;
  const [index, ...rest] = path;
  if (index === undefined) return nodeOf({ ...group, children: change(group.children) });
  const child = group.children[index];
  if (!child) return root;
  return nodeOf({ ...group, children: group.children.with(index, withChildren(child, rest, change)) });
}

/** The tree with other nodes, or none, in the place of one. */
export function replaceNode(root: Condition, path: NodePath, nodes: Condition[]): Condition {
  const index = path.at(-1);
  if (index === undefined) return nodes[0] ?? root;
  return withChildren(root, path.slice(0, -1), (children) => children.toSpliced(index, 1, ...nodes));
}

/** The tree with one more node at the end of the group at a path. */
export function appendNode(root: Condition, path: NodePath, node: Condition): Condition {
  return withChildren(root, path, (children) => [...children, node]);
}

function isBelow(path: NodePath, above: NodePath): boolean {
  return above.length <= path.length && above.every((index, depth) => path[depth] === index);
}

/** A path as it reads once the node at `gone` was taken out. */
function without(path: NodePath, gone: NodePath): NodePath {
  const depth = gone.length - 1;
  const last = gone[depth] ?? 0;
  const passes = path.length > depth && isBelow(path, gone.slice(0, depth)) && (path[depth] ?? 0) > last;
  return passes ? path.with(depth, (path[depth] ?? 0) - 1) : path;
}

export interface Moved {
  root: Condition;
  /** Where the node stands now. */
  path: NodePath;
}

/** Takes a node out and puts it before what stands at `to`; `undefined` where that can't be. */
export function moveNode(root: Condition, from: NodePath, to: NodePath): Moved | undefined {
  const node = nodeAt(root, from);
  if (!node || from.length === 0 || to.length === 0 || isBelow(to, from)) return undefined;
  const taken = withChildren(root, from.slice(0, -1), (children) => children.toSpliced(from.at(-1) ?? 0, 1));
  const path = without(to, from);
  const placed = withChildren(taken, path.slice(0, -1), (children) => children.toSpliced(path.at(-1) ?? 0, 0, node));
  return { root: placed, path };
}

/** The same by keyboard: past a neighbour, into a neighbouring group, out of the own one. */
export function moveByKey(root: Condition, from: NodePath, direction: Direction): Moved | undefined {
  const parent = from.slice(0, -1);
  const index = from.at(-1);
  const siblings = groupAt(root, parent)?.children;
  if (index === undefined || !siblings) return undefined;
  if (direction === 'up') return index > 0 ? moveNode(root, from, [...parent, index - 1]) : outOf(root, from, 0);
  if (direction === 'down') {
    return index < siblings.length - 1 ? moveNode(root, from, [...parent, index + 2]) : outOf(root, from, 1);
  }
  return direction === 'out' ? outOf(root, from, 1) : into(root, from, siblings, index);
}

/** Before (0) or behind (1) the group that it is in. */
function outOf(root: Condition, from: NodePath, behind: 0 | 1): Moved | undefined {
  const parent = from.slice(0, -1);
  if (parent.length === 0) return undefined;
  return moveNode(root, from, [...parent.slice(0, -1), (parent.at(-1) ?? 0) + behind]);
}

/** Into the group before it, else the group behind it, else a new group of its own. */
function into(root: Condition, from: NodePath, siblings: Condition[], index: number): Moved | undefined {
  const parent = from.slice(0, -1);
  const before = siblings[index - 1];
  const group = before && groupOf(before);
  if (group) return moveNode(root, from, [...parent, index - 1, group.children.length]);
  const behind = siblings[index + 1];
  if (behind && groupOf(behind)) return moveNode(root, from, [...parent, index + 1, 0]);
  const node = siblings[index];
  if (!node) return undefined;
  return {
    root: withChildren(root, parent, (children) => children.with(index, { any: [node] })),
    path: [...from, 0],
  };
}
