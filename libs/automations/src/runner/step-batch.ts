import type { Subject } from '#libs/conditions';
import { type CauseChain, shortestChains } from '#libs/contacts';
import type { Tx } from '#libs/db';
import type { CompiledAutomation } from '../definition/compile-automation.js';
import { go, type Outcome } from './outcome.js';

/** One contact's way through an automation, as a step sees it. */
export interface Run {
  readonly id: number;
  readonly contactId: number;
  /** Counts the steps of this run from 1: (run, step run) names one visit of one step for ever. */
  readonly stepRun: number;
  readonly enteredAt: Date;
  /** When it came to this step. */
  readonly stepAt: Date;
  /** When its wait ends; null while it waits for a condition without time-out, or has not begun to wait. */
  readonly dueAt: Date | null;
  /** null = it has just come; open = it waits here; met = the condition that it waited for has come true. */
  readonly wait: 'open' | 'met' | null;
  /** What triggered the run. */
  readonly event: Readonly<Record<string, unknown>> | null;
  /** How often it has passed each step that limits visits. */
  readonly visits: Readonly<Record<string, number>>;
  /** The request that it began by; null = none, as when a date has come. */
  readonly requestId: string | null;
  /** The automations that led to it, one setting off the next; null = something from outside did. */
  readonly ledBy: CauseChain;
}

/** The runs that stand at one step of one version, inside the transaction that will write what becomes of them. */
export class StepBatch {
  constructor(
    readonly tx: Tx,
    readonly now: Date,
    readonly automation: CompiledAutomation,
    readonly stepId: string,
    readonly runs: readonly Run[],
    /** Whether opens and clicks wait until they can be judged; in a simulation nobody is a program. */
    readonly held = true,
  ) {}

  private chains: ReadonlyMap<number, CauseChain> | null = null;
  private alone: CauseChain = null;

  /** What leads to anything that the step does to a contact. */
  readonly chainOf = (contactId: number): CauseChain => {
    this.chains ??= this.runs.some(({ ledBy }) => ledBy !== null) ? shortestChains(this.runs) : new Map();
    const chain = this.chains.get(contactId) ?? null;
    if (chain) return [...chain, this.automation.id];
    // One for all whom something from outside led here, which are most.
    this.alone ??= [this.automation.id];
    return this.alone;
  };

  get contactIds(): number[] {
    return this.runs.map((run) => run.contactId);
  }

  /** Whom a tag, a consent or a field change is put down to. */
  get source(): string {
    return `automation:${String(this.automation.id)}`;
  }

  /** Everybody goes the same way. */
  allGo(to: string | null | undefined): Outcome[] {
    return this.runs.map(() => go(to));
  }

  /** The runs as conditions see them, in the batch's order. */
  get subjects(): Subject[] {
    return this.runs.map(subjectOf);
  }

  /** Unique for ever: what makes the second attempt at the same visit a no-op. */
  occurrenceOf(run: Run): string {
    return `${String(run.id)}:${this.stepId}:${String(run.stepRun)}`;
  }
}

export function subjectOf(run: Pick<Run, 'contactId' | 'enteredAt' | 'stepAt' | 'event'>): Subject {
  return { contactId: run.contactId, enteredAt: run.enteredAt, stepAt: run.stepAt, event: run.event };
}
