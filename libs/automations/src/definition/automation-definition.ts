import { z } from 'zod';
import {
  boundedDuration,
  conditionTree,
  contactId,
  nextStep,
  senderId,
  stepId,
  timeOfDay,
  topicSlug,
  userId,
  zone,
} from './params.js';

const MAX_STEPS = 500;
const MAX_TRIGGERS = 50;

/** How often a contact may go through. Without it: once for ever. */
const entryRules = z.strictObject({
  again: z.enum(['never', 'after_exit', 'always']).optional(),
  cooldown: boundedDuration.optional(),
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

const MAX_TEST_CONTACTS = 50;

/** People of one's own who try what is published: no wait of theirs is longer, and they are in no number. */
const testers = z.strictObject({
  contacts: z.array(contactId).max(MAX_TEST_CONTACTS).optional(),
  wait: z
    .string()
    .regex(/^[1-9]\d{0,3}(s|min|h)$/, 'Write a number and s, min or h, as in 1min')
    .optional(),
});

/** A trigger or a step before its type's own schema has seen it. */
const typed = z.looseObject({ type: z.string().min(1) });

/** Where something stands on the canvas, in its pixels at full size. */
const place = z.number().min(-100_000).max(100_000);

/** What every step may carry beside its own parameters: for the canvas, not for the run. */
export const stepNotes = {
  name: z.string().max(200).optional(),
  note: z.string().max(2_000).optional(),
  /** Where somebody has put it on the canvas; without one it stands where the drawing puts it. */
  position: z.strictObject({ x: place, y: place }).optional(),
};

const MAX_NOTES = 200;

/** A word to colleagues on the canvas, which belongs to no step. */
const canvasNote = z.strictObject({
  id: stepId,
  text: z.string().max(2_000),
  color: z.string().regex(/^#[0-9a-f]{6}$/i, 'A colour as in #2f7d4f'),
  x: place,
  y: place,
});

/** The document of an automation; see contracts, "Automation". Triggers and steps are checked by their types. */
export const automationDocument = z.strictObject({
  name: z.string().trim().min(1).max(200),
  description: z.string().max(2_000).optional(),
  /** What it is filed under in lists. */
  folder: z.string().trim().min(1).max(100).optional(),
  notes: z.array(canvasNote).max(MAX_NOTES).optional(),
  triggers: z.array(typed).max(MAX_TRIGGERS),
  filter: conditionTree.optional(),
  entry: entryRules.optional(),
  goal: goal.optional(),
  exit: exit.optional(),
  sends: sends.optional(),
  sales: z.strictObject({ fallback_user: userId.optional() }).optional(),
  test: testers.optional(),
  start: nextStep,
  steps: z
    .record(stepId, typed)
    .refine((steps) => Object.keys(steps).length <= MAX_STEPS, `At most ${String(MAX_STEPS)} steps`),
});

export type AutomationDocument = z.infer<typeof automationDocument>;
export type TypedPart = z.infer<typeof typed>;

/** Members that say how a draft is kept and drawn. */
export const DESK_MEMBERS: readonly string[] = ['folder', 'notes'];

/** What a version is made of: without places, notes on the canvas and the folder, whose change makes no version. */
export function executedPart(document: AutomationDocument): AutomationDocument {
  const { folder: _folder, notes: _notes, ...rest } = document;
  const steps = Object.entries(document.steps).map(([id, { position: _position, ...step }]) => [id, step] as const);
  return { ...rest, steps: Object.fromEntries(steps) };
}
