import { withLogContext, newUuid } from '#libs/kernel';
import type { Job } from 'bullmq';
import { JOBS, type JobData, type JobEnvelope, type JobName, requestsOfJob } from './job-catalogue.js';

/** Checks a job against the catalogue and runs `work` under the ids of the requests that led to it, else a new one. */
export async function handleJob<Name extends JobName>(
  job: Pick<Job, 'name' | 'data'>,
  name: Name,
  work: (data: JobData<Name>) => Promise<void>,
): Promise<void> {
  if (job.name !== name) throw new Error(`Job ${job.name} reached the handler of ${name}`);
  const envelope = job.data as JobEnvelope;
  const data = JOBS[name].data.parse(envelope.payload) as JobData<Name>;
  const requestIds = requestsOfJob(envelope);
  const [requestId = newUuid()] = requestIds;
  await withLogContext(requestIds.length > 1 ? { requestId, requestIds } : { requestId }, () => work(data));
}
