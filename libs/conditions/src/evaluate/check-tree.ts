import type { Queryable } from '#libs/db';
import type { ConditionScope } from '../condition-evaluator.js';
import type { LeafProblem } from '../leaves/define-condition.js';
import type { ConditionTree, ParsedLeaf } from '../tree/parse-condition.js';
import { leavesOf, nodesOf, type TreeNode, type TreePath, type TreeProblem } from '../tree/parse-tree.js';
import { findContradictions } from './contradictions.js';
import type { LeafData } from './prepare-trees.js';

/** What needs more than a look at the shape: the place of use, names, operators. */
export function checkTree(tree: ConditionTree, data: LeafData, scope: ConditionScope): TreeProblem[] {
  return leavesOf(tree).flatMap(({ leaf, path }) => below(path, checkLeaf(leaf, data, scope)));
}

function checkLeaf({ definition, params }: ParsedLeaf, data: LeafData, scope: ConditionScope): readonly LeafProblem[] {
  if (definition.scopes && !definition.scopes.includes(scope)) {
    return [{ path: ['type'], message: `makes sense in an ${definition.scopes.join(' or ')} only` }];
  }
  return definition.check?.(params, data.get(definition), scope) ?? [];
}

/** What is allowed and suspicious. */
export async function warnAboutTree(on: Queryable, tree: ConditionTree): Promise<TreeProblem[]> {
  const warnings = [...emptyGroups(tree), ...findContradictions(tree)];
  for (const { leaf, path } of leavesOf(tree)) {
    warnings.push(...below(path, (await leaf.definition.warn?.(on, leaf.params)) ?? []));
  }
  return warnings;
}

function below(path: TreePath, problems: readonly LeafProblem[]): TreeProblem[] {
  return problems.map((problem) => ({ path: [...path, ...problem.path], message: problem.message }));
}

function emptyGroups<Leaf>(root: TreeNode<Leaf>): TreeProblem[] {
  return nodesOf(root).flatMap((node) => {
    if (node.kind === 'leaf' || node.kind === 'not' || node.children.length > 0) return [];
    const message = node.kind === 'all' ? 'is empty: it matches everybody' : 'is empty: it matches nobody';
    return [{ path: node.path, message }];
  });
}
