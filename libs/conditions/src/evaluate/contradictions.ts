import { isDeepStrictEqual } from 'node:util';
import type { ConditionTree, ParsedLeaf } from '../tree/parse-condition.js';
import { nodesOf, type TreeProblem } from '../tree/parse-tree.js';

/** What a leaf demands of a text field: one of these values, folded as far as a hint needs it. */
interface Choice {
  readonly field: string;
  readonly values: ReadonlySet<string>;
}

/** What a leaf demands of a number: a range with both ends. */
interface Range {
  readonly field: string;
  readonly from: number;
  readonly to: number;
}

type Params = Readonly<Record<string, unknown>>;

const NOBODY = 'contradicts another condition of this group: nobody matches';
const EVERYBODY = 'is the opposite of another condition of this group: everybody matches';

/**
 * Groups that can only be empty or only be everybody, as far as the conditions alone tell: a condition beside its own
 * opposite, a field that should be two things at once, ranges that do not meet. A hint, never a refusal.
 */
export function findContradictions(tree: ConditionTree): TreeProblem[] {
  // Inner groups first, as they are what is to be mended first.
  return nodesOf(tree).reverse().flatMap(clashesIn);
}

function clashesIn(group: ConditionTree): TreeProblem[] {
  if (group.kind === 'leaf' || group.kind === 'not') return [];
  const { kind } = group;
  // Each is compared with each: empty ones, of which there may be thousands, are reported as such.
  const children = group.children.filter((child) => !isConstant(child));
  const clashes = children.filter((child, index) =>
    children.slice(0, index).some((other) => isOpposite(child, other) || (kind === 'all' && clash(child, other))),
  );
  return clashes.map(({ path }) => ({ path, message: kind === 'all' ? NOBODY : EVERYBODY }));
}

function isOpposite(a: ConditionTree, b: ConditionTree): boolean {
  if (a.kind === 'not') return isSame(a.child, b);
  return b.kind === 'not' && isSame(b.child, a);
}

/** An empty group, or the opposite of one. */
function isConstant(node: ConditionTree): boolean {
  let at = bare(node);
  while (at.kind === 'not') at = bare(at.child);
  return at.kind !== 'leaf' && at.children.length === 0;
}

/** The builder writes "none of these" as a negated group, also for one condition. */
function bare(node: ConditionTree): ConditionTree {
  let at = node;
  while ((at.kind === 'all' || at.kind === 'any') && at.children.length === 1 && at.children[0]) at = at.children[0];
  return at;
}

function isSame(one: ConditionTree, other: ConditionTree): boolean {
  let [a, b] = [bare(one), bare(other)];
  while (a.kind === 'not' && b.kind === 'not') [a, b] = [bare(a.child), bare(b.child)];
  if (a.kind === 'not' || b.kind === 'not') return false;
  if (a.kind === 'leaf') {
    return (
      b.kind === 'leaf' && a.leaf.definition === b.leaf.definition && isDeepStrictEqual(a.leaf.params, b.leaf.params)
    );
  }
  if (b.kind !== a.kind || a.children.length !== b.children.length) return false;
  const theirs = b.children;
  return a.children.every((child, index) => {
    const counterpart = theirs[index];
    return counterpart !== undefined && isSame(child, counterpart);
  });
}

function clash(a: ConditionTree, b: ConditionTree): boolean {
  if (a.kind !== 'leaf' || b.kind !== 'leaf') return false;
  const [choice, other] = [choiceOf(a.leaf), choiceOf(b.leaf)];
  if (choice && other && choice.field === other.field)
    return ![...choice.values].some((value) => other.values.has(value));
  const [range, second] = [rangeOf(a.leaf), rangeOf(b.leaf)];
  return !!range && !!second && range.field === second.field && (range.from > second.to || second.from > range.to);
}

function paramsOf({ definition, params }: ParsedLeaf): Params | null {
  return definition.type === 'field' ? (params as Params) : null;
}

function choiceOf(leaf: ParsedLeaf): Choice | null {
  const { field, op, value } = paramsOf(leaf) ?? {};
  const values = op === 'is' ? [value] : op === 'is_any_of' && Array.isArray(value) ? (value as unknown[]) : [];
  if (values.length === 0 || !values.every((each) => typeof each === 'string')) return null;
  return { field: String(field), values: new Set(values.map((each) => each.normalize('NFC').toLowerCase())) };
}

function rangeOf(leaf: ParsedLeaf): Range | null {
  const { field, op, value } = paramsOf(leaf) ?? {};
  const [from, to] = endsOf(op, value);
  return typeof from === 'number' && typeof to === 'number' ? { field: String(field), from, to } : null;
}

function endsOf(op: unknown, value: unknown): readonly unknown[] {
  if (op === 'between' && Array.isArray(value)) return value as unknown[];
  if (op === 'eq') return [value, value];
  if (op === 'gt' || op === 'gte') return [value, Infinity];
  return op === 'lt' || op === 'lte' ? [-Infinity, value] : [];
}
