import { defineStep, nextStep, userId } from '#libs/automations';
import { z } from 'zod';
import { OwnerAssigner } from '../../routing/owner-assigner.service.js';

export const assignOwner = defineStep({
  type: 'assign_owner',
  label: 'Assign owner',
  description: 'Makes somebody the owner of the contact: the reps in turn, or one person.',
  params: z.object({
    to: z.union([z.literal('round_robin').meta({ title: 'The reps in turn' }), userId]).meta({
      title: 'To',
      description: 'The reps in turn, or the id of a person.',
    }),
    keep: z.boolean().default(true).meta({
      title: 'Keep the owner there is',
      description: 'Contacts that have an owner are left as they are.',
    }),
    next: nextStep,
  }),
  edges: ['next'],
  // Whose turn it will be nobody can say, and who was the owner only where that was nobody.
  changes: ({ to, keep }) => [
    { dimension: 'field:owner', ...(keep ? { old: null } : {}), ...(to === 'round_robin' ? {} : { new: to }) },
  ],
  refs: { to: 'user' },
  uses: { owners: OwnerAssigner },
  run: async ({ to, keep, next }, batch, { owners }) => {
    await owners.assign(batch, to, keep);
    return batch.allGo(next);
  },
});
