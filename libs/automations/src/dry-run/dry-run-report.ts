/** What happens at one step, as the report of a live automation says it. */
export interface DryRunStep {
  /** Who still stands here at the end: nothing that was told ends the wait. */
  readonly waiting: number;
  /** Visits that are over, and how they went on. */
  readonly passed: number;
  readonly ways: Readonly<Record<string, number>>;
  /** Who left while standing here: by goal, exit, refusal, or a step that ends the run. */
  readonly left: number;
  readonly failed: number;
  readonly mails: DryRunMails;
}

export interface DryRunMails {
  /** Mails that the gate would let go. */
  readonly go: number;
  /** Mails that it would not, by its reason: `consent.missing`. */
  readonly withheld: Readonly<Record<string, number>>;
}

/** What became of those who were played; every number counts them alone. */
export interface DryRunCounts {
  readonly entered: number;
  /** Who would not enter: the filter says no, the entry rules do, or the trigger's own conditions. */
  readonly kept_out: { readonly filter: number; readonly entry: number; readonly trigger: number };
  readonly ends: Readonly<Record<DryRunEnd, number>>;
  /** Why those who exited did. */
  readonly exits: Readonly<Record<string, number>>;
  readonly mails: DryRunMails;
  readonly steps: Readonly<Record<string, DryRunStep>>;
  /** What went wrong, each once, at most ten. */
  readonly errors: readonly { readonly step: string; readonly message: string }[];
}

/** waiting: nothing ends the wait; cut: the way was too long to be followed, or the time was up. */
export type DryRunEnd = 'completed' | 'converted' | 'exited' | 'waiting' | 'failed' | 'cut';

/** The draft played for all whom it would take in, or for a sample of them. Nothing of it has happened. */
export interface DryRunReport extends DryRunCounts {
  /** size: all of them; played: how many of those were. */
  readonly audience: { readonly size: number; readonly played: number; readonly sampled: boolean };
  readonly started_at: Date;
  readonly took_ms: number;
}

export interface DryRunProgress {
  readonly played: number;
  /** How many will be played. */
  readonly of: number;
}
