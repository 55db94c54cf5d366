import { Inject, Injectable } from '@nestjs/common';
import { Database, type Queryable } from '#libs/db';
import { type DomainError, formatPath, invalid } from '#libs/kernel';
import {
  ConditionEvaluator,
  type ClauseVerdict,
  type CompiledSet,
  type Statement,
  type Condition,
  type ConditionClause,
  type ConditionProblem,
  type ConditionScope,
  type ConditionSummary,
  type JudgeOptions,
  type Subject,
} from '../condition-evaluator.js';
import { CONDITIONS, type ConditionLeaf } from '../leaves/define-condition.js';
import type { EvaluationPlace } from '../sql/sql-scope.js';
import { moveByWindow, parseTimeWindow } from '../time/time-window.js';
import { parseConditionTree, type ConditionTree } from '../tree/parse-condition.js';
import { leavesOf, type TreeProblem } from '../tree/parse-tree.js';
import { checkTree, warnAboutTree } from './check-tree.js';
import {
  compileBatch,
  compileClauses,
  compileContactMoves,
  compileExplanation,
  compileMoves,
  compileSet,
  readsZone,
} from './compile-trees.js';
import { ConditionPlace, LEAF_LIMIT } from './condition-place.js';
import { explainTrees, type LeafResults } from './explain-tree.js';
import { lookUp, type LeafData } from './prepare-trees.js';

const KNOWN_ZONES = 'SELECT array_agg(name ORDER BY name) AS names FROM pg_timezone_names';

/** Far enough from 1970 for every condition that time can move. */
const YEARS_LATER = new Date(2 * 366 * 86_400_000);

/** The planner's time grows faster than the number of joins of a statement. */
const TREES_EXPLAINED_AT_ONCE = 8;

interface Prepared {
  readonly trees: readonly ConditionTree[];
  readonly data: LeafData;
  readonly place: EvaluationPlace;
}

