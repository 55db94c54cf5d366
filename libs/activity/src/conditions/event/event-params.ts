import { propertyTreeSchema, timeWindowSchema, type PropertyTree } from '#libs/conditions';
import { z } from 'zod';
import { periodSchema } from './event-period.js';

const MEASURES = ['count', 'sum', 'min', 'max', 'avg', 'distinct', 'first', 'last'] as const;

export type EventMeasure = (typeof MEASURES)[number];

export interface EventParams {
  readonly event: string;
  readonly measure: EventMeasure;
  readonly op: string;
  readonly value?: unknown;
  readonly of?: string | undefined;
  readonly within?: string | undefined;
  readonly between?: readonly [string, string] | undefined;
  readonly since?: 'entry' | 'step' | undefined;
  readonly where?: PropertyTree | undefined;
}

/** Without measure and operator: at least one. */
const DEFAULTS = { measure: 'count', op: 'gte', value: 1 } as const;

const shape = z.strictObject({
  event: z.string().min(1).max(200).describe('The name of the event.'),
  measure: z.enum(MEASURES).optional().describe('What is compared; count when left out.'),
  op: z.string().optional().describe('An operator of the type of what is measured; gte 1 when left out.'),
  value: z.unknown().optional(),
  of: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('What sum, min, max, avg, distinct, first and last measure: value or a property.'),
  within: timeWindowSchema.optional().describe('Only events of this time up to now.'),
  between: periodSchema.optional().describe('Only events between these two, both included.'),
  since: z.enum(['entry', 'step']).optional().describe('In an automation: only events since the entry or the step.'),
  where: propertyTreeSchema.optional().describe('Only events whose properties match.'),
});

export const eventParamsSchema: z.ZodType<EventParams> = shape
  .refine(({ within, between, since }) => [within, between, since].filter((one) => one !== undefined).length <= 1, {
    path: ['within'],
    message: 'within, between and since exclude each other',
  })
  .refine(({ op, value, measure }) => op !== undefined || (value === undefined && (measure ?? 'count') === 'count'), {
    path: ['op'],
    message: 'is missing',
  })
  .refine(({ of, measure }) => of === undefined || (measure ?? 'count') !== 'count', {
    path: ['of'],
    message: 'has no meaning for a count',
  })
  .transform((given): EventParams => {
    if (given.op !== undefined) return { ...given, op: given.op, measure: given.measure ?? 'count' };
    return { ...given, ...DEFAULTS };
  });
