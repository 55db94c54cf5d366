import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Logger } from '#libs/kernel';
import type { JobData, JobName } from './job-catalogue.js';
import { QUEUE_LOGGER, Signals } from './signals.js';

/** A question to the rows: is there work that nobody was signalled about? */
export interface SweepSource<Name extends JobName = JobName> {
  readonly job: Name;
  /** How often to ask; the longest time that due work of this kind waits for its first signal. */
  readonly everyMs: number;
  /** The payloads to signal, none when nothing is due. One cheap indexed query. */
  findDue(): Promise<readonly JobData<Name>[]>;
}

/**
 * Asks every source at its pace and signals what is due. It makes time pass (due waits, send times, reminders)
 * and repairs lost signals: after the queue lost everything, all work is signalled again within one round.
 */
@Injectable()
export class Sweeper implements BeforeApplicationShutdown {
  private readonly sources: SweepSource[] = [];
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly running = new Set<Promise<void>>();

  constructor(
    @Inject(Signals) private readonly signals: Signals,
    @Inject(QUEUE_LOGGER) private readonly logger: Logger,
  ) {}

  /** Call from `onModuleInit` of the lib that owns the rows. */
  register<Name extends JobName>(source: SweepSource<Name>): void {
    this.sources.push(source);
  }

  /** Begins asking; only worker processes do. */
  start(): void {
    for (const source of this.sources) {
      this.timers.push(
        setInterval(() => {
          this.askInBackground(source);
        }, source.everyMs),
      );
      this.askInBackground(source);
    }
  }

  /** Asks every source once, for tests and for the end of a migration. */
  async askAll(): Promise<void> {
    await Promise.all(this.sources.map((source) => this.ask(source)));
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.timers.forEach((timer) => {
      clearInterval(timer);
    });
    await Promise.all(this.running);
  }

  private askInBackground(source: SweepSource): void {
    const asking: Promise<void> = this.ask(source).finally(() => this.running.delete(asking));
    this.running.add(asking);
  }

  private async ask(source: SweepSource): Promise<void> {
    try {
      for (const payload of await source.findDue()) this.signals.signal(source.job, payload);
    } catch (error) {
      this.logger.warn({ err: error, job: source.job }, 'sweep failed; asked again at the next round');
    }
  }
}
