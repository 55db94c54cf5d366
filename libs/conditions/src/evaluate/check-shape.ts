import { formatPath, type FieldError } from '#libs/kernel';
import type { ConditionLeaf } from '../leaves/define-condition.js';
import { parseConditionTree } from '../tree/parse-condition.js';
import type { TreeProblem } from '../tree/parse-tree.js';
import { LEAF_LIMIT } from './condition-place.js';

/** What is wrong with the shape of a tree, without a look at the data: kinds of leaves, their parameters, its size. */
export function checkConditionShape(condition: unknown, leaves: readonly ConditionLeaf[], path: string): FieldError[] {
  const problems: TreeProblem[] = [];
  parseConditionTree(condition, new Map(leaves.map((leaf) => [leaf.type, leaf])), LEAF_LIMIT, problems);
  return problems.map((problem) => ({ path: formatPath(problem.path, path), message: problem.message }));
}
