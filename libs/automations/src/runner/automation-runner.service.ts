import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '#libs/db';
import { Clock, LOGGER, type Logger } from '#libs/kernel';
import { Sweeper } from '#libs/queue';
import { groupBy } from '../group-by.js';
import { CompiledVersions } from '../registry/compiled-versions.js';
import { isPassing } from './failures.js';
import { Journey } from './journey.service.js';
import { writeProgress } from './run-progress.js';
import { automationsWithWork, claimRuns, lockRuns, type Claim } from './run-rows.js';

/** Runs per batch: big enough that statements, not round trips, cost; small enough to take well under a second. */
const BATCH = 500;
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

  /** Works until nothing is due that others leave to it; automations take turns. Resolves with how many runs moved. */
  async runDue(): Promise<number> {
    let total = 0;
    for (;;) {
      let claimed = 0;
      for (const id of await automationsWithWork(this.db, this.clock.now())) claimed += await this.runBatch(id);
      if (claimed === 0) return total;
      total += claimed;
    }
  }

  private async findDue(): Promise<Record<string, never>[]> {
    const due = await automationsWithWork(this.db, this.clock.now());
    return due.length > 0 ? [{}] : [];
  }

  /** One broken automation must not stop the others: its runs keep their lease and are tried again when it ends. */
  private async runBatch(automationId: number): Promise<number> {
    const claims = await claimRuns(this.db, automationId, this.clock.now(), BATCH);
    if (claims.length === 0) return 0;
    try {
      await this.moveClaimed(automationId, claims);
    } catch (error) {
      if (isPassing(error)) throw error;
      this.logger.error({ err: error, automation_id: automationId, runs: claims.length }, 'a batch of runs failed');
    }
    return claims.length;
  }

  /** All that the batch does, steps' effects and the runs' new places, in one transaction. */
  async moveClaimed(automationId: number, claims: readonly Claim[]): Promise<void> {
    await this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const runs = await lockRuns(tx, automationId, claims);
      for (const [number, group] of groupBy(runs, (run) => run.version)) {
        const version = await this.versions.load(tx, automationId, number);
        const { moved, records } = await this.journey.travel(tx, version, group, now);
        await writeProgress(tx, automationId, { moved, records, now });
      }
    });
  }
}
