import type { Queryable } from '#libs/db';
import type { ConditionLeaf, LookupPlace } from '../leaves/define-condition.js';
import type { ConditionTree, ParsedLeaf } from '../tree/parse-condition.js';
import { leavesOf } from '../tree/parse-tree.js';

/** What the leaves of one evaluation have looked up, by their definition. */
export type LeafData = ReadonlyMap<ConditionLeaf, unknown>;

/** One look-up for each kind of leaf, whatever the number of trees and leaves. */
export async function lookUp(on: Queryable, trees: readonly ConditionTree[], place: LookupPlace): Promise<LeafData> {
  const byDefinition = new Map<ConditionLeaf, unknown[]>();
  for (const { leaf } of trees.flatMap((tree) => leavesOf<ParsedLeaf>(tree))) {
    byDefinition.set(leaf.definition, [...(byDefinition.get(leaf.definition) ?? []), leaf.params]);
  }
  const data = new Map<ConditionLeaf, unknown>();
  for (const [definition, params] of byDefinition) {
    if (definition.lookup) data.set(definition, await definition.lookup(on, params, place));
  }
  return data;
}
