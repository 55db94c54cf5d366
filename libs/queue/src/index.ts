export { checkQueue } from './check-queue.js';
export { Housekeeping, type HousekeepingTask } from './housekeeping.js';
export {
  QUEUES,
  requestsOfJob,
  type JobData,
  type JobEnvelope,
  type JobName,
  type QueueName,
} from './job-catalogue.js';
export { handleJob } from './job-handler.js';
export { removeInBatches } from './remove-in-batches.js';
export { migrateQueue } from './queue-backend.js';
export { QueueModule } from './queue.module.js';
export { QUEUE_MAP, Signals } from './signals.js';
export { Sweeper, type SweepSource } from './sweeper.js';
