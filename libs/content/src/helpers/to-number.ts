/**
 * A number from data: a number, or a decimal numeral in text, which stays text (Intl formats it exactly; amounts have
 * no binary scale). Anything else is null.
 */
export function toNumber(value: unknown): number | string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return /^[+-]?\d{1,30}(?:\.\d{1,30})?$/.test(text) ? text : null;
}
