import { z } from 'zod';
import { automationId, nextStep } from '../../definition/params.js';
import { Enroller } from '../../enrolments/enroller.service.js';
import { CompiledVersions } from '../../registry/compiled-versions.js';
import type { Run } from '../../runner/step-batch.js';
import { defineStep } from '../define-step.js';

const LIVE = `SELECT published_version AS version FROM automations WHERE id = $1 AND status = 'live'`;

export const startAutomation = defineStep({
  type: 'start_automation',
  label: 'Start automation',
  description: 'Puts the contact into another automation, under its entry rules, with the same event.',
  params: z.object({ automation: automationId, next: nextStep }),
  edges: ['next'],
  movesOthers: true,
  starts: ({ automation }) => [automation],
  refs: { automation: 'automation' },
  uses: { enroller: Enroller, versions: CompiledVersions },
  run: async ({ automation, next }, batch, { enroller, versions }) => {
    const [live] = await batch.tx.query<{ version: number }>(LIVE, [automation]);
    if (!live) return batch.allGo(next);
    const target = await versions.load(batch.tx, automation, live.version);
    // Automations that start each other would turn for ever: a chain of starts passes each of them once.
    const fresh = batch.runs.filter(
      (run) => automation !== batch.automation.id && !startersOf(run).includes(automation),
    );
    const candidates = fresh.map((run) => ({
      contactId: run.contactId,
      event: { ...run.event, started_by: [...startersOf(run), batch.automation.id] },
      enteredAt: batch.now,
      requestId: run.requestId,
      ledBy: batch.chainOf(run.contactId),
    }));
    await enroller.enrol(batch.tx, target.automation, candidates);
    return batch.allGo(next);
  },
});

/** The automations that led here, one starting the next. */
function startersOf({ event }: Run): readonly unknown[] {
  const starters = event?.['started_by'];
  return Array.isArray(starters) ? starters : [];
}
