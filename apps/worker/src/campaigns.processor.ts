import { Processor } from '@nestjs/bullmq';
import { CampaignRunner } from '#libs/campaigns';
import { handleJob } from '#libs/queue';
import { type Job } from 'bullmq';
import { QueueProcessor, WORKER_OPTIONS } from './queue-processor.js';

@Processor('campaigns', WORKER_OPTIONS)
export class CampaignsProcessor extends QueueProcessor {
  constructor(private readonly runner: CampaignRunner) {
    super();
  }

  override process(job: Job): Promise<void> {
    return handleJob(job, 'campaigns.advance', () => this.runner.advance());
  }
}
