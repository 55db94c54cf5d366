import { AudienceOutbox } from '#libs/ledger';
import { z } from 'zod';
import { audienceId, nextStep } from '../../definition/params.js';
import { defineStep } from '../define-step.js';

const EMAILS = 'SELECT id, email FROM contacts WHERE id = ANY($1::bigint[])';

export const syncAudience = defineStep({
  type: 'sync_audience',
  label: 'Sync ad audience',
  description: 'Adds the contact to a list at an advertising platform, or takes it off there.',
  params: z.object({
    audience: audienceId,
    op: z
      .enum(['add', 'remove'])
      .optional()
      .meta({ title: 'What to do', description: 'add unless you choose remove.' }),
    next: nextStep,
  }),
  edges: ['next'],
  refs: { audience: 'audience' },
  reaches: true,
  uses: { outbox: AudienceOutbox },
  run: async ({ audience, op = 'add', next }, batch, { outbox }) => {
    const rows = await batch.tx.query<{ id: number; email: string | null }>(EMAILS, [batch.contactIds]);
    const emails = new Map(rows.map(({ id, email }) => [id, email]));
    const source = { kind: 'automation', id: batch.automation.id };
    await outbox.write(
      batch.tx,
      { audienceId: audience, op, source, now: batch.now },
      batch.runs.map((run) => ({
        contactId: run.contactId,
        occurrence: batch.occurrenceOf(run),
        email: emails.get(run.contactId) ?? null,
      })),
    );
    return batch.allGo(next);
  },
});
