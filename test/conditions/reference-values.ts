import { createHash } from 'node:crypto';

/*
 * What the reference evaluator computes with: slow and obvious, and not taken from the product's code.
 */

export function fold(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** Decimals as integers of 10⁻²⁵, so that 0.1 + 0.2 is 0.3. */
export function decimal(value: number): bigint {
  const [, sign = '', whole = '0', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(String(value)) ?? [];
  const digits = BigInt(whole + fraction);
  const scale = 25 + Number(exponent) - fraction.length;
  const scaled = scale >= 0 ? digits * 10n ** BigInt(scale) : digits / 10n ** BigInt(-scale);
  return sign ? -scaled : scaled;
}

const formats = new Map<string, Intl.DateTimeFormat>();

interface LocalTime {
  readonly day: string;
  readonly time: string;
}

function localTime(at: Date, zone: string): LocalTime {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    });
  formats.set(zone, format);
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    day: `${parts['year']!.padStart(4, '0')}-${parts['month']!}-${parts['day']!}`,
    time: `${parts['hour']!}:${parts['minute']!}:${parts['second']!}`,
  };
}

export function isZone(zone: string | null): zone is string {
  if (!zone) return false;
  try {
    localTime(new Date(0), zone);
    return true;
  } catch {
    return false;
  }
}

/** By zone, then by moment: thousands of trees ask for the days of the same events. */
const days = new Map<string, Map<number, string>>();

/** The calendar day that clocks in the zone show. */
export function dayIn(at: Date, zone: string): string {
  const known = days.get(zone) ?? new Map<number, string>();
  days.set(zone, known);
  const day = known.get(at.getTime()) ?? localTime(at, zone).day;
  known.set(at.getTime(), day);
  return day;
}

const midnights = new Map<string, Date>();

/** The moment at which the day begins in the zone; zones of the tests have no transitions at midnight. */
export function midnightIn(day: string, zone: string): Date {
  const key = `${day} ${zone}`;
  const midnight = midnights.get(key) ?? searchMidnight(day, zone);
  midnights.set(key, midnight);
  return midnight;
}

function searchMidnight(day: string, zone: string): Date {
  for (let minutes = -16 * 60; minutes <= 16 * 60; minutes += 5) {
    const candidate = new Date(Date.parse(`${day}T00:00:00Z`) + minutes * 60_000);
    const local = localTime(candidate, zone);
    if (local.day === day && local.time === '00:00:00') return candidate;
  }
  throw new Error(`${day} has no midnight in ${zone}`);
}

function parts(day: string): { year: number; month: number; date: number } {
  const [year, month, date] = day.split('-').map(Number);
  return { year: year!, month: month!, date: date! };
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

export function isCalendarDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith('0000')) return false;
  const { year, month, date } = parts(text);
  const lengths = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return month >= 1 && month <= 12 && date >= 1 && date <= lengths[month - 1]!;
}

export function parseInstant(text: string): Date | null {
  const found = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:Z|[+-](\d{2}):(\d{2}))$/.exec(text);
  if (!found || !isCalendarDay(found[1]!)) return null;
  const [hour, minute, second, zoneHour, zoneMinute] = found
    .slice(2)
    .map((part: string | undefined) => Number(part ?? 0));
  if (hour! > 23 || minute! > 59 || second! > 59 || zoneHour! > 14 || zoneMinute! > 59) return null;
  return new Date(text);
}

const pad = (value: number, length = 2): string => String(value).padStart(length, '0');

function toDay(year: number, month: number, date: number): string {
  return `${pad(year, 4)}-${pad(month)}-${pad(date)}`;
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

export function addMonths(day: string, months: number): string {
  const { year, month, date } = parts(day);
  const index = year * 12 + (month - 1) + months;
  const [toYear, toMonth] = [Math.floor(index / 12), (index % 12) + 1];
  let clamped = date;
  while (!isCalendarDay(toDay(toYear, toMonth, clamped))) clamped -= 1;
  return toDay(toYear, toMonth, clamped);
}

/** `7d` before (-1) or after (1) a day. */
export function shiftDay(day: string, window: string, sign: 1 | -1): string {
  const count = Number.parseInt(window, 10) * sign;
  if (window.endsWith('mo')) return addMonths(day, count);
  return addDays(day, window.endsWith('w') ? count * 7 : count);
}

const MS: Record<string, number> = { s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

export function shiftMoment(at: Date, window: string, sign: 1 | -1): Date {
  const count = Number.parseInt(window, 10) * sign;
  const unit = window.replace(/^\d+/, '');
  if (unit !== 'mo') return new Date(at.getTime() + count * MS[unit]!);
  const day = addMonths(at.toISOString().slice(0, 10), count);
  return new Date(day + at.toISOString().slice(10));
}

/** The anniversary of a day in a year; 29 February counts as the 28th in years without it. */
export function anniversary(day: string, year: number): string {
  const { month, date } = parts(day);
  return month === 2 && date === 29 && !isLeap(year) ? toDay(year, 2, 28) : toDay(year, month, date);
}

export function yearOf(day: string): number {
  return parts(day).year;
}

export function partOf(day: string, part: 'day_is' | 'month_is' | 'weekday_is'): number {
  const { month, date } = parts(day);
  if (part === 'day_is') return date;
  if (part === 'month_is') return month;
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
}

export function inSample(contactId: number, percent: number, salt: string): boolean {
  const hash = createHash('md5').update(`${salt}:${contactId}`).digest('hex').slice(0, 8);
  return Number.parseInt(hash, 16) % 1_000_000 < Math.round(percent * 10_000);
}
