import { z } from 'zod';
import { nextStep, stepId } from '../../definition/params.js';
import { go } from '../../runner/outcome.js';
import { defineStep } from '../define-step.js';

export const goTo = defineStep({
  type: 'go_to',
  label: 'Go back',
  description: 'Goes to another step, at most so many times; then goes on.',
  params: z.object({
    to: stepId.meta({ title: 'Go to', control: 'step' }),
    limit: z.number().int().min(1).max(100).meta({ title: 'At most', description: 'How many times one contact goes.' }),
    next: nextStep,
  }),
  edges: ['to', 'next'],
  limitsVisits: true,
  run: async ({ to, limit, next }, batch) => {
    const passed = (visits: number): boolean => visits >= limit;
    return Promise.resolve(
      batch.runs.map((run) => (passed(run.visits[batch.stepId] ?? 0) ? go(next, 'next') : go(to, 'back'))),
    );
  },
});
