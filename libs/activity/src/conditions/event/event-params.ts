import {
  hasOnePeriod,
  ONE_PERIOD,
  type Period,
  periodShape,
  propertyTreeSchema,
  type PropertyTree,
} from '#libs/conditions';
import { z } from 'zod';

const MEASURES = ['count', 'sum', 'min', 'max', 'avg', 'distinct', 'first', 'last'] as const;

export type EventMeasure = (typeof MEASURES)[number];

export interface EventParams extends Period {
  readonly event: string;
  readonly measure: EventMeasure;
  readonly op: string;
  readonly value?: unknown;
  readonly of?: string | undefined;
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
  ...periodShape,
  where: propertyTreeSchema.optional().describe('Only events whose properties match.'),
});

export const eventParamsSchema: z.ZodType<EventParams> = shape
  .refine(hasOnePeriod, ONE_PERIOD)
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
