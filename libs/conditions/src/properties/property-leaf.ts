import { z } from 'zod';
import type { ConditionScope } from '../condition-evaluator.js';
import type { LeafProblem } from '../leaves/define-condition.js';
import { describeTest } from '../operators/describe-operand.js';
import { checkOperand, parseReference } from '../operators/reference.js';
import type { SqlOperand, SqlValue, ValueType } from '../operators/operator.js';
import type { SqlScope } from '../sql/sql-scope.js';
import { leavesOf, parseTree, type TreeNode, type TreeProblem } from '../tree/parse-tree.js';
import { treeToSql } from '../tree/tree-sql.js';
import { jsonValue } from '../values/json-value.js';
import { PROPERTY_OPERATORS, propertyOperator } from './property-types.js';

/** A condition on one property of an event. */
export interface PropertyTest {
  readonly property: string;
  readonly op: string;
  readonly value?: unknown;
}

const propertyShape = {
  property: z.string().min(1).max(200),
  op: z.enum(PROPERTY_OPERATORS as [string, ...string[]]),
  value: z.unknown().optional(),
};

export const propertyTestSchema = z.strictObject(propertyShape);

export type PropertyTree = TreeNode<PropertyTest>;

/** Reads how a property of the rows at hand is written in SQL. */
export type PropertySource = (property: string, type: ValueType, sql: SqlScope) => SqlValue;

/** A tree over properties, as `where` holds it: `{ "property": "category", "op": "is", "value": "shoes" }` or groups. */
export const propertyTreeSchema = z
  .unknown()
  .transform((value, context): PropertyTree => {
    const problems: TreeProblem[] = [];
    const tree = parseTree<PropertyTest>(value, parsePropertyTest, problems);
    for (const { path, message } of problems) context.addIssue({ code: 'custom', path: [...path], message });
    return tree && problems.length === 0 ? tree : z.NEVER;
  })
  .meta({ description: 'A property leaf { property, op, value } or all, any and not over them.' });

function parsePropertyTest(
  value: Readonly<Record<string, unknown>>,
  path: readonly (string | number)[],
  problems: TreeProblem[],
): PropertyTest | null {
  const parsed = propertyTestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    problems.push({ path: [...path, ...(issue.path as (string | number)[])], message: issue.message });
  }
  return null;
}

/** What is wrong with the operand of a property test. */
export function checkPropertyTest({ op, value }: PropertyTest, scope: ConditionScope): LeafProblem[] {
  const found = propertyOperator(op, value);
  return found ? checkOperand(found.operator, value, { scope, fields: false }) : [];
}

/** What is wrong in a tree over properties; paths start below `where`. */
export function checkPropertyTree(tree: PropertyTree, scope: ConditionScope): LeafProblem[] {
  return leavesOf(tree).flatMap(({ leaf, path }) =>
    checkPropertyTest(leaf, scope).map((problem) => ({ ...problem, path: [...path, ...problem.path] })),
  );
}

export function propertyTestSql(test: PropertyTest, source: PropertySource, sql: SqlScope): string {
  const found = propertyOperator(test.op, test.value);
  if (!found) throw new Error(`The operator ${test.op} reached the compiler unchecked`);
  const value = source(test.property, found.type, sql);
  return found.operator.test(value, operandOf(test, value, sql), sql);
}

export function propertyTreeSql(tree: PropertyTree, source: PropertySource, sql: SqlScope): string {
  return treeToSql(tree, (test) => propertyTestSql(test, source, sql));
}

function operandOf(test: PropertyTest, { type, zone }: SqlValue, sql: SqlScope): SqlOperand {
  const reference = parseReference(test.value);
  if (!reference) return { literal: test.value };
  return { ref: jsonValue({ object: sql.subject('event'), key: reference.key, zone }, type, sql) };
}

/** A property of the event that enrolled; missing where nobody was enrolled. */
export function eventValue(property: string, type: ValueType, sql: SqlScope): SqlValue {
  return jsonValue({ object: sql.subject('event'), key: property, zone: () => sql.zoneOf('c') }, type, sql);
}

export function describePropertyTree(tree: PropertyTree): string {
  if (tree.kind === 'leaf') return describePropertyTest(tree.leaf);
  if (tree.kind === 'not') return `not (${describePropertyTree(tree.child)})`;
  if (tree.children.length === 0) return tree.kind === 'all' ? 'anything' : 'nothing';
  return `(${tree.children.map(describePropertyTree).join(tree.kind === 'all' ? ' and ' : ' or ')})`;
}

export function describePropertyTest({ property, op, value }: PropertyTest): string {
  return describeTest(property, propertyOperator(op, value)?.operator ?? op, value);
}
