import { OnWorkerEvent, WorkerHost } from '@nestjs/bullmq';
import { type BeforeApplicationShutdown, Inject } from '@nestjs/common';
import { LOGGER, type Logger, nameRequests, type RequestNames } from '#libs/kernel';
import { type JobEnvelope, requestsOfJob } from '#libs/queue';
import type { Job, WorkerOptions } from 'bullmq';

/**
 * A job of a killed worker is another's within half a minute. Rows with leases decide what is left to do, so a job may
 * stall as often as it likes: BullMQ must never give one up.
 */
export const WORKER_OPTIONS = {
  lockDuration: 30_000,
  stalledInterval: 15_000,
  maxStalledCount: 1_000_000,
  removeOnComplete: { count: 0 },
  removeOnFail: { count: 100 },
} satisfies Partial<WorkerOptions>;

/** What every processor shares: it outlives its store being away, and is closed before the database is. */
export abstract class QueueProcessor extends WorkerHost implements BeforeApplicationShutdown {
  @Inject(LOGGER)
  protected readonly logger: Logger;

  /** BullMQ tries again by itself; an error nobody listens to would end the process. */
  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.logger.warn({ err: error, queue: this.worker.name }, 'queue not reachable');
  }

  @OnWorkerEvent('failed')
  onFailed(job: Job | undefined, error: Error): void {
    this.logger.error({ err: error, ...nameOf(job) }, 'job failed; the sweeper signals its rows again');
  }

  /** What a request has caused can be found by its id; what the sweeper does all day is for those who debug it. */
  @OnWorkerEvent('completed')
  onCompleted(job: Job): void {
    const facts = { ...nameOf(job), ms: (job.finishedOn ?? 0) - (job.processedOn ?? 0) };
    this.logger[requestsOf(job).length === 0 ? 'debug' : 'info'](facts, 'job done');
  }

  /** TypeORM closes in the next phase: running jobs end before it does. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.worker.close();
  }
}

/** Events of the worker come outside of the job's own context: the ids stand in its envelope. */
function nameOf(job: Job | undefined): RequestNames & { job?: string } {
  return job ? { job: job.name, ...nameRequests(requestsOf(job)) } : {};
}

function requestsOf(job: Job): readonly string[] {
  return requestsOfJob(job.data as Partial<JobEnvelope>);
}
