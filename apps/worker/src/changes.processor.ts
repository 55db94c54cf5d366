import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { ChangeRouter, MergeSettler } from '#libs/contacts';
import { handleJob } from '#libs/queue';
import type { Job } from 'bullmq';
import { QueueProcessor, WORKER_OPTIONS } from './queue-processor.js';

@Processor('changes', WORKER_OPTIONS)
export class ChangesProcessor extends QueueProcessor {
  constructor(
    @Inject(ChangeRouter) private readonly router: ChangeRouter,
    @Inject(MergeSettler) private readonly settler: MergeSettler,
  ) {
    super();
  }

  override process(job: Job): Promise<void> {
    if (job.name === 'merges.settle') {
      return handleJob(job, 'merges.settle', async () => {
        await this.settler.settleDue();
      });
    }
    return handleJob(job, 'changes.route', async () => {
      await this.router.routeAll();
    });
  }
}
