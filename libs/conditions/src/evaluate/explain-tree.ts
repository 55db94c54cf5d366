import { formatPath } from '#libs/kernel';
import type { ClauseVerdict } from '../condition-evaluator.js';
import type { ConditionTree, ParsedLeaf } from '../tree/parse-condition.js';
import { nodesOf } from '../tree/parse-tree.js';
import type { LeafData } from './prepare-trees.js';

/** Verdicts and facts of the leaves, in the order of the tree. */
export interface LeafResults {
  readonly verdicts: readonly boolean[];
  readonly facts: readonly unknown[];
}

/** Puts the results of the leaves back into their trees, with a verdict for each group. */
export function explainTrees(
  trees: readonly ConditionTree[],
  data: LeafData,
  results: LeafResults,
  zone: string,
): ClauseVerdict[] {
  const nodes = trees.flatMap((tree) => nodesOf(tree));
  const explained = new Map<ConditionTree, ClauseVerdict>();
  const verdictOf = (node: ConditionTree): ClauseVerdict[] => {
    const verdict = explained.get(node);
    return verdict ? [verdict] : [];
  };
  let index = nodes.filter(({ kind }) => kind === 'leaf').length;
  // From the last to the first: what stands within a group is explained before the group.
  for (const node of nodes.reverse()) {
    const path = formatPath(node.path);
    if (node.kind === 'leaf') {
      index -= 1;
      explained.set(node, { ...explainLeaf(node.leaf, data, results, index, zone), path, clauses: [] });
    } else {
      const clauses = (node.kind === 'not' ? [node.child] : node.children).flatMap(verdictOf);
      explained.set(node, { ...explainGroup(node.kind, clauses), path, clauses });
    }
  }
  return trees.flatMap(verdictOf);
}

function explainLeaf(
  { definition, params }: ParsedLeaf,
  data: LeafData,
  { verdicts, facts }: LeafResults,
  index: number,
  zone: string,
): Pick<ClauseVerdict, 'verdict' | 'kind' | 'text'> {
  const text = definition.explain(params, facts[index] ?? null, data.get(definition), zone);
  return { verdict: verdicts[index] ?? false, kind: definition.type, text };
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
