const locale = navigator.language;

const wholeNumber = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
const percentage = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
const exactNumber = new Intl.NumberFormat(locale, { maximumFractionDigits: 20 });
const dayOnly = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
const calendarDay = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
const dayAndTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
const exactTime = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });

export const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Steps of relative time: up to `until` ms, counted in `unit` of `size` ms. */
const STEPS: { until: number; unit: Intl.RelativeTimeFormatUnit; size: number }[] = [
  { until: HOUR_MS, unit: 'minute', size: MINUTE_MS },
  { until: DAY_MS, unit: 'hour', size: HOUR_MS },
  { until: 30 * DAY_MS, unit: 'day', size: DAY_MS },
  { until: 365 * DAY_MS, unit: 'month', size: 30.44 * DAY_MS },
  { until: Number.POSITIVE_INFINITY, unit: 'year', size: 365.25 * DAY_MS },
];

/** 12,480 */
export function formatNumber(value: number): string {
  return wholeNumber.format(value);
}

/** 12,480.0625: with all its digits. */
export function formatExactNumber(value: number): string {
  return exactNumber.format(value);
}

/** 0.423 → 42.3% ; nothing of nothing is 0%. */
export function formatShare(part: number, whole: number): string {
  return percentage.format(whole === 0 ? 0 : part / whole);
}

/** An amount in the currency given (ISO 4217). */
export function formatMoney(value: number, currency: string): string {
  return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(value);
}

export function formatDate(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  // A day is the same everywhere; west of Greenwich its midnight in UTC is on the day before.
  return (iso.length === '2026-10-03'.length ? calendarDay : dayOnly).format(date);
}

export function formatDateTime(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : dayAndTime.format(time);
}

/** With seconds and zone, for a tooltip. */
export function formatExact(iso: string): string {
  return exactTime.format(new Date(iso));
}

/** "3 min. ago", "in 2 hr."; `now` in ms since the epoch. Under a minute the caller says "just now". */
export function formatRelative(iso: string, now: number): string {
  const distance = new Date(iso).getTime() - now;
  const step = STEPS.find(({ until }) => Math.abs(distance) < until);
  if (!step) return formatDate(iso);
  return relative.format(Math.round(distance / step.size), step.unit);
}

/** 1536 → 1.5 kB */
export function formatBytes(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[power] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  }).format(bytes / 1000 ** power);
}
