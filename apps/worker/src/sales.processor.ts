import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { handleJob } from '#libs/queue';
import { AlertReminder } from '#libs/sales';
import type { Job } from 'bullmq';
import { QueueProcessor, WORKER_OPTIONS } from './queue-processor.js';

@Processor('sales', WORKER_OPTIONS)
export class SalesProcessor extends QueueProcessor {
  constructor(@Inject(AlertReminder) private readonly reminder: AlertReminder) {
    super();
  }

  override process(job: Job): Promise<void> {
    return handleJob(job, 'sales.remind', async () => {
      await this.reminder.remindDue();
    });
  }
}
