import { isMissing } from '../render/values.js';
import { toNumber } from './to-number.js';

/** Texts, numbers and booleans are compared by what they say: '5' from an import equals 5. Missing equals missing. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (isMissing(a) || isMissing(b)) return isMissing(a) && isMissing(b);
  if (a === b) return true;
  const numbers = [toNumber(a), toNumber(b)];
  if (numbers[0] !== null && numbers[1] !== null) return Number(numbers[0]) === Number(numbers[1]);
  return isPlain(a) && isPlain(b) && String(a) === String(b);
}

/** Below 0, 0 or above 0, by number where both are numbers, else by text (ISO dates are in order so); null when neither. */
export function compare(a: unknown, b: unknown): number | null {
  const numbers = [toNumber(a), toNumber(b)];
  if (numbers[0] !== null && numbers[1] !== null) return Number(numbers[0]) - Number(numbers[1]);
  const left = toComparable(a);
  const right = toComparable(b);
  if (left === null || right === null || left === '' || right === '') return null;
  return left < right ? -1 : left > right ? 1 : 0;
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function toComparable(value: unknown): string | null {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  return typeof value === 'string' ? value : null;
}
