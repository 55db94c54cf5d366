import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { HitJudge } from '#libs/ledger';
import { handleJob } from '#libs/queue';
import type { Job } from 'bullmq';
import { QueueProcessor, WORKER_OPTIONS } from './queue-processor.js';

@Processor('tracking', WORKER_OPTIONS)
export class TrackingProcessor extends QueueProcessor {
  constructor(@Inject(HitJudge) private readonly judge: HitJudge) {
    super();
  }

  override process(job: Job): Promise<void> {
    return handleJob(job, 'tracking.judge', () => this.judge.judgeNew());
  }
}
