import type { Queryable } from '#libs/db';

/** A condition tree as it is stored: see contracts, "Condition tree". Validate it before it is stored. */
export type Condition = Readonly<Record<string, unknown>>;

/** Where a tree is used decides which leaves it may hold: `trigger`, `since` and `event.*` make sense in automations only. */
export type ConditionScope = 'audience' | 'automation' | 'event';

/** Whom to judge, and the run that it is about. */
export interface Subject {
  readonly contactId: number;
  /** `since: "entry"` and `since: "step"`. */
  readonly enteredAt?: Date;
  readonly stepAt?: Date;
  /** What enrolled: `trigger` leaves and `event.*` references read it. */
  readonly event?: Readonly<Record<string, unknown>> | null;
}

export interface JudgeOptions {
  /** Opens and clicks count only when they are old enough to be known as a person's. */
  readonly held?: boolean;
}

export interface ConditionProblem {
  readonly path: string;
  readonly message: string;
}

export interface Statement {
  readonly sql: string;
  readonly params: readonly unknown[];
}

/** Rows of one column, `id`: the contacts that match. For INSERT … SELECT and counting. */
export interface CompiledSet extends Statement {
  /** Groups are joined whose size the planner can't know: run it after `joinBySets` of `#libs/db`. */
  readonly joinsGroups: boolean;
}

/** One clause for one contact: the verdict and, in words, why. */
export interface ClauseVerdict {
  readonly verdict: boolean;
  /** all, any, not, or the type of the leaf. */
  readonly kind: string;
  /** "Country is any of GB, IE: is FR". */
  readonly text: string;
  /** Path in the tree: `all[0]`; empty for the root. */
  readonly path: string;
  readonly clauses: readonly ClauseVerdict[];
}

/** One leaf of a tree, from left to right, and what can change its verdict. */
export interface ConditionClause {
  /** As in {@link ClauseVerdict}: `all[0]`; empty for a tree that is a leaf. */
  readonly path: string;
  readonly leaf: Condition;
  readonly reads: readonly string[];
  readonly relative: boolean;
  /** The organisation's time zone can change the verdict. */
  readonly zoned: boolean;
}

/** A document or definition that a tree names. */
export interface ConditionReference {
  readonly kind: string;
  readonly key: string;
  readonly path: string;
}

/** What can be said without knowing "now". */
export interface ConditionSummary {
  /** The dimensions of the change log that can change the verdict. */
  readonly reads: readonly string[];
  readonly references: readonly ConditionReference[];
  /** Passing time can change the verdict. */
  readonly relative: boolean;
}

/** The one compiler's three doors: a set, a batch, one contact with reasons. Inject by this class. */
export abstract class ConditionEvaluator {
  /**
   * Checks shape, references and cost. Throws `condition.invalid` (422) with every wrong path, below `path`.
   * Returns warnings (a tag never seen, an empty tree). `on` is the transaction that made what the condition names.
   */
  async validate(condition: unknown, scope: ConditionScope, path: string, on?: Queryable): Promise<ConditionProblem[]> {
    await this.check(condition, scope, path, on);
    return this.warn(condition, path);
  }

  /** The first half of `validate`: throws `condition.invalid` with every wrong path. */
  abstract check(condition: unknown, scope: ConditionScope, path: string, on?: Queryable): Promise<void>;

  /** The second half, for a condition that was checked: what is allowed and suspicious. It looks into the data. */
  abstract warn(condition: unknown, path: string): Promise<ConditionProblem[]>;

  /** The dimensions of the change log that can change the verdict. */
  abstract reads(condition: Condition): Promise<string[]>;

  /** `on` is the transaction that asks: one that holds a connection must not wait for a second. */
  abstract summarise(condition: Condition, on?: Queryable): Promise<ConditionSummary>;

  /** A statement that selects all matching contacts. `firstParam` is the number of its first `$n`. */
  abstract compileSet(condition: Condition, options: { now: Date; firstParam?: number }): Promise<CompiledSet>;

  /**
   * A statement that selects, as `contact_id`, all whose verdict may have changed by passing time alone after `from`,
   * up to `now`; null when time does not matter. It may name too many, never too few.
   */
  abstract compileMoves(condition: Condition, from: Date, now: Date): Promise<Statement | null>;

  /** Verdicts in the order of `subjects`, by set statements, whatever their number. */
  abstract judge(
    on: Queryable,
    condition: Condition,
    subjects: readonly Subject[],
    now: Date,
    options?: JudgeOptions,
  ): Promise<boolean[]>;

  /** Several trees over the same subjects by one statement: verdicts by tree, then by subject. */
  abstract judgeMany(
    on: Queryable,
    conditions: readonly Condition[],
    subjects: readonly Subject[],
    now: Date,
  ): Promise<boolean[][]>;

  /** The leaves of a tree. */
  abstract clauses(condition: Condition): Promise<ConditionClause[]>;

  /** The verdicts of the leaves, in the order of {@link clauses}, by contact; contacts that do not exist are left out. */
  abstract judgeClauses(
    on: Queryable,
    condition: Condition,
    contactIds: readonly number[],
    now: Date,
  ): Promise<ReadonlyMap<number, readonly boolean[]>>;

  /**
   * Which of the spans between neighbouring moments may change a contact's verdict by time alone, as the index of the
   * span's end; in order. It may name too many; a verdict that changes twice within one span may be missed.
   */
  abstract findMoves(
    on: Queryable,
    condition: Condition,
    contactId: number,
    moments: readonly Date[],
  ): Promise<number[]>;

  /** Several trees for one subject; null when there is no such contact. */
  abstract explainMany(
    on: Queryable,
    conditions: readonly Condition[],
    subject: Subject,
    now: Date,
  ): Promise<ClauseVerdict[] | null>;

  /** One subject with a verdict and the fact for every clause; null when there is no such contact. */
  abstract explain(on: Queryable, condition: Condition, subject: Subject, now: Date): Promise<ClauseVerdict | null>;
}
