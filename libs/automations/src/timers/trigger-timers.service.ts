import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type Tx } from '#libs/db';
import { Clock, LOGGER, type Logger } from '#libs/kernel';
import { Sweeper } from '#libs/queue';
import { HeldLooks } from '../consumer/held-looks.service.js';
import { LiveAutomations, type TimedTrigger } from '../consumer/live-automations.js';
import { isPassing } from '../runner/failures.js';
import { ClockWork } from './clock-work.service.js';
import { keyOf } from './field-moments.service.js';
import { nameOf, TimerClocks } from './timer-clocks.service.js';
import { TimerFiring } from './timer-firing.service.js';
import type { TriggerKey } from './timer-rows.js';

/** How late a moment may be noticed. */
const SWEEP_MS = 1_000;
const REST_MS = 60_000;

// Live automations only: a paused one keeps what is due and costs nothing.
const WITH_WORK = `
  SELECT automation_id AS "automationId", trigger AS digest FROM trigger_clocks clock
  JOIN automations ON automations.id = automation_id
  WHERE status = 'live' AND (held_until IS NULL OR held_until <= $1)
    AND (clock.due_at <= $1 OR EXISTS (SELECT FROM trigger_timers timer
      WHERE timer.automation_id = clock.automation_id AND timer.trigger = clock.trigger AND timer.due_at <= $1))
  ORDER BY 1, 2`;

// As with runs: pausing and publishing wait for the batch, and none begins after their answer.
const STAY_LIVE = `
  SELECT FROM automations WHERE id = $1 AND status = 'live' AND published_version = $2 FOR SHARE`;

const HOLD = 'UPDATE trigger_clocks SET held_until = $3 WHERE automation_id = $1 AND trigger = $2';

/** Starts what is to start because time has passed. Any number of processes may do it at once. */
@Injectable()
export class TriggerTimers implements OnModuleInit {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(LiveAutomations) private readonly live: LiveAutomations,
    @Inject(TimerClocks) private readonly clocks: TimerClocks,
    @Inject(ClockWork) private readonly work: ClockWork,
    @Inject(TimerFiring) private readonly firing: TimerFiring,
    @Inject(HeldLooks) private readonly heldLooks: HeldLooks,
    @Inject(Sweeper) private readonly sweeper: Sweeper,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.sweeper.register({ job: 'automations.time', everyMs: SWEEP_MS, findDue: () => this.findDue() });
  }

  /** Works until nothing is due that others leave to it; triggers take turns. Resolves with how many batches it took. */
  async runDue(): Promise<number> {
    await this.clocks.reconcile();
    for (let total = await this.heldLooks.lookAgain(); ;) {
      let moved = 0;
      for (const key of await this.withWork()) moved += await this.runBatch(key);
      if (moved === 0) return total;
      total += moved;
    }
  }

  private async findDue(): Promise<Record<string, never>[]> {
    const due = (await this.clocks.differ()) || (await this.heldLooks.anyDue()) || (await this.withWork()).length > 0;
    return due ? [{}] : [];
  }

  private async withWork(): Promise<TriggerKey[]> {
    return this.db.query<TriggerKey & Record<string, unknown>>(WITH_WORK, [this.clock.now()]);
  }

  /** One broken automation must not stop the others: its trigger is left alone for a while. */
  private async runBatch(key: TriggerKey): Promise<number> {
    try {
      return await this.db.transaction((tx) => this.moveBatch(tx, key));
    } catch (error) {
      if (isPassing(error)) throw error;
      this.logger.error({ err: error, automation_id: key.automationId }, 'a timed trigger failed');
      const until = new Date(this.clock.now().getTime() + REST_MS);
      await this.db.execute(HOLD, [key.automationId, key.digest, until]);
      return 0;
    }
  }

  private async moveBatch(tx: Tx, key: TriggerKey): Promise<number> {
    const timed = (await this.live.timedTriggers(tx)).find((one) => nameOf(keyOf(one)) === nameOf(key));
    if (!timed || !(await this.staysLive(tx, timed))) return 0;
    const now = this.clock.now();
    const worked = await this.work.advance(tx, timed, now);
    return (worked ? 1 : 0) + (await this.firing.fire(tx, timed, now));
  }

  private async staysLive(tx: Tx, { version: { automation } }: TimedTrigger): Promise<boolean> {
    return (await tx.execute(STAY_LIVE, [automation.id, automation.version])) > 0;
  }
}
