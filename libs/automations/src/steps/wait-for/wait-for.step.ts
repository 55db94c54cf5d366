import { ConditionEvaluator } from '#libs/conditions';
import { z } from 'zod';
import { conditionTree, duration, nextStep } from '../../definition/params.js';
import { go, waitUntil, type Outcome } from '../../runner/outcome.js';
import { subjectOf, type Run } from '../../runner/step-batch.js';
import { ContactZones } from '../../time/contact-zones.js';
import { addDuration } from '../../time/wait-end.js';
import { defineStep } from '../define-step.js';

export const waitFor = defineStep({
  type: 'wait_for',
  label: 'Wait for',
  description: 'Waits until a condition is met, or until the time is over.',
  params: z.object({
    condition: conditionTree,
    timeout: duration.optional().meta({ title: 'At most', description: 'Empty: for ever.', control: 'duration' }),
    then: nextStep.meta({ title: 'When it is met', control: 'step' }),
    else: nextStep.meta({ title: 'When the time is over', control: 'step' }),
  }),
  edges: ['then', 'else'],
  conditions: ['condition'],
  waitsForCondition: true,
  uses: { conditions: ConditionEvaluator, zones: ContactZones },
  run: async ({ condition, timeout, then, else: otherwise }, batch, { conditions, zones }) => {
    // The change that met the condition has been judged already: it may be over again, and still counts.
    const open = batch.runs.filter((run) => run.wait !== 'met');
    const verdicts = await conditions.judge(batch.tx, condition, open.map(subjectOf), batch.now, {
      held: batch.held,
    });
    const waiting = new Set(open.filter((_run, index) => !verdicts[index]));
    const zoneOf = await zones.load(
      batch.tx,
      [...waiting].map((run) => run.contactId),
    );
    return batch.runs.map((run): Outcome => {
      if (!waiting.has(run)) return go(then, 'then');
      const until = endOf(run, timeout, zoneOf(run.contactId));
      return until !== null && until <= batch.now ? go(otherwise, 'else') : waitUntil(until);
    });
  },
});

/** The end is fixed when the wait begins, whatever the contact's zone becomes meanwhile. */
function endOf(run: Run, timeout: string | undefined, zone: string): Date | null {
  if (run.wait !== null) return run.dueAt;
  return timeout === undefined ? null : addDuration(run.stepAt, timeout, zone);
}
