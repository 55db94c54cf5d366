import { StaticMembers } from '#libs/segments';
import { z } from 'zod';
import { nextStep, segmentId } from '../../definition/params.js';
import { defineStep } from '../define-step.js';

export const addToSegment = defineStep({
  type: 'add_to_segment',
  label: 'Add to segment',
  description: 'Puts the contact into a static segment.',
  params: z.object({ segment: segmentId, next: nextStep }),
  edges: ['next'],
  changes: ({ segment }) => [{ dimension: `segment:${segment}`, old: false, new: true }],
  refs: { segment: 'static segment' },
  uses: { members: StaticMembers },
  run: async ({ segment, next }, batch, { members }) => {
    await members.add(batch.tx, segment, batch.contactIds);
    return batch.allGo(next);
  },
});
