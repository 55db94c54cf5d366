/**
 * A point in time as PostgreSQL reads it. ISO 8601 has a year 0 and signs before long years: a day's edge in another
 * zone, or a window before it, may lie in one when the day itself is of the years 1 to 9999.
 */
export function timestampText(at: Date): string {
  const [, sign, year = '', rest = ''] = /^([+-]?)(\d+)(.*)$/.exec(at.toISOString()) ?? [];
  const number = sign === '-' ? -Number(year) : Number(year);
  return number > 0 ? `${String(number).padStart(4, '0')}${rest}` : `${String(1 - number).padStart(4, '0')}${rest} BC`;
}
