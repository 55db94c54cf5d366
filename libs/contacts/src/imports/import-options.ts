import { z } from 'zod';
import { CONSENT_STATUSES } from '../consents/consent-status.js';

const text = z.string().max(500);

/** `options` of `POST /imports`. */
export const importOptionsSchema = z.strictObject({
  kind: z.string().default('contacts').describe('contacts or events.'),
  match: z.enum(['email', 'external_id']).optional().describe('What identifies a contact: email when it is mapped.'),
  on_conflict: z.enum(['overwrite', 'fill', 'skip']).default('overwrite').describe('For contacts that exist.'),
  create_fields: z.boolean().default(false).describe('Makes text fields for targets that do not exist.'),
  tags: z.array(z.string().trim().min(1).max(200)).max(100).default([]).describe('Put on every contact.'),
  segment: z.int().positive().optional().describe('A static segment that every contact of the file is put into.'),
  consents: z.record(z.string(), z.enum(CONSENT_STATUSES)).default({}).describe('Topic → status, for every contact.'),
  consent_source: text.optional().describe('Where the consents come from; kept as their proof.'),
  dry_run: z.boolean().default(false).describe('Counts and reports everything, and writes nothing.'),
  run_automations: z.boolean().default(false).describe('Lets the changes start automations.'),
  constants: z
    .record(z.string(), z.union([text, z.number(), z.boolean()]))
    .default({})
    .describe('Target → value.'),
  zone: z.string().default('UTC').describe('Where times without an offset are.'),
  delimiter: z.enum([',', ';', '\t', '|']).optional().describe('Found in the header unless set.'),
  encoding: z
    .enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'])
    .optional()
    .describe('Found in the bytes unless set.'),
});

export type ImportOptions = z.output<typeof importOptionsSchema>;

/** Column of the file → target; null and columns left out are skipped. */
export const importMappingSchema = z.record(z.string(), z.string().min(1).max(200).nullable());

export type ImportMapping = z.output<typeof importMappingSchema>;
