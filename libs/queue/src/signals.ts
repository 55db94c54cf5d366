import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { type Logger, nameRequests, requestsBehind } from '#libs/kernel';
import type { Queue } from 'bullmq';
import { JOBS, type JobData, type JobEnvelope, type JobName, type QueueName } from './job-catalogue.js';

export const QUEUE_MAP = Symbol('queues by name');
export const QUEUE_LOGGER = Symbol('logger of the queue');

/** Signals of one kind within this time become one: a burst of 1,000 requests wakes a worker some 30 times. */
const COALESCE_MS = 20;
/** A job names so many requests at most, the first that came: a log line must stay one that can be read. */
const MOST_REQUESTS = 20;

interface Waiting {
  readonly name: JobName;
  readonly payload: unknown;
  readonly requestIds: Set<string>;
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

  /**
   * Whoever knows which requests are behind the waiting rows names them, in any number and order, null for rows that
   * none is behind; otherwise it is those behind the running work. The job is found in the log by each of the first 20.
   */
  signal<Name extends JobName>(
    name: Name,
    payload: JobData<Name>,
    requestIds: Iterable<string | null> = requestsBehind(),
  ): void {
    if (this.closed) return;
    const key = `${name} ${JSON.stringify(payload)}`;
    const waiting = this.waiting.get(key) ?? { name, payload, requestIds: new Set() };
    addFirst(waiting.requestIds, requestIds);
    this.waiting.set(key, waiting);
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
    for (const { name, payload, requestIds } of batch) {
      const envelope: JobEnvelope = { payload, ...nameRequests([...requestIds]) };
      try {
        await this.queues.get(JOBS[name].queue)?.add(name, envelope, { removeOnComplete: true, removeOnFail: 100 });
      } catch (error) {
        this.logger.warn({ err: error, job: name }, 'signal not delivered; the sweeper repeats it');
      }
    }
  }
}

function addFirst(known: Set<string>, more: Iterable<string | null>): void {
  for (const id of more) {
    if (known.size >= MOST_REQUESTS) return;
    if (id !== null) known.add(id);
  }
}
