/** Reads an own property; anything inherited (`constructor`, `__proto__`) and every function is missing. */
export function readProperty(of: unknown, key: string): unknown {
  if (of === null || of === undefined || !Object.hasOwn(of, key)) return undefined;
  const value = (of as Readonly<Record<string, unknown>>)[key];
  return typeof value === 'function' ? undefined : value;
}

/** Handlebars' own notion: false, null, undefined, '', 0, NaN and empty lists are false. */
export function isTruthy(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/** What contracts call missing: nothing at all, or an empty text. */
export function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** How a value is printed: lists with commas, dates as ISO 8601, nothing for what has no text. */
export function toText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return Number.isFinite(value) ? String(value) : '';
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'object':
      return objectToText(value);
    default:
      return '';
  }
}

function objectToText(value: object | null): string {
  if (Array.isArray(value)) return value.map(listItemToText).filter(Boolean).join(', ');
  return value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : '';
}

/** Lists in lists say nothing to a reader, and might never end. */
function listItemToText(value: unknown): string {
  return typeof value === 'object' && !(value instanceof Date) ? '' : toText(value);
}
