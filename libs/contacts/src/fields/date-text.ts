import { zonedToInstant } from '#libs/kernel';

const DATE = /^(\d{4})[-/](\d{2})[-/](\d{2})$/;
const TIME =
  /^(\d{4}[-/]\d{2}[-/]\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/** A calendar day (2025-12-31, also with slashes or a time behind it), years 1 to 9999; null when it is none. */
export function parseDate(text: string): string | null {
  const day = (TIME.exec(text.trim())?.[1] ?? '').replaceAll('/', '-');
  const parts = DATE.exec(day);
  if (!parts) return null;
  const [year, month, date] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  return year > 0 && month >= 1 && month <= 12 && date >= 1 && date <= daysIn(year, month) ? day : null;
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/**
 * An instant: RFC 3339, with a space for the T and seconds or offset left out. Without an offset it is local to `zone`,
 * a day alone is its midnight; where `zone` is null both are refused. Null when it is none of these.
 */
export function parseInstant(text: string, zone: string | null): Date | null {
  const parts = TIME.exec(text.trim());
  const day = parts ? parseDate(text) : null;
  if (!parts || !day) return null;
  const [hour, minute, second] = [Number(parts[2] ?? 0), Number(parts[3] ?? 0), Number(parts[4] ?? 0)];
  // RFC 3339 allows the leap second :60; it becomes the first moment of the next minute.
  if (hour > 23 || minute > 59 || second > 60) return null;
  const ms = Number((parts[5] ?? '').padEnd(3, '0').slice(0, 3));
  const local = Date.parse(`${day}T00:00:00Z`) + ((hour * 60 + minute) * 60 + second) * 1000 + ms;
  if (!parts[6]) return zone === null ? null : zonedToInstant(local, zone);
  const offset = offsetMs(parts[6]);
  return offset === null ? null : new Date(local - offset);
}

/** Null when there is no such offset: they end at 23:59. */
function offsetMs(offset: string): number | null {
  if (/^z$/i.test(offset)) return 0;
  const [hours, minutes] = [Number(offset.slice(1, 3)), Number(offset.slice(3).replace(':', '') || 0)];
  if (hours > 23 || minutes > 59) return null;
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
