import type { Type } from '@nestjs/common';
import { QUEUES } from '#libs/queue';
import type { QueueProcessor } from './queue-processor.js';

/** Where @Processor keeps the name of its queue. */
const METADATA = 'bullmq:processor_metadata';

/** Throws when a queue has no processor, or two: its jobs would wait for ever, or reach the wrong handler. */
export function checkProcessors(processors: readonly Type<QueueProcessor>[], queues: readonly string[] = QUEUES): void {
  const counts = new Map(queues.map((queue) => [queue, 0]));
  for (const processor of processors) {
    const { name = '' } = (Reflect.getMetadata(METADATA, processor) ?? {}) as { name?: string };
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const problems = [...counts].flatMap(([queue, count]) => {
    if (!queues.includes(queue)) return [`"${queue}" is no queue of the job catalogue`];
    return count <= 1 ? [] : [`queue ${queue} has ${String(count)} processors, one is needed`];
  });
  if (problems.length > 0) throw new Error(`apps/worker/src/processors.ts:\n  ${problems.join('\n  ')}`);
}
