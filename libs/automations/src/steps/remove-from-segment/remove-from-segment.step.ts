import { StaticMembers } from '#libs/segments';
import { z } from 'zod';
import { nextStep, segmentId } from '../../definition/params.js';
import { defineStep } from '../define-step.js';

export const removeFromSegment = defineStep({
  type: 'remove_from_segment',
  label: 'Remove from segment',
  description: 'Takes the contact out of a static segment.',
  params: z.object({ segment: segmentId, next: nextStep }),
  edges: ['next'],
  changes: ({ segment }) => [{ dimension: `segment:${segment}`, old: true, new: false }],
  refs: { segment: 'static segment' },
  uses: { members: StaticMembers },
  run: async ({ segment, next }, batch, { members }) => {
    await members.remove(batch.tx, segment, batch.contactIds);
    return batch.allGo(next);
  },
});
