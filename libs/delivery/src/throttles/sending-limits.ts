import { invalid, parseDocument } from '#libs/kernel';
import { z } from 'zod';
import { groupOfSetting } from './domain-groups.js';
import { labelOfGroup } from './mailbox-providers.js';

export const PERIODS_MS = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

const rate = z
  .strictObject({
    max: z.int().min(1).max(10_000_000).describe('Most mails …'),
    per: z.enum(['second', 'minute', 'hour', 'day']).default('second').describe('… in any such time.'),
  })
  .nullable()
  .default(null);

const atOnce = z.int().min(1).max(1000).nullable().default(null);

const pace = {
  rate: rate.describe('How many mails in a time; no limit when null.'),
  at_once: atOnce.describe('Mails handed over and not answered, so at most so many connections are busy.'),
};

const percent = z.number().gt(0).max(100).nullable().default(null);

/** How fast the mail of a sender may leave, over all processes. Nothing is limited unless it is said. */
export const sendingLimitsSchema = z.strictObject({
  ...pace,
  each_domain: z.strictObject(pace).prefault({}).describe('For each recipient domain that is not listed in `domains`.'),
  domains: z
    .array(
      z.strictObject({
        domain: z
          .string()
          .trim()
          .toLowerCase()
          .regex(/^[\p{L}\p{N}]([\p{L}\p{N}.-]*[\p{L}\p{N}])?$/u, 'must be a domain, or a provider such as gmail')
          .max(253)
          .describe('A provider (gmail, microsoft, yahoo, …) or a domain. Domains of one provider are one.'),
        ...pace,
      }),
    )
    .max(100)
    .default([]),
  adapt: z
    .enum(['auto', 'on', 'off'])
    .default('auto')
    .describe('Slow down where the other side asks for it. auto: unless the mail server is on this host.'),
  warm_up: z
    .strictObject({
      from: z.iso.date().describe('The first day, in UTC.'),
      first_day: z.int().min(1).max(1_000_000).default(50).describe('Marketing mails on the first day.'),
      growth_percent: z.int().min(1).max(300).default(40).describe('How many more each day.'),
      until: z.int().min(1).max(100_000_000).default(100_000).describe('With so many a day the warm-up is over.'),
    })
    .nullable()
    .default(null)
    .describe('A new domain begins with few mails a day.'),
  health: z
    .strictObject({
      complaints_percent: percent.describe('Marketing mail waits at so many complaints in a hundred mails.'),
      bounces_percent: percent.describe('Marketing mail waits at so many hard bounces in a hundred mails.'),
      days: z.int().min(1).max(30).default(7).describe('Of the mails of so many days.'),
      least: z.int().min(1).max(1_000_000).default(200).describe('Fewer mails than this say nothing.'),
    })
    .nullable()
    .default(null)
    .describe('Hold marketing mail while too much of it is complained about or bounces.'),
});

export type SendingLimits = z.output<typeof sendingLimitsSchema>;
export type Rate = NonNullable<SendingLimits['rate']>;
export type Pace = SendingLimits['each_domain'];

/** Throws a 422 with paths below `limits`. */
export function parseSendingLimits(value: unknown): SendingLimits {
  const limits = parseDocument(sendingLimitsSchema, value ?? {}, { prefix: 'limits' });
  refuseTwice(limits);
  refuseIdle(limits);
  return limits;
}

/** A limit without a number looks like one, and limits nothing. */
function refuseIdle({ domains }: SendingLimits): void {
  const errors = domains.flatMap(({ rate: given, at_once: together }, index) =>
    given === null && together === null
      ? [
          {
            path: `limits.domains[${String(index)}].rate`,
            message: 'is missing, and so is at_once: one of them limits',
          },
        ]
      : [],
  );
  if (errors.length > 0) throw invalid(errors);
}

/** Of two limits for the same mail one would count for nothing, and nobody could see which. */
function refuseTwice({ domains }: SendingLimits): void {
  const groups = domains.map(({ domain }) => groupOfSetting(domain));
  const errors = groups.flatMap((group, index) => {
    const first = groups.indexOf(group);
    if (first === index) return [];
    const message = `is limited already: limits.domains[${String(first)}] is ${labelOfGroup(group)}, too`;
    return [{ path: `limits.domains[${String(index)}].domain`, message }];
  });
  if (errors.length > 0) throw invalid(errors);
}

const parsed = new WeakMap<object, SendingLimits>();

/** The limits of a stored sender, with what is not said filled in. */
export function limitsOf({ limits }: { readonly limits: Record<string, unknown> }): SendingLimits {
  const known = parsed.get(limits);
  if (known) return known;
  const made = sendingLimitsSchema.parse(limits);
  parsed.set(limits, made);
  return made;
}
