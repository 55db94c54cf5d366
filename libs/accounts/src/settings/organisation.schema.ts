import { z } from 'zod';

const canonical = (make: () => string | undefined): boolean => {
  try {
    return make() !== undefined;
  } catch (error) {
    // Intl says "not known" by throwing.
    if (error instanceof RangeError) return false;
    throw error;
  }
};

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

export const timeZoneSchema = z
  .string()
  .refine((zone) => canonical(() => new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone), {
    message: 'is no time zone of the IANA database, such as Europe/London',
  });

const currency = z.string().refine((code) => CURRENCIES.has(code), { message: 'is no ISO 4217 currency, such as EUR' });

const locale = z.string().refine((tag) => canonical(() => Intl.getCanonicalLocales(tag)[0]), {
  message: 'is no BCP 47 language tag, such as en or pt-BR',
});

const tracking = z.enum(['on', 'consent', 'off']);
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day as HH:MM');

/** What the organisation has decided for all of Tidings; permissive unless somebody changes it. */
export const organisationSchema = z.strictObject({
  name: z.string().trim().max(200).default('').describe('Shown to readers, in footers and on public pages.'),
  postal_address: z.string().trim().max(1000).default('').describe('Goes into the footer of marketing mails.'),
  time_zone: timeZoneSchema.default('UTC').describe('For contacts whose zone is not known, and for reports.'),
  currency: currency.default('USD').describe('Of values that come without a currency.'),
  locale: locale.default('en').describe('Of contacts whose language is not known.'),
  tracking: z
    .strictObject({
      opens: tracking.default('on').describe('Record opens: unless refused, with the consent `tracking`, or never.'),
      clicks: tracking.default('on').describe('Record clicks: unless refused, with the consent `tracking`, or never.'),
    })
    .prefault({}),
  require_verified_domain: z
    .boolean()
    .default(false)
    .describe('Refuse to send from a domain whose DNS records were not checked.'),
  frequency_caps: z
    .array(
      z.strictObject({
        max: z.int().min(1).max(10_000).describe('Most marketing mails to one contact in that time.'),
        per: z.string().regex(/^[1-9]\d{0,3}(h|d|w|mo)$/, 'must be a time such as 24h, 7d, 2w or 1mo'),
        topic: z.string().min(1).max(100).optional().describe('Counts mails on this topic only; all, when left out.'),
      }),
    )
    .max(10)
    .default([])
    .describe('No cap unless one is listed.'),
  quiet_hours: z
    .strictObject({ from: timeOfDay, to: timeOfDay, zone: z.enum(['contact', 'organisation']).default('contact') })
    .nullable()
    .default(null)
    .describe('Marketing mails wait until these hours are over.'),
  frequency_wait: z
    .string()
    .regex(/^[1-9]\d{0,3}(h|d|w)$/, 'must be a time such as 24h, 7d or 2w')
    .default('7d')
    .describe('How long a mail waits for its turn under the caps before it is dropped.'),
  soft_bounces: z
    .strictObject({
      count: z.int().min(2).max(100).default(5).describe('So many mails in a row that came back as "not now" …'),
      days: z.int().min(1).max(365).default(7).describe('… over at least so many days make an address count as dead.'),
    })
    .prefault({})
    .describe('When temporary failures add up to a dead address.'),
  engagement_hold: z
    .string()
    .regex(/^\d{1,4}(s|min)$/, 'must be a time such as 60s or 2min')
    .default('60s')
    .describe('How long an open or click waits before it starts an automation, ends a wait or reaches a goal.'),
  max_html_kb: z
    .int()
    .min(20)
    .max(10_000)
    .default(100)
    .describe('From so many KB of HTML on a mail is left out: Gmail cuts off what is beyond some 102.'),
  webhook_log_days: z
    .int()
    .min(1)
    .max(3_650)
    .default(30)
    .describe('How many days calls of webhooks stay in the log after they are over.'),
  message_copy_days: z
    .int()
    .min(0)
    .max(3_650)
    .default(30)
    .describe('How many days the copy of a transactional mail is kept, as it left; 0 keeps none.'),
  segment_editors: z
    .enum(['administrators', 'marketers'])
    .default('marketers')
    .describe('Who may make, change and delete segments; all roles may use them.'),
});

export type Organisation = z.output<typeof organisationSchema>;
