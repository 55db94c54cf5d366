import type { CauseChain } from '#libs/contacts';
import { DomainError } from '#libs/kernel';
import type { CompiledStep } from '../definition/compile-automation.js';
import { isRested } from '../enrolments/circles.js';
import type { CompiledVersion } from '../registry/compiled-versions.js';
import { afterFailure } from './failures.js';
import type { Outcome } from './outcome.js';
import type { Progress, StepRecord, Travelled } from './run-progress.js';
import type { ClaimedRun } from './run-rows.js';

/** After so many steps in one go a run rests until the next batch: a bound, should a definition turn without pause. */
const STEPS_AT_ONCE = 200;

/** Runs that go through one version. */
export interface Travellers {
  readonly version: CompiledVersion;
  readonly runs: readonly ClaimedRun[];
}

/** What became of the travellers, and how long their steps took that went by themselves. */
export interface TimedTravel extends Travelled {
  readonly version: CompiledVersion;
  readonly tookMs: number;
}

/** The runs that stand at one step. */
export interface Group {
  readonly step: CompiledStep;
  readonly runs: readonly ClaimedRun[];
}

/** The runs of a batch on their way: where they stand, what they have passed. */
export class Trip implements TimedTravel {
  readonly moved: Progress[] = [];
  readonly records: StepRecord[] = [];
  readonly rested: number[] = [];
  private readonly standing = new Map<string, ClaimedRun[]>();
  private readonly passed = new Map<number, number>();

  readonly version: CompiledVersion;
  tookMs = 0;

  constructor(
    { version, runs }: Travellers,
    readonly now: Date,
  ) {
    this.version = version;
    for (const run of runs) this.arrive(run, 0);
  }

  arrive(run: ClaimedRun, passed: number): void {
    this.passed.set(run.id, passed);
    if (!this.version.automation.steps.has(run.step)) {
      const error = new DomainError('automation.invalid', `There is no step "${run.step}" in this version.`);
      this.moved.push(afterFailure(run, error, this.now));
    } else if (passed >= STEPS_AT_ONCE) {
      this.moved.push({ run, state: 'active', dueAt: this.now });
    } else {
      const group = this.standing.get(run.step);
      if (group) group.push(run);
      else this.standing.set(run.step, [run]);
    }
  }

  /** The group that stands furthest from the end, so that those who parted meet again before they go on. */
  takeNext(): Group | null {
    const rank = (id: string): number => this.version.ranks.get(id) ?? Number.MAX_SAFE_INTEGER;
    const [id] = [...this.standing.keys()].sort((one, other) => rank(one) - rank(other));
    const step = id === undefined ? undefined : this.version.automation.steps.get(id);
    if (id === undefined || !step) return null;
    const runs = this.standing.get(id) ?? [];
    this.standing.delete(id);
    return { step, runs };
  }

  settle(step: CompiledStep, run: ClaimedRun, outcome: Outcome): void {
    if (outcome.do === 'wait') {
      const dueAt = this.endOfWait(run, outcome.until);
      this.moved.push({ run: { ...run, wait: 'open', failures: 0 }, state: 'active', dueAt });
    } else if (outcome.do === 'fail') {
      this.fail(step, run, outcome.error);
    } else if (outcome.do === 'end') {
      this.record(step, run, outcome.state, null);
      this.moved.push({ run, state: outcome.state, dueAt: null, reason: outcome.reason });
    } else {
      this.go(step, run, outcome);
    }
  }

  /** Whoever tries an automation waits no longer than they want to sit before it; null = until a condition is met. */
  private endOfWait({ contactId }: ClaimedRun, until: Date | null): Date | null {
    const { contacts, waitMs } = this.version.automation.test;
    if (until === null || !contacts.has(contactId)) return until;
    return new Date(Math.min(until.getTime(), this.now.getTime() + waitMs));
  }

  private go(step: CompiledStep, run: ClaimedRun, { to, way, data }: Outcome & { do: 'go' }): void {
    this.record(step, run, way, to, data);
    const visits = step.definition.limitsVisits
      ? { ...run.visits, [step.id]: (run.visits[step.id] ?? 0) + 1 }
      : run.visits;
    if (to === null) {
      this.moved.push({ run: { ...run, visits, failures: 0 }, state: 'completed', dueAt: null });
      return;
    }
    this.arrive(runAt(run, to, this.now, visits, this.chainAfter(run)), (this.passed.get(run.id) ?? 0) + 1);
  }

  private chainAfter({ id, wait, stepAt, ledBy }: ClaimedRun): CauseChain {
    if (ledBy === null || wait === null || !isRested(stepAt, this.now)) return ledBy;
    this.rested.push(id);
    return null;
  }

  private fail(step: CompiledStep, run: ClaimedRun, error: Error): void {
    const progress = afterFailure(run, error, this.now);
    if (progress.state === 'stuck') this.record(step, run, 'stuck', null, { error: progress.error });
    this.moved.push(progress);
  }

  private record(
    { definition }: CompiledStep,
    run: ClaimedRun,
    outcome: string,
    next: string | null,
    data: Readonly<Record<string, unknown>> | null = null,
  ): void {
    this.records.push({ run, type: definition.type, outcome, next, data });
  }
}

/** The run as it comes to its next step. Member by member: copies made by spreading take ten times the room. */
function runAt(run: ClaimedRun, step: string, now: Date, visits: ClaimedRun['visits'], ledBy: CauseChain): ClaimedRun {
  return {
    id: run.id,
    automationId: run.automationId,
    version: run.version,
    contactId: run.contactId,
    step,
    stepRun: run.stepRun + 1,
    enteredAt: run.enteredAt,
    stepAt: now,
    dueAt: null,
    wait: null,
    event: run.event,
    visits,
    failures: 0,
    requestId: run.requestId,
    ledBy,
  };
}
