import { Processor } from '@nestjs/bullmq';
import { Inject, type OnModuleInit } from '@nestjs/common';
import { Rejudgements } from '#libs/ledger';
import { handleJob, Housekeeping, Sweeper } from '#libs/queue';
import type { Job } from 'bullmq';
import { QueueProcessor, WORKER_OPTIONS } from '../queue-processor.js';

const EVERY_MS = 600_000;

@Processor('maintenance', WORKER_OPTIONS)
export class MaintenanceProcessor extends QueueProcessor implements OnModuleInit {
  constructor(
    @Inject(Housekeeping) private readonly housekeeping: Housekeeping,
    @Inject(Sweeper) private readonly sweeper: Sweeper,
    @Inject(Rejudgements) private readonly rejudgements: Rejudgements,
  ) {
    super();
  }

  onModuleInit(): void {
    this.sweeper.register({ job: 'maintenance.sweep', everyMs: EVERY_MS, findDue: () => Promise.resolve([{}]) });
  }

  override process(job: Job): Promise<void> {
    if (job.name === 'tracking.rejudge') return handleJob(job, 'tracking.rejudge', () => this.rejudgements.run());
    return handleJob(job, 'maintenance.sweep', () => this.housekeeping.run());
  }
}
