import type { Queryable } from '#libs/db';
import type { z } from 'zod';
import type { ConditionScope } from '../condition-evaluator.js';
import type { SqlScope } from '../sql/sql-scope.js';

/** What a leaf is in SQL: a predicate that is never NULL, and the JSON that an explanation tells about. */
export interface LeafSql {
  readonly test: string;
  readonly fact?: string;
}

export interface LeafProblem {
  /** Below the leaf: `['field']`. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** A document or definition that a leaf names: what "used by" and cycle checks go by. */
export interface LeafReference {
  readonly kind: 'field' | 'segment' | 'topic' | 'tag' | 'event' | 'campaign' | 'automation';
  readonly key: string;
  readonly path: readonly (string | number)[];
}

/** What a look-up may depend on besides the leaves. */
export interface LookupPlace {
  /** The organisation's currency. */
  readonly currency: string;
}

/** A kind of condition: data and pure functions. One folder, one line in the list of `registry`. */
export interface ConditionLeaf<Params = unknown, Data = unknown> {
  readonly type: string;
  readonly label: string;
  readonly description: string;
  /** All parameters but `type`. From it come validation, forms and the API's documentation. */
  readonly params: z.ZodType<Params>;
  /** Where it makes sense; everywhere when left out. */
  readonly scopes?: readonly ConditionScope[];
  /** What else is to be counted against the limit of a tree: leaves inside of its parameters. */
  cost?(params: Params): number;
  /** Reads what all leaves of this type need to be checked, compiled and explained, by one statement. */
  lookup?(on: Queryable, leaves: readonly Params[], place: LookupPlace): Promise<Data>;
  /** What the schema can't say: unknown names, operators that don't fit. */
  check?(params: Params, data: Data, scope: ConditionScope): readonly LeafProblem[];
  /** What is allowed and suspicious: names that nobody has used yet. */
  warn?(on: Queryable, params: Params): Promise<readonly LeafProblem[]>;
  references?(params: Params): readonly LeafReference[];
  /** The dimensions of the change log that can change the verdict. */
  reads(params: Params, data: Data): readonly string[];
  toSql(params: Params, sql: SqlScope, data: Data): LeafSql;
  /**
   * A statement that selects (as `contact_id`) all contacts whose verdict may have changed by time alone after `from`,
   * up to the scope's "now"; null when time does not matter. It may name too many, never too few.
   */
  moves?(params: Params, sql: SqlScope, from: Date, data: Data): string | null;
  /** One sentence: the clause, a colon, and the fact. Days of points in time are named in the organisation's zone. */
  explain(params: Params, fact: unknown, data: Data, zone: string): string;
}

/** Keeps a leaf's types together while it is written; the registry holds leaves of all kinds. */
export function defineCondition<Params, Data = undefined>(leaf: ConditionLeaf<Params, Data>): ConditionLeaf {
  return leaf;
}

/** Nest token of the list of all leaves, bound in `registry`. */
export const CONDITIONS = Symbol('conditions');
