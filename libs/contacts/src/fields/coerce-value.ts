import { foldText, isStorable, LOST_DIGITS } from '#libs/kernel';
import { parseDate, parseInstant } from './date-text.js';
import type { FieldDefinition, FieldType, FieldValue } from './field-definition.js';

const MAX_TEXT = 10_000;
const MAX_SET = 1_000;
const MAX_URL = 2_048;

/** What a value means for a field: the value as it is stored, null for "missing", or what is wrong with it. */
export type Coerced = { readonly value: FieldValue | null } | { readonly problem: string };

export interface CoerceContext {
  /** Zones by lower-case name. */
  readonly zones: ReadonlyMap<string, string>;
  /** Where instants without an offset are; UTC unless an import says otherwise. */
  readonly zone?: string;
}

type Coercer = (value: unknown, field: FieldDefinition, context: CoerceContext) => Coerced;

/**
 * Turns what came in (JSON, or the text of a CSV cell) into the field's type. null and '' are missing.
 * Never guesses between two readings: 03/04/2025 is refused.
 */
export function coerceValue(field: FieldDefinition, value: unknown, context: CoerceContext): Coerced {
  if (value === null || value === '') return { value: null };
  if (typeof value === 'string' && !isStorable(value)) {
    return { problem: 'must be text without U+0000 and broken surrogates' };
  }
  return (field.role ? ROLES[field.role] : TYPES[field.type])(value, field, context);
}

/** Its digits as a text would not be those that were sent. */
function hasLostDigits(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER;
}

const text: Coercer = (value) => {
  if (hasLostDigits(value)) return { problem: LOST_DIGITS };
  if (typeof value === 'number' || typeof value === 'boolean') return { value: String(value) };
  if (typeof value !== 'string') return { problem: 'must be text' };
  return value.length <= MAX_TEXT ? { value } : { problem: `must have at most ${MAX_TEXT} characters` };
};

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

const number: Coercer = (value) => {
  const found = typeof value === 'string' && NUMBER.test(value.trim()) ? Number(value) : value;
  return typeof found === 'number' && Number.isFinite(found) ? { value: found } : { problem: 'must be a number' };
};

const date: Coercer = (value) => {
  const found = typeof value === 'string' ? parseDate(value) : null;
  return found ? { value: found } : { problem: 'must be a date as 2025-12-31' };
};

const datetime: Coercer = (value, _field, { zone }) => {
  const found = typeof value === 'string' ? parseInstant(value, zone ?? 'UTC') : null;
  return found ? { value: found.toISOString() } : { problem: 'must be a time as 2025-12-31T23:59:59Z' };
};

const BOOLEANS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ...['true', 'yes', 'y', '1', 1].map((word) => [word, true] as const),
  ...['false', 'no', 'n', '0', 0].map((word) => [word, false] as const),
]);

const boolean: Coercer = (value) => {
  if (typeof value === 'boolean') return { value };
  const found = BOOLEANS.get(typeof value === 'string' ? value.trim().toLowerCase() : value);
  return found === undefined ? { problem: 'must be true or false' } : { value: found };
};

const choice: Coercer = (value, field, context) => {
  const found = text(value, field, context);
  if ('problem' in found || field.options.length === 0) return found;
  const option = optionOf(field, String(found.value));
  return option === undefined ? { problem: `must be one of: ${field.options.join(', ')}` } : { value: option };
};

const set: Coercer = (value, field) => {
  const parts: unknown[] = typeof value === 'string' ? value.split(/[,;|]/) : Array.isArray(value) ? value : [value];
  if (parts.length > MAX_SET) return { problem: `must have at most ${MAX_SET} members` };
  if (!parts.every((part) => typeof part === 'string' && isStorable(part)))
    return { problem: 'must be a list of texts' };
  const words = [...new Set((parts as string[]).map((part) => part.trim()).filter((part) => part !== ''))];
  if (words.length === 0) return { value: null };
  if (field.options.length === 0) return { value: words };
  const options = words.map((word) => optionOf(field, word));
  if (options.includes(undefined)) return { problem: `must be some of: ${field.options.join(', ')}` };
  return { value: [...new Set(options as string[])] };
};

/** Options are compared folded, and stored as they are declared. */
function optionOf(field: FieldDefinition, word: string): string | undefined {
  const folded = foldText(word.trim());
  return field.options.find((option) => foldText(option) === folded);
}

const url: Coercer = (value) => {
  const ok = typeof value === 'string' && value.length <= MAX_URL && /^https?:\/\//i.test(value) && URL.canParse(value);
  return ok ? { value } : { problem: 'must be an http or https address' };
};

const PHONE = /^\+?[\d\s().\-/]{3,40}(?:(?:x|ext\.?|#)\s*\d{1,8})?$/i;

const phone: Coercer = (value) => {
  if (hasLostDigits(value)) return { problem: LOST_DIGITS };
  const written = typeof value === 'number' ? String(value) : value;
  const ok = typeof written === 'string' && PHONE.test(written.trim()) && /\d.*\d.*\d/.test(written);
  return ok ? { value: written.trim() } : { problem: 'must be a telephone number' };
};

const TYPES: Readonly<Record<FieldType, Coercer>> = {
  text,
  number,
  money: number,
  date,
  datetime,
  boolean,
  choice,
  set,
  url,
  phone,
};

const within = (limit: number): Coercer => {
  return (value, field, context) => {
    const found = number(value, field, context);
    if ('problem' in found || Math.abs(Number(found.value)) <= limit) return found;
    return { problem: `must be between -${limit} and ${limit}` };
  };
};

const ROLES: Readonly<Record<NonNullable<FieldDefinition['role']>, Coercer>> = {
  latitude: within(90),
  longitude: within(180),
  zone: (value, _field, { zones }) => {
    const found = typeof value === 'string' ? zones.get(value.trim().toLowerCase()) : undefined;
    return found ? { value: found } : { problem: 'must be a time zone as Europe/Berlin' };
  },
  locale: (value) => {
    const found = typeof value === 'string' ? canonicalLocale(value.trim().replaceAll('_', '-')) : undefined;
    return found ? { value: found } : { problem: 'must be a language tag as en or pt-BR' };
  },
  user: (value, field, context) => {
    const found = number(value, field, context);
    const ok = 'value' in found && Number.isSafeInteger(found.value) && Number(found.value) > 0;
    return ok ? found : { problem: 'must be the id of a user' };
  },
};

function canonicalLocale(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
