import type { Queryable } from '#libs/db';

/** A condition tree as it is stored: see contracts, "Condition tree". Parse it with `parseCondition` first. */
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

export interface ConditionProblem {
  readonly path: string;
  readonly message: string;
}

/** Rows of one column, `id`: the contacts that match. For INSERT … SELECT and counting. */
export interface CompiledSet {
  readonly sql: string;
  readonly params: readonly unknown[];
}

/** The one compiler's three doors: a set, a batch, one contact with reasons. Inject by this class. */
export abstract class ConditionEvaluator {
  /**
   * Checks shape, references and cost. Throws `condition.invalid` (422) with every wrong path, below `path`.
   * Returns warnings (a tag never seen, an empty tree).
   */
  abstract validate(condition: unknown, scope: ConditionScope, path: string): Promise<ConditionProblem[]>;

  /** The dimensions of the change log that can change the verdict. */
  abstract reads(condition: Condition): Promise<string[]>;

  /** A statement that selects all matching contacts. `firstParam` is the number of its first `$n`. */
  abstract compileSet(condition: Condition, options: { now: Date; firstParam?: number }): Promise<CompiledSet>;

  /** Verdicts in the order of `subjects`, by set statements, whatever their number. */
  abstract judge(on: Queryable, condition: Condition, subjects: readonly Subject[], now: Date): Promise<boolean[]>;
}
