import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { ImportRunner } from '#libs/contacts';
import { handleJob } from '#libs/queue';
import type { Job } from 'bullmq';
import { QueueProcessor, WORKER_OPTIONS } from './queue-processor.js';

@Processor('imports', WORKER_OPTIONS)
export class ImportsProcessor extends QueueProcessor {
  constructor(@Inject(ImportRunner) private readonly runner: ImportRunner) {
    super();
  }

  override process(job: Job): Promise<void> {
    return handleJob(job, 'imports.run', ({ import_id: id }) => this.runner.run(id));
  }
}
