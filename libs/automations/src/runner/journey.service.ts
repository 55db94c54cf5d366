import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '#libs/db';
import type { CompiledStep } from '../definition/compile-automation.js';
import { RunJudge } from '../enrolments/run-judge.service.js';
import type { CompiledVersion } from '../registry/compiled-versions.js';
import type { Outcome } from './outcome.js';
import { joinTravelled, type Travelled } from './run-progress.js';
import type { ClaimedRun } from './run-rows.js';
import { StepBatch } from './step-batch.js';
import { StepExecutor, type Visit, type Visited } from './step-executor.service.js';
import { type Group, type TimedTravel, type Travellers, Trip } from './trip.js';

/** Told of every visit when it is over, before the next begins. */
export type VisitWatcher = (step: CompiledStep, run: ClaimedRun, outcome: Outcome) => Promise<void>;

interface TravelOptions {
  readonly watch?: VisitWatcher | undefined;
  /** See {@link StepBatch}. */
  readonly held?: boolean;
}

/**
 * Leads runs from step to step, all of a version that stand at one step together, until each waits, has ended, or has
 * failed. Everything happens in the caller's transaction.
 */
@Injectable()
export class Journey {
  constructor(
    @Inject(StepExecutor) private readonly executor: StepExecutor,
    @Inject(RunJudge) private readonly judge: RunJudge,
  ) {}

  async travel(
    tx: Tx,
    version: CompiledVersion,
    runs: readonly ClaimedRun[],
    now: Date,
    options: TravelOptions = {},
  ): Promise<Travelled> {
    return joinTravelled(await this.travelAll(tx, [{ version, runs }], now, options));
  }

  /** Leads those of several versions side by side, so that what they do at steps of one kind is done at once. */
  async travelAll(
    tx: Tx,
    all: readonly Travellers[],
    now: Date,
    options: TravelOptions = {},
  ): Promise<readonly TimedTravel[]> {
    const trips = all.map((travellers) => new Trip(travellers, now));
    for (let visits = takeNext(trips); visits.length > 0; visits = takeNext(trips)) {
      const begun: Begun[] = [];
      for (const visit of visits) {
        const staying = await this.begin(tx, visit, options);
        if (staying) begun.push(staying);
      }
      const visited = await this.executor.runAll(begun);
      for (const [index, visit] of begun.entries()) await settle(visit, visited[index] as Visited, options);
    }
    return trips;
  }

  /** null when nobody stays for the step. */
  private async begin(tx: Tx, { trip, group }: TripVisit, options: TravelOptions): Promise<Begun | null> {
    const { step } = group;
    const runs = step.definition.reaches ? await this.leaveEarly(tx, trip, group, options) : group.runs;
    if (runs.length === 0) return null;
    const batch = new StepBatch(tx, trip.now, trip.version.automation, step.id, runs, options.held ?? true);
    return { trip, step, batch, runs };
  }

  /** Before something leaves the building: whoever has reached the goal or must exit goes first. */
  private async leaveEarly(
    tx: Tx,
    trip: Trip,
    { step, runs }: Group,
    { watch, held = true }: TravelOptions,
  ): Promise<readonly ClaimedRun[]> {
    const leaving = await this.judge.leaving(tx, trip.version, runs, trip.now, { held });
    for (const run of runs) {
      const how = leaving.get(run.id);
      if (!how) continue;
      await watch?.(step, run, { do: 'end', ...how });
      trip.settle(step, run, { do: 'end', ...how });
    }
    return runs.filter((run) => !leaving.has(run.id));
  }
}

interface TripVisit {
  readonly trip: Trip;
  readonly group: Group;
}

interface Begun extends Visit {
  readonly trip: Trip;
  readonly runs: readonly ClaimedRun[];
}

function takeNext(trips: readonly Trip[]): TripVisit[] {
  return trips.flatMap((trip) => {
    const group = trip.takeNext();
    return group ? [{ trip, group }] : [];
  });
}

async function settle(
  { trip, step, runs }: Begun,
  { outcomes, tookMs }: Visited,
  { watch }: TravelOptions,
): Promise<void> {
  trip.tookMs += tookMs;
  if (watch) await tellAll(watch, step, runs, outcomes);
  runs.forEach((run, index) => {
    trip.settle(step, run, outcomes[index] as Outcome);
  });
}

async function tellAll(
  watch: VisitWatcher,
  step: CompiledStep,
  runs: readonly ClaimedRun[],
  outcomes: readonly Outcome[],
): Promise<void> {
  for (const [index, run] of runs.entries()) await watch(step, run, outcomes[index] as Outcome);
}
