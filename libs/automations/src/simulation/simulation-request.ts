import { parseDocument } from '#libs/kernel';
import { z } from 'zod';
import { boundedDuration } from '../definition/params.js';

const MAX_EVENTS = 100;

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

const when = {
  /** The moment itself, or how long after the beginning; at the beginning when neither is given. */
  at: instant.optional(),
  after: boundedDuration.optional(),
};

/** Something that happens meanwhile: an event of the contact, or what its reader does with the last mail. */
const event = z.union([
  z.strictObject({
    name: z.string().min(1).max(200),
    properties: z.record(z.string(), z.unknown()).optional(),
    value: z.number().optional(),
    ...when,
  }),
  z.strictObject({ email: z.enum(['opened', 'clicked', 'replied']), ...when }),
]);

/** The body of `POST /automations/{id}/simulate`. */
export const simulation = z
  .strictObject({
    contact_id: z.number().int().positive().optional(),
    /** A contact that does not exist, as `POST /contacts` takes it; one that does is taken with these changes. */
    sample: z.record(z.string(), z.unknown()).optional(),
    now: instant.optional(),
    events: z.array(event).max(MAX_EVENTS).optional(),
  })
  .refine(({ contact_id, sample }) => (contact_id === undefined) !== (sample === undefined), {
    path: ['contact_id'],
    message: 'Say who: contact_id or sample',
  });

export type SimulationRequest = z.infer<typeof simulation>;
export type SimulatedEvent = z.infer<typeof event>;

/** Throws `request.invalid` with every wrong path. */
export function parseSimulation(value: unknown): SimulationRequest {
  return parseDocument(simulation, value, { code: 'request.invalid' });
}
