const MOMENT =
  /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))$/;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * A moment as RFC 3339 writes it, years 1 to 9999, to the millisecond; the seconds may be left out, and the leap second
 * :60 is the first of the next minute. Null when it is none: what has no offset or no time of day, and days and hours
 * that no calendar has (30 February, 24:00), which `Date` moves on in silence.
 */
export function parseRfc3339(text: string): Date | null {
  const parts = MOMENT.exec(text);
  if (!parts) return null;
  const [, day = '', hour, minute, second = '0', fraction = '', sign, offsetHour = '0', offsetMinute = '0'] = parts;
  const midnight = Date.parse(`${day}T00:00:00Z`);
  if (day < '0001' || Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(day)) return null;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return null;
  const ofDay = Number(hour) * HOUR_MS + Number(minute) * MINUTE_MS + Number(second) * 1000;
  const offset = Number(offsetHour) * HOUR_MS + Number(offsetMinute) * MINUTE_MS;
  const ms = Number(fraction.padEnd(3, '0').slice(0, 3));
  return new Date(midnight + ofDay + ms - (sign === '-' ? -offset : offset));
}
