import { z } from 'zod';
import { conditionTree, duration, nextStep, senderId, stepId, timeOfDay, topicSlug, userId, zone } from './params.js';

const MAX_STEPS = 500;
const MAX_TRIGGERS = 50;

/** How often a contact may go through. Without it: once for ever. */
const entryRules = z.strictObject({
  again: z.enum(['never', 'after_exit', 'always']).optional(),
  cooldown: duration.optional(),
  key: z
    .string()
    .regex(/^event\.[^.\s]{1,100}$/, 'A key is a property of the event that triggers, as in event.cart_id')
    .optional(),
  limit: z.number().int().positive().optional(),
});

const goal = z.strictObject({
  condition: conditionTree,
  value_from: z
    .string()
    .regex(/^[^.\s][^.]*\.[^.]+$/, 'Name an event and what to sum of it, as in order_completed.value')
    .optional(),
});

const exit = z.strictObject({ condition: conditionTree.optional(), on_unsubscribe: z.boolean().optional() });

const sends = z.strictObject({
  topic: topicSlug.optional(),
  sender_id: senderId.optional(),
  quiet_hours: z.strictObject({ from: timeOfDay, to: timeOfDay, zone: zone.optional() }).optional(),
  priority: z.number().int().min(1).max(9).optional(),
});

/** A trigger or a step before its type's own schema has seen it. */
const typed = z.looseObject({ type: z.string().min(1) });

/** What every step may carry beside its own parameters: for the canvas, not for the run. */
export const stepNotes = {
  name: z.string().max(200).optional(),
  note: z.string().max(2_000).optional(),
  position: z.strictObject({ x: z.number(), y: z.number() }).optional(),
};

/** The document of an automation; see contracts, "Automation". Triggers and steps are checked by their types. */
export const automationDocument = z.strictObject({
  name: z.string().trim().min(1).max(200),
  description: z.string().max(2_000).optional(),
  triggers: z.array(typed).max(MAX_TRIGGERS),
  filter: conditionTree.optional(),
  entry: entryRules.optional(),
  goal: goal.optional(),
  exit: exit.optional(),
  sends: sends.optional(),
  sales: z.strictObject({ fallback_user: userId.optional() }).optional(),
  start: nextStep,
  steps: z
    .record(stepId, typed)
    .refine((steps) => Object.keys(steps).length <= MAX_STEPS, `At most ${String(MAX_STEPS)} steps`),
});

export type AutomationDocument = z.infer<typeof automationDocument>;
export type TypedPart = z.infer<typeof typed>;