/** The compiler: every use of conditions goes through here, so that all of them agree. */
@Injectable()
export class SqlConditionEvaluator extends ConditionEvaluator {
  private readonly leaves: ReadonlyMap<string, ConditionLeaf>;
  private knownZones: Promise<readonly string[]> | null = null;

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(ConditionPlace) private readonly settings: ConditionPlace,
    @Inject(CONDITIONS) leaves: readonly ConditionLeaf[],
  ) {
    super();
    this.leaves = new Map(leaves.map((leaf) => [leaf.type, leaf]));
  }

  override async check(
    condition: unknown,
    scope: ConditionScope,
    path: string,
    on: Queryable = this.db,
  ): Promise<void> {
    const problems: TreeProblem[] = [];
    const tree = parseConditionTree(condition, this.leaves, LEAF_LIMIT, problems);
    if (tree) problems.push(...checkTree(tree, await lookUp(on, [tree], await this.settings.read(on)), scope));
    if (!tree || problems.length > 0) throw refuse(problems, path);
  }

  override async warn(condition: unknown, path: string): Promise<ConditionProblem[]> {
    const tree = parseConditionTree(condition, this.leaves, LEAF_LIMIT, []);
    const warnings = tree ? await warnAboutTree(this.db, tree) : [];
    return warnings.map((warning) => below(warning, path));
  }

  override async reads(condition: Condition): Promise<string[]> {
    return [...(await this.summarise(condition)).reads];
  }

  override async summarise(condition: Condition, on: Queryable = this.db): Promise<ConditionSummary> {
    const { trees, data, place } = await this.prepare(on, [condition], YEARS_LATER);
    const leaves = trees.flatMap((tree) => leavesOf(tree));
    const reads = leaves.flatMap(({ leaf }) => leaf.definition.reads(leaf.params, data.get(leaf.definition)));
    const references = leaves.flatMap(({ leaf, path }) =>
      (leaf.definition.references?.(leaf.params) ?? []).map((reference) => ({
        ...reference,
        path: formatPath([...path, ...reference.path]),
      })),
    );
    const relative = trees.some((tree) => compileMoves(tree, data, place, new Date(0)) !== null);
    return { reads: [...new Set(reads)].sort(), references, relative };
  }

  override async compileSet(
    condition: Condition,
    { now, firstParam = 1 }: { now: Date; firstParam?: number },
  ): Promise<CompiledSet> {
    const { trees, data, place } = await this.prepare(this.db, [condition], now);
    return compileSet(onlyOne(trees), data, place, firstParam);
  }

  override async compileMoves(condition: Condition, from: Date, now: Date): Promise<Statement | null> {
    const { trees, data, place } = await this.prepare(this.db, [condition], now);
    return compileMoves(onlyOne(trees), data, place, from);
  }

  override async judge(
    on: Queryable,
    condition: Condition,
    subjects: readonly Subject[],
    now: Date,
    options: JudgeOptions = {},
  ): Promise<boolean[]> {
    return onlyOne(await this.judgeMany(on, [condition], subjects, now, options));
  }

  override async judgeMany(
    on: Queryable,
    conditions: readonly Condition[],
    subjects: readonly Subject[],
    now: Date,
    { held = false }: JudgeOptions = {},
  ): Promise<boolean[][]> {
    if (conditions.length === 0 || subjects.length === 0) return conditions.map(() => subjects.map(() => false));
    const { trees, data, place } = await this.prepare(on, conditions, now, held);
    const { sql, params } = compileBatch(trees, data, place, subjects);
    const [met] = await on.query<Record<string, readonly number[] | null>>(sql, params);
    return conditions.map((_condition, index) => {
      const verdicts = subjects.map(() => false);
      for (const ord of met?.[`t${String(index + 1)}`] ?? []) verdicts[ord - 1] = true;
      return verdicts;
    });
  }

  override async clauses(condition: Condition): Promise<ConditionClause[]> {
    const { trees, data, place } = await this.prepare(this.db, [condition], YEARS_LATER);
    return leavesOf(onlyOne(trees)).map(({ leaf, path }) => ({
      path: formatPath(path),
      leaf: { type: leaf.definition.type, ...(leaf.params as Condition) },
      reads: leaf.definition.reads(leaf.params, data.get(leaf.definition)),
      relative: compileMoves({ kind: 'leaf', leaf, path }, data, place, new Date(0)) !== null,
      zoned: readsZone({ kind: 'leaf', leaf, path }, data, place),
    }));
  }

  override async judgeClauses(
    on: Queryable,
    condition: Condition,
    contactIds: readonly number[],
    now: Date,
  ): Promise<ReadonlyMap<number, readonly boolean[]>> {
    const { trees, data, place } = await this.prepare(on, [condition], now);
    const subjects = contactIds.map((contactId) => ({ contactId }));
    const { sql, params } = compileClauses(onlyOne(trees), data, place, subjects);
    const rows = await on.query<{ contact_id: number; verdicts: boolean[] }>(sql, params);
    return new Map(rows.map(({ contact_id, verdicts }) => [contact_id, verdicts]));
  }

  override async findMoves(
    on: Queryable,
    condition: Condition,
    contactId: number,
    moments: readonly Date[],
  ): Promise<number[]> {
    const { trees, data, place } = await this.prepare(on, [condition], YEARS_LATER);
    const statement = compileContactMoves(onlyOne(trees), data, place, contactId, moments);
    if (!statement) return [];
    const rows = await on.query<{ span: number }>(statement.sql, statement.params);
    return rows.map(({ span }) => span);
  }

  override async explain(
    on: Queryable,
    condition: Condition,
    subject: Subject,
    now: Date,
  ): Promise<ClauseVerdict | null> {
    const explained = await this.explainMany(on, [condition], subject, now);
    return explained && onlyOne(explained);
  }

  override async explainMany(
    on: Queryable,
    conditions: readonly Condition[],
    subject: Subject,
    now: Date,
  ): Promise<ClauseVerdict[] | null> {
    const { trees, data, place } = await this.prepare(on, conditions, now);
    const explained: ClauseVerdict[] = [];
    for (let start = 0; start < trees.length; start += TREES_EXPLAINED_AT_ONCE) {
      const some = trees.slice(start, start + TREES_EXPLAINED_AT_ONCE);
      const { sql, params } = compileExplanation(some, data, place, subject);
      const [row] = await on.query<LeafResults & Record<string, unknown>>(sql, params);
      if (!row) return null;
      explained.push(...explainTrees(some, data, row, place.zone));
    }
    return explained;
  }

  /** Parses what is stored; it was validated when it was stored. */
  private async prepare(on: Queryable, conditions: readonly Condition[], now: Date, held = false): Promise<Prepared> {
    const problems: TreeProblem[] = [];
    const trees = conditions.map((condition) => parseConditionTree(condition, this.leaves, LEAF_LIMIT, problems));
    if (problems.length > 0) throw refuse(problems, '');
    const parsed = trees.filter((tree) => tree !== null);
    const place = await this.readPlace(on, now, held);
    return { trees: parsed, data: await lookUp(on, parsed, place), place };
  }

  private async readPlace(on: Queryable, now: Date, held: boolean): Promise<EvaluationPlace> {
    const { time_zone: zone, currency, engagement_hold: hold } = await this.settings.read(on);
    return {
      now,
      zone,
      currency,
      knownZones: await this.readKnownZones(),
      heldSince: held ? heldSince(hold, now) : null,
    };
  }

  /** Which zones the server knows does not change while it runs. */
  private async readKnownZones(): Promise<readonly string[]> {
    this.knownZones ??= this.db
      .query<{ names: string[] }>(KNOWN_ZONES)
      .then(([row]) => row?.names ?? ['UTC'])
      .catch((error: unknown) => {
        this.knownZones = null;
        throw error;
      });
    return this.knownZones;
  }
}

/** A hold of no seconds is no window. */
function heldSince(hold: string, now: Date): Date {
  const window = parseTimeWindow(hold);
  return window ? moveByWindow(now, window, -1) : now;
}

function below({ path, message }: TreeProblem, prefix: string): ConditionProblem {
  return { path: formatPath(path, prefix), message };
}

function refuse(problems: readonly TreeProblem[], path: string): DomainError {
  return invalid(
    problems.map((problem) => below(problem, path)),
    'condition.invalid',
  );
}

function onlyOne<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined) throw new Error('One condition gave no tree');
  return item;
}
