import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from '#libs/kernel';
import { QUEUE_LOGGER } from './signals.js';

/** Removes what is only kept for a time. */
export interface HousekeepingTask {
  /** Names it in the log: `sign-in attempts`. */
  readonly name: string;
  /** Bounded in time; it may run on several workers at once. Resolves with how many rows went. */
  run(): Promise<number>;
}

/** Collects what the libs want to have cleaned; the maintenance processor runs it every ten minutes. */
@Injectable()
export class Housekeeping {
  private readonly tasks: HousekeepingTask[] = [];

  constructor(@Inject(QUEUE_LOGGER) private readonly logger: Logger) {}

  /** Call from `onModuleInit` of the lib that owns the rows. */
  register(task: HousekeepingTask): void {
    this.tasks.push(task);
  }

  /** Runs every task; one that fails is logged and leaves the others alone. */
  async run(): Promise<void> {
    for (const task of this.tasks) {
      try {
        const removed = await task.run();
        if (removed > 0) this.logger.info({ task: task.name, removed }, 'housekeeping');
      } catch (error) {
        this.logger.warn({ err: error, task: task.name }, 'housekeeping failed; tried again at the next round');
      }
    }
  }
}
