import { hasOnePeriod, ONE_PERIOD, type Period, periodShape } from '#libs/conditions';
import { z } from 'zod';

const ACTIONS = ['sent', 'delivered', 'opened', 'clicked', 'replied', 'bounced', 'complained'] as const;
const MEASURES = ['count', 'first', 'last'] as const;

export type EmailAction = (typeof ACTIONS)[number];

export interface EmailParams extends Period {
  readonly action: EmailAction;
  readonly measure: (typeof MEASURES)[number];
  readonly op: string;
  readonly value?: unknown;
  readonly campaign?: number | undefined;
  readonly automation?: number | undefined;
  readonly machine?: boolean | undefined;
}

/** Without measure and operator: at least once. */
const DEFAULTS = { measure: 'count', op: 'gte', value: 1 } as const;

/** Only these are done by programs, too. */
const BY_PROGRAMS: ReadonlySet<EmailAction> = new Set(['opened', 'clicked']);

const shape = z.strictObject({
  action: z.enum(ACTIONS).describe('What happened to a mail that the contact was sent.'),
  measure: z.enum(MEASURES).optional().describe('How often, or when first or last; count when left out.'),
  op: z
    .string()
    .optional()
    .describe('An operator for a number, or for a time with first and last; gte 1 when left out.'),
  value: z.unknown().optional(),
  ...periodShape,
  campaign: z.int().positive().optional().describe('Only mails of this campaign.'),
  automation: z.int().positive().optional().describe('Only mails of this automation.'),
  machine: z.boolean().optional().describe('True: opens and clicks by programs count, too.'),
});

export const emailParamsSchema: z.ZodType<EmailParams> = shape
  .refine(hasOnePeriod, ONE_PERIOD)
  .refine(({ op, value, measure }) => op !== undefined || (value === undefined && (measure ?? 'count') === 'count'), {
    path: ['op'],
    message: 'is missing',
  })
  .refine(({ campaign, automation }) => campaign === undefined || automation === undefined, {
    path: ['automation'],
    message: 'campaign and automation exclude each other: a mail comes from one of them',
  })
  .refine(({ action, machine }) => machine !== true || BY_PROGRAMS.has(action), {
    path: ['machine'],
    message: 'makes sense for opened and clicked only',
  })
  .transform((given): EmailParams => {
    if (given.op !== undefined) return { ...given, op: given.op, measure: given.measure ?? 'count' };
    return { ...given, ...DEFAULTS };
  });
