import { z } from 'zod';
import { end } from '../../runner/outcome.js';
import { defineStep } from '../define-step.js';

export const exit = defineStep({
  type: 'exit',
  label: 'Exit',
  description: 'The contact leaves here.',
  params: z.object({
    reason: z.string().max(200).optional().meta({ title: 'Reason', description: 'For the reports.' }),
  }),
  edges: [],
  run: async ({ reason }, batch) => Promise.resolve(batch.runs.map(() => end('exited', reason ?? 'exit_step'))),
});
