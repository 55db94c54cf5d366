import type { ClauseVerdict } from '#libs/conditions';

/** A condition that was asked, and its answer in words. */
export interface AskedCondition {
  /** Where it stands: `branches[0].condition` of the step, or `filter`, `goal.condition`, `exit.condition`. */
  readonly path: string;
  readonly explanation: ClauseVerdict;
}

/** One thing that happens on the way, at its time. */
export interface SimulationEntry {
  /** step: it was passed; wait: the run stays; event: something happened; leave: the run ended from outside. */
  readonly kind: 'step' | 'wait' | 'event' | 'leave' | 'fail';
  readonly at: Date;
  /** null for an event. */
  readonly step: string | null;
  readonly type: string | null;
  /** The way that was taken, why the run left, what happened, or what went wrong. */
  readonly outcome: string;
  readonly next: string | null;
  /** When a wait ends by itself; null = not by itself. */
  readonly until: Date | null;
  readonly why: readonly AskedCondition[];
  /** Why its mail would not go, as the gate calls it: `consent.missing`. */
  readonly mail?: string;
}

/** The way of one contact through the draft. Nothing of it has happened. */
export interface Simulation {
  readonly contact: { readonly id: number | null; readonly email: string | null; readonly name: string | null };
  readonly started_at: Date;
  /** The trigger that one of the events fires, by its place; null = put in by hand. */
  readonly trigger: number | null;
  /** What the filter says; the way is shown all the same. */
  readonly filter: AskedCondition | null;
  readonly entries: readonly SimulationEntry[];
  /** waiting: nothing that was told ends its wait; cut: it went on for too long to be shown. */
  readonly end: {
    readonly state: 'completed' | 'converted' | 'exited' | 'waiting' | 'failed' | 'cut';
    readonly at: Date;
    readonly reason: string | null;
  };
}
