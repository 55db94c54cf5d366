import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { handleJob } from '#libs/queue';
import { SegmentRefresh, ZoneChange } from '#libs/segments';
import type { Job } from 'bullmq';
import { QueueProcessor, WORKER_OPTIONS } from './queue-processor.js';

/** A large segment must not make the others wait; each refresh holds two connections. */
const CONCURRENCY = 2;

@Processor('segments', { ...WORKER_OPTIONS, concurrency: CONCURRENCY })
export class SegmentsProcessor extends QueueProcessor {
  constructor(
    @Inject(SegmentRefresh) private readonly segments: SegmentRefresh,
    @Inject(ZoneChange) private readonly zone: ZoneChange,
  ) {
    super();
  }

  override process(job: Job): Promise<void> {
    if (job.name === 'segments.rezone') {
      return handleJob(job, 'segments.rezone', async ({ segment_id }) => {
        await this.zone.apply(segment_id);
      });
    }
    return handleJob(job, 'segments.refresh', ({ segment_id }) => this.segments.refresh(segment_id));
  }
}
