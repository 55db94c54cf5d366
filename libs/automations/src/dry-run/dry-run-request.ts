import { parseDocument } from '#libs/kernel';
import { z } from 'zod';
import { conditionTree } from '../definition/params.js';

const MOST_PLAYED = 5_000;
const USUALLY_PLAYED = 1_000;

/** The body of `POST /automations/{id}/dry-run`. */
export const dryRun = z.strictObject({
  /** Whom to take, as a condition; without it those whom the triggers would have let in. */
  audience: conditionTree.optional().meta({
    title: 'Audience',
    description: 'A condition. Empty: whom the triggers would have let in by now.',
  }),
  sample: z
    .number()
    .int()
    .min(1)
    .max(MOST_PLAYED)
    .default(USUALLY_PLAYED)
    .meta({ title: 'Sample', description: 'How many are played at most, taken evenly from all.' }),
  now: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .optional()
    .meta({ title: 'When it begins', description: 'Empty: now.' }),
});

export type DryRunRequest = z.infer<typeof dryRun>;

/** Throws `request.invalid` with every wrong path. */
export function parseDryRun(value: unknown): DryRunRequest {
  return parseDocument(dryRun, value ?? {}, { code: 'request.invalid' });
}
