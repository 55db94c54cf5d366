import { z } from 'zod';
import { anyValue, defineHelper, type HelperEnvironment } from '../define-helper.js';
import { cacheFormats } from '../cached-format.js';
import { knownLocale } from '../known-locale.js';

const STYLES = {
  short: { dateStyle: 'short' },
  medium: { dateStyle: 'medium' },
  long: { dateStyle: 'long' },
  full: { dateStyle: 'full' },
  time: { timeStyle: 'short' },
  datetime: { dateStyle: 'long', timeStyle: 'short' },
  weekday: { weekday: 'long' },
  day: { day: 'numeric' },
  month: { month: 'long' },
  year: { year: 'numeric' },
  'day-month': { day: 'numeric', month: 'long' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

type Style = keyof typeof STYLES;
const STYLE_NAMES = Object.keys(STYLES) as [Style, ...Style[]];

const formatFor = cacheFormats((key) => {
  const [locale, timeZone, style] = key.split('|');
  return new Intl.DateTimeFormat(locale, { timeZone, ...STYLES[style as Style] });
});

export const date = defineHelper({
  name: 'date',
  label: 'Date',
  description:
    "A date or time, written as in the recipient's country and zone. A plain date is the same in every zone.",
  example: '{{date event.occurred_at "long"}}',
  parameters: z.strictObject({
    value: anyValue,
    style: z.enum(STYLE_NAMES).optional(),
    zone: z.string().refine(isZone, 'is no time zone, as Europe/Berlin').optional(),
  }),
  positional: ['value', 'style'],
  run: ({ value, style, zone }, env) => {
    const time = readTime(value);
    if (!time) return '';
    const chosen = typeof style === 'string' && Object.hasOwn(STYLES, style) ? style : 'medium';
    const inZone = time.isDay ? 'UTC' : chooseZone(zone, env);
    return formatFor(`${knownLocale(env.locale)}|${inZone}|${chosen}`).format(time.at);
  },
});

/** RFC 3339, a Date, or a plain day (YYYY-MM-DD), which no zone may shift. */
function readTime(value: unknown): { at: Date; isDay: boolean } | null {
  const isDay = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
  const isTime = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(value);
  if (!isDay && !isTime && !(value instanceof Date)) return null;
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? null : { at, isDay };
}

function chooseZone(zone: unknown, env: HelperEnvironment): string {
  if (typeof zone === 'string' && isZone(zone)) return zone;
  return isZone(env.timeZone) ? env.timeZone : 'UTC';
}

const zones = cacheFormats((zone) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
});

function isZone(zone: string): boolean {
  return zones(zone);
}
