/**
 * What moved a member: data of the contact changed, time passed, the organisation's
 * time zone was changed, the condition was edited, the membership was built
 * anew, the contact is new, or somebody put it in or out of a static segment: a person, an import, an automation. Two contacts may also have become one, or one two again.
 */
export type MoveCause =
  'change' | 'time' | 'zone' | 'edit' | 'rebuild' | 'new' | 'hand' | 'import' | 'automation' | 'merge';

/** Why a member moved, as the history keeps it. */
export interface MoveReason {
  readonly cause: MoveCause;
  /** The first changes that led to it. */
  readonly changes?: readonly MoveChange[];
  /** Paths of the clauses whose verdict turned, in the condition of the history row's revision. */
  readonly clauses?: readonly string[];
  /** The user who did it by hand. */
  readonly by?: number;
}

export interface MoveChange {
  readonly dimension: string;
  readonly old: unknown;
  readonly new: unknown;
}
