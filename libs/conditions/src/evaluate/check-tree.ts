import type { ConditionScope } from '../condition-evaluator.js';
import type { ConditionTree } from '../tree/parse-condition.js';
import { leavesOf, type TreeNode, type TreeProblem } from '../tree/parse-tree.js';
import type { LeafData } from './prepare-trees.js';

interface Checked {
  readonly problems: readonly TreeProblem[];
  readonly warnings: readonly TreeProblem[];
}

/** What needs more than a look at the shape: the place of use, names, operators; and what is suspicious. */
export function checkTree(tree: ConditionTree, data: LeafData, scope: ConditionScope): Checked {
  const problems: TreeProblem[] = [];
  const warnings: TreeProblem[] = emptyGroups(tree);
  for (const { leaf, path } of leavesOf(tree)) {
    const { definition, params } = leaf;
    if (definition.scopes && !definition.scopes.includes(scope)) {
      problems.push({ path: [...path, 'type'], message: `makes sense in an ${definition.scopes.join(' or ')} only` });
      continue;
    }
    for (const problem of definition.check?.(params, data.get(definition), scope) ?? []) {
      const found = { path: [...path, ...problem.path], message: problem.message };
      (problem.warning ? warnings : problems).push(found);
    }
  }
  return { problems, warnings };
}

function emptyGroups<Leaf>(node: TreeNode<Leaf>): TreeProblem[] {
  if (node.kind === 'leaf') return [];
  if (node.kind === 'not') return emptyGroups(node.child);
  if (node.children.length > 0) return node.children.flatMap(emptyGroups);
  const message = node.kind === 'all' ? 'is empty: it matches everybody' : 'is empty: it matches nobody';
  return [{ path: node.path, message }];
}
