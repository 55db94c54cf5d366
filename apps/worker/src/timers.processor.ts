import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { TriggerTimers } from '#libs/automations';
import { handleJob } from '#libs/queue';
import type { Job } from 'bullmq';
import { QueueProcessor, WORKER_OPTIONS } from './queue-processor.js';

@Processor('timers', WORKER_OPTIONS)
export class TimersProcessor extends QueueProcessor {
  constructor(@Inject(TriggerTimers) private readonly timers: TriggerTimers) {
    super();
  }

  override process(job: Job): Promise<void> {
    return handleJob(job, 'automations.time', async () => {
      await this.timers.runDue();
    });
  }
}
