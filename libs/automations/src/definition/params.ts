import { z } from 'zod';
import { DURATION, isWritable, SIGNED_DURATION } from '../time/duration.js';
import { isTimeZone } from '#libs/kernel';

/**
 * The building blocks of parameters. `control` travels in the JSON Schema and tells the web app which input to draw;
 * `title` and `description` are its label and help.
 */

const STEP_ID = /^[A-Za-z0-9_-]{1,64}$/;

export const stepId = z.string().regex(STEP_ID, 'A step id has 1–64 letters, digits, _ or -');

/** Where a run goes on; null or nothing ends it. */
export const nextStep = stepId.nullish().meta({ title: 'Next step', control: 'step' });

export const conditionTree = z.record(z.string(), z.unknown()).meta({ title: 'Condition', control: 'condition' });

/** A tree of property leaves over the event that triggers. */
export const propertyTree = z.record(z.string(), z.unknown()).meta({ title: 'Where', control: 'where' });

const durationText = z.string().regex(DURATION, 'Write a number and s, min, h, d, w or mo, as in 2d');

export const duration = durationText.meta({ title: 'Duration', control: 'duration' });

export const TOO_LONG = 'Is too long: dates end with the year 9999';

/** For what is read only when it comes in. What is kept was checked then, and must be read whatever is refused now. */
export const boundedDuration = duration.refine((text) => !DURATION.test(text) || isWritable(text), TOO_LONG);

export const offset = z
  .string()
  .regex(SIGNED_DURATION, 'Write a number and s, min, h, d, w or mo, as in -14d')
  .meta({ title: 'Offset', description: 'With a minus before it, as in -14d.', control: 'offset' });

export const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write a time of day as in 09:00')
  .meta({ title: 'Time of day', format: 'time' });

export const weekdays = z
  .array(z.number().int().min(1).max(7))
  .min(1)
  .max(7)
  .meta({ title: 'Weekdays', description: 'Monday is 1, Sunday 7. None: any day.', control: 'weekdays' });

/** `contact` (with the organisation's as fallback), `organisation`, or the name of a zone. */
export const zone = z
  .string()
  .refine((name) => name === 'contact' || name === 'organisation' || isTimeZone(name), 'No such time zone')
  .meta({ title: 'Time zone', control: 'zone' });

export const tagName = z.string().trim().min(1).max(200).meta({ title: 'Tag', control: 'tag' });

export const fieldKey = z.string().min(1).max(100).meta({ title: 'Field', control: 'field' });

export const topicSlug = z.string().min(1).max(100).meta({ title: 'Topic', control: 'topic' });

export const eventName = z.string().min(1).max(200).meta({ title: 'Event', control: 'event' });

const rowId = z.number().int().positive();

export const contactId = rowId;

export const templateId = rowId.meta({ title: 'Template', control: 'template' });
export const segmentId = rowId.meta({ title: 'Segment', control: 'segment' });
export const senderId = rowId.meta({ title: 'Sender', control: 'sender' });
export const automationId = rowId.meta({ title: 'Automation', control: 'automation' });
export const audienceId = rowId.meta({ title: 'Audience', control: 'audience' });
export const endpointId = rowId.meta({ title: 'Endpoint', control: 'endpoint' });
export const campaignId = rowId.meta({ title: 'Campaign', control: 'campaign' });
export const userId = rowId.meta({ title: 'Person', control: 'user' });
