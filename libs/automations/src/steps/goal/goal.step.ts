import { z } from 'zod';
import { end } from '../../runner/outcome.js';
import { defineStep } from '../define-step.js';

export const goal = defineStep({
  type: 'goal',
  label: 'Goal',
  description: 'Whoever comes here has done what the automation is for, and leaves as converted.',
  params: z.object({}),
  edges: [],
  run: async (_params, batch) => Promise.resolve(batch.runs.map(() => end('converted', 'goal_step'))),
});
