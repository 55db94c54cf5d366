import { sha256 } from '#libs/kernel';
import { z } from 'zod';
import { nextStep } from '../../definition/params.js';
import { go } from '../../runner/outcome.js';
import { defineStep } from '../define-step.js';

const weight = z.number().positive().max(1_000_000).meta({ title: 'Share' });

export const split = defineStep({
  type: 'split',
  label: 'Split',
  description: 'Sends a share of the contacts each way. The same contact always goes the same way at the same step.',
  params: z.object({
    by: z
      .array(z.object({ weight, next: nextStep }))
      .min(2)
      .max(20)
      .meta({ title: 'Ways' }),
  }),
  edges: ['by[].next'],
  run: async ({ by }, batch) => {
    const salt = `${String(batch.automation.id)}:${batch.stepId}`;
    return Promise.resolve(
      batch.runs.map((run) => {
        const index = pickWay(
          by.map((way) => way.weight),
          shareOf(salt, run.contactId),
        );
        return go(by[index]?.next, `way ${String(index + 1)}`);
      }),
    );
  },
});

/** A number in [0, 1) that depends on the contact and the step alone: 32 bits of SHA-256. */
export function shareOf(salt: string, contactId: number): number {
  return sha256(`${salt}:${String(contactId)}`).readUInt32BE(0) / 2 ** 32;
}

/** Which of the ways holds the share, when they stand side by side in proportion to their weights. */
export function pickWay(weights: readonly number[], share: number): number {
  const total = weights.reduce((sum, one) => sum + one, 0);
  let reached = 0;
  const index = weights.findIndex((one) => {
    reached += one / total;
    return share < reached;
  });
  // Rounding may leave the last way a hair short of 1.
  return index === -1 ? weights.length - 1 : index;
}
