import type { CompiledSet, Statement, Subject } from '../condition-evaluator.js';
import type { LeafSql } from '../leaves/define-condition.js';
import { SqlScope, type EvaluationPlace } from '../sql/sql-scope.js';
import type { ConditionTree, ParsedLeaf } from '../tree/parse-condition.js';
import { leavesOf } from '../tree/parse-tree.js';
import { treeToSql } from '../tree/tree-sql.js';
import type { LeafData } from './prepare-trees.js';

function leafSql({ definition, params }: ParsedLeaf, scope: SqlScope, data: LeafData): LeafSql {
  return definition.toSql(params, scope, data.get(definition));
}

function treeSql(tree: ConditionTree, scope: SqlScope, data: LeafData): string {
  return treeToSql(tree, (leaf) => leafSql(leaf, scope, data).test);
}

/** Relations of everybody are grouped and joined once, those of subjects are looked up for each. */
function joinsOf(scope: SqlScope): string {
  return scope.joins
    .map(({ alias, sql }) =>
      scope.mode === 'set'
        ? `LEFT JOIN (${sql}) ${alias} ON ${alias}.k = c.id`
        : `LEFT JOIN LATERAL (${sql}) ${alias} ON true`,
    )
    .join('\n  ');
}

/** Everybody who matches, as `id`. */
export function compileSet(
  tree: ConditionTree,
  data: LeafData,
  place: EvaluationPlace,
  firstParam: number,
): CompiledSet {
  const scope = SqlScope.open('set', place, firstParam);
  const test = treeSql(tree, scope, data);
  const { joins, params } = scope;
  return {
    sql: `SELECT c.id FROM contacts c\n  ${joinsOf(scope)}\n  WHERE ${test}`,
    params,
    joinsGroups: joins.length > 1 && joins.some(({ grouped }) => grouped),
  };
}

/** Whether the organisation's time zone has a part in the verdict. */
export function readsZone(tree: ConditionTree, data: LeafData, place: EvaluationPlace): boolean {
  const scope = SqlScope.open('set', place);
  treeSql(tree, scope, data);
  return scope.readsZone;
}

/** One row: for each tree, as `t1`, `t2` …, the places (from 1) of the subjects that it is true for; NULL for none. */
export function compileBatch(
  trees: readonly ConditionTree[],
  data: LeafData,
  place: EvaluationPlace,
  subjects: readonly Subject[],
): Statement {
  const scope = SqlScope.open('subjects', place);
  const tests = trees.map((tree) => treeSql(tree, scope, data));
  const met = tests.map((test, index) => `array_agg(s.ord) FILTER (WHERE ${test}) AS t${String(index + 1)}`);
  return { sql: overSubjects(scope, subjects, met.join(', ')), params: scope.params };
}

/** One row per subject that exists: `contact_id` and `verdicts`, one boolean per leaf. */
export function compileClauses(
  tree: ConditionTree,
  data: LeafData,
  place: EvaluationPlace,
  subjects: readonly Subject[],
): Statement {
  const scope = SqlScope.open('subjects', place);
  const tests = leavesOf(tree).map(({ leaf }) => leafSql(leaf, scope, data).test);
  const columns = `s.contact_id, ARRAY[${tests.join(', ')}]::boolean[] AS verdicts`;
  return { sql: overSubjects(scope, subjects, columns), params: scope.params };
}

/** One row for the one subject: `verdicts` and `facts`, in the order of the trees' leaves. */
export function compileExplanation(
  trees: readonly ConditionTree[],
  data: LeafData,
  place: EvaluationPlace,
  subject: Subject,
): Statement {
  const scope = SqlScope.open('explain', place);
  const leaves = trees.flatMap((tree) => leavesOf(tree)).map(({ leaf }) => leafSql(leaf, scope, data));
  const verdicts = leaves.map(({ test }) => test).join(', ');
  const facts = leaves.map(({ fact }) => `to_jsonb(${fact ?? 'NULL::text'})`).join(', ');
  const columns = `ARRAY[${verdicts}]::boolean[] AS verdicts, ARRAY[${facts}]::jsonb[] AS facts`;
  return { sql: overSubjects(scope, [subject], columns), params: scope.params };
}

function overSubjects(scope: SqlScope, subjects: readonly Subject[], columns: string): string {
  const arrays = [
    scope.param(
      subjects.map(({ contactId }) => contactId),
      'bigint[]',
    ),
  ];
  const names = ['contact_id'];
  for (const column of scope.usedSubjectColumns) {
    names.push(column);
    arrays.push(subjectArray(scope, column, subjects));
  }
  return `WITH subjects AS (
    SELECT * FROM unnest(${arrays.join(', ')}) WITH ORDINALITY AS given (${names.join(', ')}, ord)
  )
  SELECT ${columns}
  FROM subjects s JOIN contacts c ON c.id = s.contact_id
  ${joinsOf(scope)}`;
}

function subjectArray(scope: SqlScope, column: string, subjects: readonly Subject[]): string {
  if (column === 'event') {
    const events = subjects.map(({ event }) => (event ? JSON.stringify(event) : null));
    return scope.param(events, 'jsonb[]');
  }
  const times = subjects.map((subject) => (column === 'entered_at' ? subject.enteredAt : subject.stepAt));
  return scope.param(
    times.map((time) => time?.toISOString() ?? null),
    'timestamptz[]',
  );
}

/** Selects, as `contact_id`, everybody whose verdict may have changed by time alone since `from`; null when nobody's can. */
export function compileMoves(
  tree: ConditionTree,
  data: LeafData,
  place: EvaluationPlace,
  from: Date,
): Statement | null {
  const scope = SqlScope.open('set', place);
  const selects = leavesOf(tree).flatMap(({ leaf }) => movesOf(leaf, scope, from, data) ?? []);
  if (selects.length === 0) return null;
  return { sql: [...new Set(selects)].join('\nUNION\n'), params: scope.params };
}

/** Selects, as `span`, the ends of the spans between moments in which time may change a contact's verdict. */
export function compileContactMoves(
  tree: ConditionTree,
  data: LeafData,
  place: EvaluationPlace,
  contactId: number,
  moments: readonly Date[],
): Statement | null {
  const scope = SqlScope.open('set', place);
  const contact = scope.param(contactId, 'bigint');
  const leaves = leavesOf(tree).map(({ leaf }) => leaf);
  const selects = moments.slice(1).flatMap((end, index) => {
    const start = moments[index] ?? end;
    return leaves.flatMap((leaf) => {
      const moves = movesOf(leaf, scope.at(end), start, data);
      if (!moves) return [];
      return `SELECT ${String(index + 1)} AS span WHERE EXISTS (SELECT FROM (${moves}) m WHERE m.contact_id = ${contact})`;
    });
  });
  if (selects.length === 0) return null;
  return { sql: `${selects.join('\nUNION\n')}\nORDER BY span`, params: scope.params };
}

/**
 * A leaf may have named values before it sees that time moves nobody. The statement would then be given values that it
 * has no place for, which PostgreSQL refuses: so it is asked aside first.
 */
function movesOf({ definition, params }: ParsedLeaf, scope: SqlScope, from: Date, data: LeafData): string | null {
  const moves = (sql: SqlScope): string | null => definition.moves?.(params, sql, from, data.get(definition)) ?? null;
  return moves(SqlScope.open('set', scope.place)) === null ? null : moves(scope);
}
