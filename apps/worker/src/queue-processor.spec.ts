import { describe, expect, it } from '@jest/globals';
import type { Logger } from '#libs/kernel';
import type { JobEnvelope } from '#libs/queue';
import type { Job } from 'bullmq';
import { QueueProcessor } from './queue-processor.js';

type Line = readonly [level: string, facts: object, text: string];

class Idle extends QueueProcessor {
  override process(): Promise<void> {
    return Promise.resolve();
  }
}

/** A processor and what it logs. */
function openProcessor(): { processor: Idle; lines: Line[] } {
  const lines: Line[] = [];
  const at = (level: string) => (facts: object, text: string) => lines.push([level, facts, text]);
  const logger = { debug: at('debug'), info: at('info'), error: at('error') } as unknown as Logger;
  return { processor: Object.assign(new Idle(), { logger }), lines };
}

const jobOf = (data: JobEnvelope): Job =>
  ({ name: 'delivery.send', data, processedOn: 100, finishedOn: 107 }) as unknown as Job;

describe('a job in the log', () => {
  const failure = new Error('gone');
  it.each([
    ['no request, where only those who debug look', { payload: {} }, 'debug', {}],
    ['its request', { payload: {}, request_id: 'a' }, 'info', { request_id: 'a' }],
    ['each of its requests', { payload: {}, request_ids: ['a', 'b'] }, 'info', { request_ids: ['a', 'b'] }],
  ])('names %s', (_which, envelope: JobEnvelope, level, named) => {
    const { processor, lines } = openProcessor();
    processor.onCompleted(jobOf(envelope));
    processor.onFailed(jobOf(envelope), failure);
    expect(lines).toEqual([
      [level, { job: 'delivery.send', ...named, ms: 7 }, 'job done'],
      ['error', { err: failure, job: 'delivery.send', ...named }, expect.any(String)],
    ]);
  });
});
