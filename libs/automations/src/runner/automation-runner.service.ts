import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { Database, isConnectionError, type Tx } from '#libs/db';
import { Clock, LOGGER, type Logger } from '#libs/kernel';
import { Sweeper } from '#libs/queue';
import { groupBy } from '../group-by.js';
import { CompiledVersions } from '../registry/compiled-versions.js';
import { BatchCompany } from './batch-company.js';
import { isPassing, reasonOf } from './failures.js';
import { Journey } from './journey.service.js';
import { joinTravelled, writeProgress } from './run-progress.js';
import { type ClaimedRun, type DueRuns, findDueRuns, holdRuns, takeRuns } from './run-rows.js';
import type { Travellers } from './trip.js';

/** Runs per batch: big enough that statements, not round trips, cost; small enough to take well under a second. */
const BATCH = 1_000;
/** Batches of one process at once: while PostgreSQL works on one or syncs its commit, the code works on another. */
const LANES = 3;
/** Fewer are moved by one lane, which does not begin at once with the few that have come while it was at work. */
const FEW = 200;
const GATHER_MS = 150;
/** How late a due run may be noticed. */
const SWEEP_MS = 1_000;

/** Moves the runs that are due. Any number of processes may do it at once. */
@Injectable()
export class AutomationRunner implements OnModuleInit {
  private readonly company = new BatchCompany();

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(CompiledVersions) private readonly versions: CompiledVersions,
    @Inject(Journey) private readonly journey: Journey,
    @Inject(Sweeper) private readonly sweeper: Sweeper,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.sweeper.register({ job: 'automations.run', everyMs: SWEEP_MS, findDue: () => this.findDue() });
  }

  /** Works until nothing is due that others leave to it; automations take turns. Resolves with how many runs moved. */
  async runDue(): Promise<number> {
    let total = 0;
    for (;;) {
      const batches = await this.gather(total > 0);
      const moved = isLittle(batches) ? await this.runBatches(batches) : await this.runLanes();
      if (moved === 0) return total;
      total += moved;
    }
  }

  /** Whoever is at work anyway lets a few wait for others: a batch costs much the same whatever is in it. */
  private async gather(atWork: boolean): Promise<DueRuns[][]> {
    const batches = await this.look();
    if (!atWork || batches.length === 0 || !isLittle(batches)) return batches;
    await pause(GATHER_MS);
    return this.look();
  }

  private async look(): Promise<DueRuns[][]> {
    return this.company.share(await findDueRuns(this.db, this.clock.now(), BATCH), BATCH);
  }

  /** Until little is left. Rejects when one lane failed, after all of them have ended. */
  private async runLanes(): Promise<number> {
    const lanes = await Promise.allSettled(Array.from({ length: LANES }, () => this.runLane()));
    const failed = lanes.find((lane) => lane.status === 'rejected');
    if (failed) throw failed.reason;
    return lanes.reduce((sum, lane) => sum + (lane.status === 'fulfilled' ? lane.value : 0), 0);
  }

  private async runLane(): Promise<number> {
    let total = 0;
    for (;;) {
      const batches = await this.look();
      const moved = isLittle(batches) ? 0 : await this.runBatches(batches);
      if (moved === 0) return total;
      total += moved;
    }
  }

  private async runBatches(batches: readonly (readonly DueRuns[])[]): Promise<number> {
    let moved = 0;
    for (const batch of batches) moved += await this.runBatch(batch);
    return moved;
  }

  private async findDue(): Promise<Record<string, never>[]> {
    const due = await findDueRuns(this.db, this.clock.now(), 1);
    return due.length > 0 ? [{}] : [];
  }

  private async runBatch(due: readonly DueRuns[]): Promise<number> {
    const [only, ...others] = due;
    if (only && others.length === 0) return this.runAlone(only);
    try {
      const work = async (tx: Tx): Promise<number> => this.moveRuns(tx, await takeRuns(tx, due, this.clock.now()));
      return await this.db.transaction(work, { attempts: 1 });
    } catch (error) {
      if (isConnectionError(error)) throw error;
      this.logger.warn(
        { err: error, automations: due.length },
        'a batch of several automations failed; each goes alone',
      );
      return this.runEach(due);
    }
  }

  private async runEach(due: readonly DueRuns[]): Promise<number> {
    let moved = 0;
    for (const one of due) moved += await this.runAlone(one);
    return moved;
  }

  /** One broken automation must not stop the others: a batch that can't be moved at all is held for a while. */
  private async runAlone(due: DueRuns): Promise<number> {
    let taken: readonly ClaimedRun[] = [];
    try {
      await this.db.transaction(async (tx) => {
        taken = await takeRuns(tx, [due], this.clock.now());
        await this.moveRuns(tx, taken);
      });
    } catch (error) {
      if (isPassing(error) || taken.length === 0) throw error;
      const { automationId } = due;
      this.logger.error({ err: error, automation_id: automationId, runs: taken.length }, 'a batch of runs failed');
      await holdRuns(
        this.db,
        taken.map(({ id }) => id),
        { reason: reasonOf(error), now: this.clock.now() },
      );
    }
    return taken.length;
  }

  /** All that the batch does, steps' effects and the runs' new places, in the transaction that holds the runs. */
  private async moveRuns(tx: Tx, runs: readonly ClaimedRun[]): Promise<number> {
    const now = this.clock.now();
    const all = this.company.admit(await this.partByVersion(tx, runs));
    const trips = await this.journey.travelAll(tx, all, now);
    this.company.note(trips);
    await writeProgress(tx, joinTravelled(trips), now);
    return runs.length;
  }

  private async partByVersion(tx: Tx, runs: readonly ClaimedRun[]): Promise<Travellers[]> {
    const groups = groupBy(runs, ({ automationId, version }) => `${String(automationId)}:${String(version)}`);
    const all: Travellers[] = [];
    for (const group of groups.values()) {
      const [first] = group;
      if (first) all.push({ version: await this.versions.load(tx, first.automationId, first.version), runs: group });
    }
    return all;
  }
}

/** One batch of few: others would find nothing to do beside it. */
function isLittle(batches: readonly (readonly DueRuns[])[]): boolean {
  const [first = [], ...others] = batches;
  return others.length === 0 && first.reduce((sum, { waiting }) => sum + waiting, 0) < FEW;
}
