import type { Condition } from '#libs/conditions';

/** A tree with numbered leaves, as much of it as a verdict needs. */
type Node =
  | { readonly kind: 'all' | 'any'; readonly children: readonly Node[] }
  | { readonly kind: 'not'; readonly child: Node }
  | { readonly kind: 'leaf'; readonly index: number };

/**
 * Which of the leaves that may have turned made the verdict turn: those without which it would be as before. When
 * several turned at once so that none decides alone, those whose verdict speaks for the new one.
 */
export function turnedClauses(
  condition: Condition,
  verdicts: readonly boolean[],
  candidates: readonly number[],
): number[] {
  const tree = number(condition);
  const verdict = judge(tree, verdicts);
  const decisive = candidates.filter((index) => judge(tree, verdicts.with(index, !verdicts[index])) !== verdict);
  if (decisive.length > 0) return decisive;
  const positive = signs(tree);
  return candidates.filter((index) => (positive[index] === verdicts[index]) === verdict);
}

function number(condition: Condition, counter = { next: 0 }): Node {
  if (Array.isArray(condition['all'])) return group('all', condition['all'] as Condition[], counter);
  if (Array.isArray(condition['any'])) return group('any', condition['any'] as Condition[], counter);
  if (condition['not'] !== undefined) return { kind: 'not', child: number(condition['not'] as Condition, counter) };
  const index = counter.next;
  counter.next += 1;
  return { kind: 'leaf', index };
}

function group(kind: 'all' | 'any', members: readonly Condition[], counter: { next: number }): Node {
  return { kind, children: members.map((member) => number(member, counter)) };
}

function judge(node: Node, verdicts: readonly boolean[]): boolean {
  if (node.kind === 'leaf') return verdicts[node.index] ?? false;
  if (node.kind === 'not') return !judge(node.child, verdicts);
  return node.kind === 'all'
    ? node.children.every((child) => judge(child, verdicts))
    : node.children.some((child) => judge(child, verdicts));
}

/** By leaf: whether being true speaks for the tree (it stands below an even number of nots). */
function signs(node: Node, positive = true, found: boolean[] = []): boolean[] {
  if (node.kind === 'leaf') found[node.index] = positive;
  else if (node.kind === 'not') signs(node.child, !positive, found);
  else for (const child of node.children) signs(child, positive, found);
  return found;
}
