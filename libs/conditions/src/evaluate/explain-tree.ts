import { formatPath } from '#libs/kernel';
import type { ClauseVerdict } from '../condition-evaluator.js';
import type { ConditionTree, ParsedLeaf } from '../tree/parse-condition.js';
import type { LeafData } from './prepare-trees.js';

/** Verdicts and facts of the leaves, in the order of the tree. */
export interface LeafResults {
  readonly verdicts: readonly boolean[];
  readonly facts: readonly unknown[];
}

/** Puts the results of the leaves back into their trees, with a verdict for each group. */
export function explainTrees(trees: readonly ConditionTree[], data: LeafData, results: LeafResults): ClauseVerdict[] {
  let position = 0;
  const explainLeaf = ({ definition, params }: ParsedLeaf, path: string): ClauseVerdict => {
    const index = position;
    position += 1;
    const text = definition.explain(params, results.facts[index] ?? null, data.get(definition));
    return { verdict: results.verdicts[index] ?? false, kind: definition.type, text, path, clauses: [] };
  };
  const explainNode = (node: ConditionTree): ClauseVerdict => {
    const path = formatPath(node.path);
    if (node.kind === 'leaf') return explainLeaf(node.leaf, path);
    const clauses = node.kind === 'not' ? [explainNode(node.child)] : node.children.map(explainNode);
    return { ...explainGroup(node.kind, clauses), path, clauses };
  };
  return trees.map(explainNode);
}

function explainGroup(
  kind: 'all' | 'any' | 'not',
  clauses: readonly ClauseVerdict[],
): Pick<ClauseVerdict, 'verdict' | 'kind' | 'text'> {
  const met = clauses.filter(({ verdict }) => verdict).length;
  const count = `${String(met)} of ${String(clauses.length)} met`;
  if (kind === 'all') {
    const text = clauses.length === 0 ? 'Everybody' : `All of these: ${count}`;
    return { kind, verdict: met === clauses.length, text };
  }
  if (kind === 'any') {
    const text = clauses.length === 0 ? 'Nobody' : `Any of these: ${count}`;
    return { kind, verdict: met > 0, text };
  }
  return { kind, verdict: met === 0, text: `Not this: it is ${met === 0 ? 'not ' : ''}met` };
}
