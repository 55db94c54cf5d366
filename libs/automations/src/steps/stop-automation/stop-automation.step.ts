import { z } from 'zod';
import { automationId, nextStep } from '../../definition/params.js';
import { defineStep } from '../define-step.js';

// The runs of this very batch are left alone: an automation may end the contact's other runs of itself.
const STOP = `
  UPDATE enrolments SET state = 'exited', exit_reason = 'stopped', ended_at = $3, due_at = NULL, wait = NULL,
    held_until = NULL
  WHERE id IN (SELECT id FROM enrolments
    WHERE automation_id = $1 AND contact_id = ANY($2::bigint[]) AND state IN ('active', 'stuck')
      AND NOT id = ANY($4::bigint[])
    ORDER BY id FOR UPDATE)`;

export const stopAutomation = defineStep({
  type: 'stop_automation',
  label: 'Stop automation',
  description: 'Takes the contact out of another automation. Its mails that have not left do not leave.',
  params: z.object({ automation: automationId, next: nextStep }),
  edges: ['next'],
  refs: { automation: 'automation' },
  movesOthers: true,
  run: async ({ automation, next }, batch) => {
    const own = batch.runs.map((run) => run.id);
    await batch.tx.execute(STOP, [automation, batch.contactIds, batch.now, own]);
    return batch.allGo(next);
  },
});
