import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { handleJob } from '#libs/queue';
import { SegmentRefresh } from '#libs/segments';
import type { Job } from 'bullmq';
import { QueueProcessor, WORKER_OPTIONS } from './queue-processor.js';

/** A large segment must not make the others wait; each refresh holds two connections. */
const CONCURRENCY = 2;

@Processor('segments', { ...WORKER_OPTIONS, concurrency: CONCURRENCY })
export class SegmentsProcessor extends QueueProcessor {
  constructor(@Inject(SegmentRefresh) private readonly segments: SegmentRefresh) {
    super();
  }

  override process(job: Job): Promise<void> {
    return handleJob(job, 'segments.refresh', ({ segment_id }) => this.segments.refresh(segment_id));
  }
}
