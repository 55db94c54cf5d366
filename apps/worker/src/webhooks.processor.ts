import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { WebhookSender } from '#libs/ledger';
import { handleJob } from '#libs/queue';
import type { Job } from 'bullmq';
import { QueueProcessor, WORKER_OPTIONS } from './queue-processor.js';

/** While one job waits for a host that is slow, others call the rest. */
@Processor('webhooks', { ...WORKER_OPTIONS, concurrency: 8 })
export class WebhooksProcessor extends QueueProcessor {
  constructor(@Inject(WebhookSender) private readonly sender: WebhookSender) {
    super();
  }

  override process(job: Job): Promise<void> {
    return handleJob(job, 'webhooks.deliver', () => this.sender.deliverDue());
  }
}
