import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { handleJob } from '#libs/queue';
import { MailboxPoller } from '#libs/delivery';
import type { Job } from 'bullmq';
import { QueueProcessor, WORKER_OPTIONS } from './queue-processor.js';

@Processor('returns', WORKER_OPTIONS)
export class ReturnsProcessor extends QueueProcessor {
  constructor(@Inject(MailboxPoller) private readonly poller: MailboxPoller) {
    super();
  }

  override process(job: Job): Promise<void> {
    return handleJob(job, 'returns.fetch', async () => {
      await this.poller.fetchDue();
    });
  }
}
