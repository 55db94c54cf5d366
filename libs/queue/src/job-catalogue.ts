import type { RequestNames } from '#libs/kernel';
import { z } from 'zod';

/** The queues, one processor each. A worker takes work of every kind, so a long import never blocks sending. */
export const QUEUES = [
  'changes',
  'segments',
  'imports',
  'campaigns',
  'automations',
  'timers',
  'webhooks',
  'audiences',
  'delivery',
  'sales',
  'returns',
  'tracking',
  'maintenance',
] as const;

export type QueueName = (typeof QUEUES)[number];

interface JobDefinition {
  readonly queue: QueueName;
  /** Ids only: what is to be done stands in rows. */
  readonly data: z.ZodType;
}

const nothing = z.object({});
const id = z.number().int().positive();

/** Every signal there is. A job means "there is work of this kind"; its handler works until it finds none. */
export const JOBS = {
  'changes.route': { queue: 'changes', data: nothing },
  'merges.settle': { queue: 'changes', data: nothing },
  'segments.refresh': { queue: 'segments', data: z.object({ segment_id: id }) },
  'segments.rezone': { queue: 'segments', data: z.object({ segment_id: id }) },
  'imports.run': { queue: 'imports', data: z.object({ import_id: id }) },
  'campaigns.advance': { queue: 'campaigns', data: nothing },
  'automations.run': { queue: 'automations', data: nothing },
  'automations.time': { queue: 'timers', data: nothing },
  'webhooks.deliver': { queue: 'webhooks', data: nothing },
  'audiences.sync': { queue: 'audiences', data: nothing },
  'delivery.send': { queue: 'delivery', data: nothing },
  'returns.fetch': { queue: 'returns', data: nothing },
  'tracking.judge': { queue: 'tracking', data: nothing },
  'tracking.rejudge': { queue: 'maintenance', data: nothing },
  'sales.remind': { queue: 'sales', data: nothing },
  'maintenance.sweep': { queue: 'maintenance', data: nothing },
} as const satisfies Record<string, JobDefinition>;

export type JobName = keyof typeof JOBS;
export type JobData<Name extends JobName> = z.infer<(typeof JOBS)[Name]['data']>;

/**
 * What travels: the job's own data and the requests that led to it, one as `request_id`, several as `request_ids`, as in
 * the log; none for what the sweeper found.
 */
export interface JobEnvelope extends RequestNames {
  readonly payload: unknown;
}

/** The requests that led to a job. */
export function requestsOfJob({ request_id: only, request_ids: all }: Partial<JobEnvelope>): readonly string[] {
  return all ?? (only === undefined ? [] : [only]);
}
