import { ConditionEvaluator, type Condition } from '#libs/conditions';
import { z } from 'zod';
import { conditionTree, nextStep } from '../../definition/params.js';
import { go, type Outcome } from '../../runner/outcome.js';
import type { Run, StepBatch } from '../../runner/step-batch.js';
import { subjectOf } from '../../runner/step-batch.js';
import { defineStep } from '../define-step.js';

export const branch = defineStep({
  type: 'branch',
  label: 'Branch',
  description: 'Each contact goes the first way whose condition it meets, else the last.',
  params: z.object({
    branches: z
      .array(z.object({ condition: conditionTree, next: nextStep }))
      .min(1)
      .max(20)
      .meta({ title: 'Ways' }),
    else: nextStep,
  }),
  edges: ['branches[].next', 'else'],
  conditions: ['branches[].condition'],
  uses: { conditions: ConditionEvaluator },
  run: async ({ branches, else: otherwise }, batch, { conditions }) => {
    const outcomes = new Map<number, Outcome>();
    let open: readonly Run[] = batch.runs;
    // One statement per way, over those whom no earlier way took.
    for (const [index, { condition, next }] of branches.entries()) {
      if (open.length === 0) break;
      const verdicts = await judge(conditions, batch, condition, open);
      open.forEach((run, at) => verdicts[at] && outcomes.set(run.id, go(next, `branch ${String(index + 1)}`)));
      open = open.filter((run) => !outcomes.has(run.id));
    }
    return batch.runs.map((run) => outcomes.get(run.id) ?? go(otherwise, 'else'));
  },
});

function judge(
  conditions: ConditionEvaluator,
  { tx, now }: StepBatch,
  condition: Condition,
  runs: readonly Run[],
): Promise<boolean[]> {
  return conditions.judge(tx, condition, runs.map(subjectOf), now);
}
