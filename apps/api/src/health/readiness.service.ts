import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#libs/db';
import { DomainError } from '#libs/kernel';
import { QUEUE_MAP, type QueueName } from '#libs/queue';
import type { Queue } from 'bullmq';

const TIMEOUT_MS = 3000;

/** Whether the process can serve: its database and its queue answer. */
@Injectable()
export class Readiness {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(QUEUE_MAP) private readonly queues: ReadonlyMap<QueueName, Queue>,
  ) {}

  /** Throws `server.unavailable`, naming what is away. */
  async check(): Promise<void> {
    await Promise.all([
      answers('The database', this.db.query('SELECT 1')),
      answers('The queue', this.queues.get('maintenance')?.isPaused()),
    ]);
  }
}

/** The queue's client waits for its store without an end; a check must not. */
async function answers(what: string, question: Promise<unknown> | undefined): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error('no answer in time'));
    }, TIMEOUT_MS);
  });
  try {
    await Promise.race([question, late]);
  } catch (cause) {
    throw new DomainError('server.unavailable', `${what} does not answer.`, { cause, retryAfterS: 2 });
  } finally {
    clearTimeout(timer);
  }
}
