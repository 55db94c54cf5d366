import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { currentRequestId, type Logger } from '#libs/kernel';
import type { Queue } from 'bullmq';
import { JOBS, type JobData, type JobEnvelope, type JobName, type QueueName } from './job-catalogue.js';

export const QUEUE_MAP = Symbol('queues by name');
export const QUEUE_LOGGER = Symbol('logger of the queue');

/** Signals of one kind within this time become one: a burst of 1,000 requests wakes a worker some 30 times. */
const COALESCE_MS = 20;

interface Waiting {
  readonly name: JobName;
  readonly envelope: JobEnvelope;
}

/**
 * Says "there is work of this kind". Call it after the commit that made the work.
 * A signal may be lost (the sweeper signals again) and may come twice: handlers claim rows, so neither matters.
 */
@Injectable()
export class Signals implements BeforeApplicationShutdown {
  private readonly waiting = new Map<string, Waiting>();
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  private flushing: Promise<void> = Promise.resolve();

  constructor(
    @Inject(QUEUE_MAP) private readonly queues: ReadonlyMap<QueueName, Queue>,
    @Inject(QUEUE_LOGGER) private readonly logger: Logger,
  ) {}

  signal<Name extends JobName>(name: Name, payload: JobData<Name>): void {
    if (this.closed) return;
    const requestId = currentRequestId();
    const envelope: JobEnvelope = { payload, ...(requestId ? { request_id: requestId } : {}) };
    this.waiting.set(`${name} ${JSON.stringify(payload)}`, { name, envelope });
    this.timer ??= setTimeout(() => {
      this.flush();
    }, COALESCE_MS);
  }

  /** The queues close in the next phase, and adding to a closed one would wait for ever; the sweeper repeats the rest. */
  async beforeApplicationShutdown(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    this.flush();
    await this.flushing;
  }

  private flush(): void {
    this.timer = undefined;
    const batch = [...this.waiting.values()];
    this.waiting.clear();
    this.flushing = this.flushing.then(() => this.add(batch));
  }

  /** A store that is away costs a log line: the rows are committed, and the sweeper finds them. */
  private async add(batch: readonly Waiting[]): Promise<void> {
    for (const { name, envelope } of batch) {
      try {
        await this.queues.get(JOBS[name].queue)?.add(name, envelope, { removeOnComplete: true, removeOnFail: 100 });
      } catch (error) {
        this.logger.warn({ err: error, job: name }, 'signal not delivered; the sweeper repeats it');
      }
    }
  }
}
