import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type Tx } from '#libs/db';
import { Clock, LOGGER, type Logger } from '#libs/kernel';
import { Sweeper } from '#libs/queue';
import { groupBy } from '../group-by.js';
import { CompiledVersions } from '../registry/compiled-versions.js';
import { isPassing, reasonOf } from './failures.js';
import { Journey } from './journey.service.js';
import { writeProgress } from './run-progress.js';
import { automationsWithWork, type ClaimedRun, holdRuns, takeRuns } from './run-rows.js';

/** Runs per batch: big enough that statements, not round trips, cost; small enough to take well under a second. */
const BATCH = 1_000;
/** Batches of one process at once: while PostgreSQL works on one or syncs its commit, the code works on another. */
const LANES = 3;
/** How late a due run may be noticed. */
const SWEEP_MS = 1_000;

/** Moves the runs that are due. Any number of processes may do it at once. */
@Injectable()
export class AutomationRunner implements OnModuleInit {
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

  /** Works until nothing is due that others leave to it; automations take turns. Resolves with how many runs moved; rejects when one lane failed, after all of them have ended. */
  async runDue(): Promise<number> {
    const lanes = await Promise.allSettled(Array.from({ length: LANES }, () => this.runLane()));
    const failed = lanes.find((lane) => lane.status === 'rejected');
    if (failed) throw failed.reason;
    return lanes.reduce((sum, lane) => sum + (lane.status === 'fulfilled' ? lane.value : 0), 0);
  }

  private async runLane(): Promise<number> {
    let total = 0;
    for (;;) {
      let moved = 0;
      for (const id of await automationsWithWork(this.db, this.clock.now())) moved += await this.runBatch(id);
      if (moved === 0) return total;
      total += moved;
    }
  }

  private async findDue(): Promise<Record<string, never>[]> {
    const due = await automationsWithWork(this.db, this.clock.now());
    return due.length > 0 ? [{}] : [];
  }

  /** One broken automation must not stop the others: a batch that can't be moved at all is held for a while. */
  private async runBatch(automationId: number): Promise<number> {
    let taken: readonly ClaimedRun[] = [];
    try {
      await this.db.transaction(async (tx) => {
        taken = await takeRuns(tx, automationId, this.clock.now(), BATCH);
        await this.moveRuns(tx, automationId, taken);
      });
    } catch (error) {
      if (isPassing(error) || taken.length === 0) throw error;
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
  private async moveRuns(tx: Tx, automationId: number, runs: readonly ClaimedRun[]): Promise<void> {
    const now = this.clock.now();
    for (const [number, group] of groupBy(runs, (run) => run.version)) {
      const version = await this.versions.load(tx, automationId, number);
      const { moved, records, rested } = await this.journey.travel(tx, version, group, now);
      await writeProgress(tx, automationId, { moved, records, rested, now });
    }
  }
}
