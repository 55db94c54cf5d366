import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseTree } from './parse-tree.js';
import { treeToSql } from './tree-sql.js';

type Tree = { all: Tree[] } | { any: Tree[] } | { not: Tree } | { leaf: boolean };

const { tree: trees } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 6 },
    fc.record({ leaf: fc.boolean() }),
    fc.record({ not: tie('tree') }),
    fc.record({ all: fc.array(tie('tree'), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('tree'), { maxLength: 3 }) }),
  ),
}));

function holds(tree: Tree): boolean {
  if ('leaf' in tree) return tree.leaf;
  if ('not' in tree) return !holds(tree.not);
  return 'all' in tree ? tree.all.every(holds) : tree.any.some(holds);
}

function sqlOf(tree: unknown): string {
  const parsed = parseTree<{ test: string }>(
    tree,
    (value) => ({ test: value['leaf'] === true ? 'TRUE' : 'FALSE' }),
    [],
  );
  if (!parsed) throw new Error('no tree');
  return treeToSql(parsed, ({ test }) => test);
}

/** Works the SQL off from the inside until one word is left. */
function evaluate(sql: string): boolean {
  for (let text = sql; ;) {
    const next = text
      .replace(/\(NOT (TRUE|FALSE)\)/g, (_all, word: string) => (word === 'TRUE' ? 'FALSE' : 'TRUE'))
      .replace(/\((?:TRUE|FALSE)(?: AND (?:TRUE|FALSE))+\)/g, (group) => (group.includes('FALSE') ? 'FALSE' : 'TRUE'))
      .replace(/\((?:TRUE|FALSE)(?: OR (?:TRUE|FALSE))+\)/g, (group) => (group.includes('TRUE') ? 'TRUE' : 'FALSE'));
    if (next === text) return text === 'TRUE';
    text = next;
  }
}

it('says of every tree what the tree says', () => {
  fc.assert(
    fc.property(trees, (tree) => {
      expect(evaluate(sqlOf(tree))).toBe(holds(tree));
    }),
    { numRuns: 2000 },
  );
});

it('leaves out what adds nothing, so that no chain is deep', () => {
  const leaf = { leaf: true };
  expect(sqlOf({ not: { all: [{ not: { any: [leaf] } }] } })).toBe('TRUE');
  expect(sqlOf({ not: { not: { not: leaf } } })).toBe('(NOT TRUE)');
  expect(sqlOf({ all: [leaf, { all: [] }, { not: { any: [] } }] })).toBe('TRUE');
  expect(sqlOf({ any: [leaf, { all: [] }] })).toBe('TRUE');
  expect(sqlOf({ all: [leaf, { not: { all: [{ leaf: false }, leaf] } }] })).toBe('(TRUE AND (NOT (FALSE AND TRUE)))');
});
