import type { z } from 'zod';
import type { ConditionLeaf } from '../leaves/define-condition.js';
import { leavesOf, parseTree, type TreeNode, type TreePath, type TreeProblem } from './parse-tree.js';

/** A leaf of a condition tree, checked against its own schema. */
export interface ParsedLeaf {
  readonly definition: ConditionLeaf;
  readonly params: unknown;
  readonly path: TreePath;
}

export type ConditionTree = TreeNode<ParsedLeaf>;

/** Reads a condition tree; problems with their paths are added to `problems`, and then there is no tree. */
export function parseConditionTree(
  value: unknown,
  leaves: ReadonlyMap<string, ConditionLeaf>,
  limit: number,
  problems: TreeProblem[],
): ConditionTree | null {
  const before = problems.length;
  const tree = parseTree<ParsedLeaf>(value, (leaf, path) => parseLeaf(leaf, path, leaves, problems), problems);
  if (!tree || problems.length > before) return null;
  const cost = leavesOf(tree).reduce((sum, { leaf }) => sum + 1 + (leaf.definition.cost?.(leaf.params) ?? 0), 0);
  if (cost <= limit) return tree;
  problems.push({ path: [], message: `holds ${String(cost)} conditions; at most ${String(limit)} are allowed` });
  return null;
}

function parseLeaf(
  value: Readonly<Record<string, unknown>>,
  path: TreePath,
  leaves: ReadonlyMap<string, ConditionLeaf>,
  problems: TreeProblem[],
): ParsedLeaf | null {
  const { type, ...params } = value;
  const definition = typeof type === 'string' ? leaves.get(type) : undefined;
  if (!definition) {
    const known = [...leaves.keys()].join(', ');
    const message = type === undefined ? 'is missing' : 'is no kind of condition';
    problems.push({ path: [...path, 'type'], message: `${message}; there are: ${known}` });
    return null;
  }
  const parsed = definition.params.safeParse(params);
  if (parsed.success) return { definition, params: parsed.data, path };
  problems.push(...parsed.error.issues.flatMap((issue) => toProblems(issue, path)));
  return null;
}

/** A parameter that is not known is reported under its own name. */
function toProblems(issue: z.core.$ZodIssue, path: TreePath): TreeProblem[] {
  const at = [...path, ...(issue.path as TreePath)];
  if (issue.code !== 'unrecognized_keys') return [{ path: at, message: issue.message }];
  return issue.keys.map((key) => ({ path: [...at, key], message: 'is not known here' }));
}
