import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { ChangeRouter } from '#libs/contacts';
import { handleJob } from '#libs/queue';
import type { Job } from 'bullmq';
import { QueueProcessor, WORKER_OPTIONS } from './queue-processor.js';

@Processor('changes', WORKER_OPTIONS)
export class ChangesProcessor extends QueueProcessor {
  constructor(@Inject(ChangeRouter) private readonly router: ChangeRouter) {
    super();
  }

  override process(job: Job): Promise<void> {
    return handleJob(job, 'changes.route', async () => {
      await this.router.routeAll();
    });
  }
}
