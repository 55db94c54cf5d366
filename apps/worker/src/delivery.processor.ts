import { Processor } from '@nestjs/bullmq';
import { SenderService } from '#libs/delivery';
import { handleJob } from '#libs/queue';
import { type Job } from 'bullmq';
import { QueueProcessor, WORKER_OPTIONS } from './queue-processor.js';

/** One job at a time: it sees by itself what becomes due while it works. */
@Processor('delivery', WORKER_OPTIONS)
export class DeliveryProcessor extends QueueProcessor {
  constructor(private readonly sender: SenderService) {
    super();
  }

  override process(job: Job): Promise<void> {
    return handleJob(job, 'delivery.send', () => this.sender.drain());
  }

  /** The sender stops first: it gives back what it has not begun and waits for answers. */
  override async beforeApplicationShutdown(): Promise<void> {
    await this.sender.stop();
    await super.beforeApplicationShutdown();
  }
}
