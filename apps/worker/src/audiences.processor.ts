import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { AudienceSyncer } from '#libs/ledger';
import { handleJob } from '#libs/queue';
import type { Job } from 'bullmq';
import { QueueProcessor, WORKER_OPTIONS } from './queue-processor.js';

@Processor('audiences', WORKER_OPTIONS)
export class AudiencesProcessor extends QueueProcessor {
  constructor(@Inject(AudienceSyncer) private readonly syncer: AudienceSyncer) {
    super();
  }

  override process(job: Job): Promise<void> {
    return handleJob(job, 'audiences.sync', () => this.syncer.syncDue());
  }
}
