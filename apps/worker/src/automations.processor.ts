import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { AutomationRunner } from '#libs/automations';
import { handleJob } from '#libs/queue';
import type { Job } from 'bullmq';
import { QueueProcessor, WORKER_OPTIONS } from './queue-processor.js';

@Processor('automations', WORKER_OPTIONS)
export class AutomationsProcessor extends QueueProcessor {
  constructor(@Inject(AutomationRunner) private readonly runner: AutomationRunner) {
    super();
  }

  override process(job: Job): Promise<void> {
    return handleJob(job, 'automations.run', async () => {
      await this.runner.runDue();
    });
  }
}
