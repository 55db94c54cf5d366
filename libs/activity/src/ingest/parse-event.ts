import { normalizeEmail, parseInstant } from '#libs/contacts';
import {
  describeErrors,
  type FieldError,
  findUnstorable,
  formatPath,
  isLostNumber,
  isStorable,
  LOST_DIGITS,
  valueAt,
} from '#libs/kernel';
import type { EventContact, EventError, EventInput } from './event-input.js';

const DAY_MS = 86_400_000;
const AHEAD_MS = 5 * 60_000;
const MAX_NAME = 200;
const MAX_PROPERTIES_BYTES = 65_536;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i;
const MAX_DIGITS = 100;
const KEYS = new Set(['contact', 'name', 'id', 'occurred_at', 'value', 'currency', 'properties', 'trigger']);

export interface ParseEventOptions {
  readonly now: Date;
  /** Where times without an offset, and days alone, are; null refuses them. */
  readonly zone: string | null;
  /** Everything quiet, but for events that say `trigger: true`. */
  readonly quiet: boolean;
  /** Events older than a day are quiet; so they are unless an import says otherwise. */
  readonly oldIsQuiet?: boolean;
}

export type ParsedEvent = { readonly input: EventInput } | { readonly error: EventError };

/** Reads one event as `POST /events` takes it. Every wrong value is listed with its path. */
export function parseEvent(body: unknown, options: ParseEventOptions): ParsedEvent {
  if (!isObject(body)) return refuse([{ path: '', message: 'must be an object' }]);
  const errors: FieldError[] = Object.keys(body)
    .filter((key) => !KEYS.has(key))
    .map((path) => ({ path, message: 'is no property of an event' }));
  const read = <T>(path: string, reader: (value: unknown) => T | string[]): T | undefined => {
    const found = reader(body[path]);
    if (!Array.isArray(found)) return found;
    errors.push(...found.map((problem) => toFieldError(path, problem)));
    return undefined;
  };
  const occurredAt = read('occurred_at', (value) => readTime(value, options)) ?? options.now;
  const input: EventInput = {
    contact: read('contact', readContact) ?? {},
    name: read('name', readName) ?? '',
    key: read('id', readKey) ?? null,
    occurredAt,
    value: read('value', readValue) ?? null,
    currency: read('currency', readCurrency) ?? null,
    properties: read('properties', readProperties) ?? {},
    quiet: isQuiet(read('trigger', readTrigger), occurredAt, options),
  };
  if (errors.length > 0) return refuse(errors);
  return occurredAt.getTime() > options.now.getTime() + AHEAD_MS ? tooEarly(occurredAt) : { input };
}

function isQuiet(trigger: boolean | null | undefined, at: Date, options: ParseEventOptions): boolean {
  if (typeof trigger === 'boolean') return !trigger;
  const { now, quiet, oldIsQuiet = true } = options;
  return quiet || (oldIsQuiet && at.getTime() < now.getTime() - DAY_MS);
}

function refuse(errors: readonly FieldError[]): ParsedEvent {
  return { error: { code: 'event.invalid', message: describeErrors(errors), errors } };
}

function tooEarly(at: Date): ParsedEvent {
  const message = `occurred_at: ${at.toISOString()} is more than 5 minutes ahead of our clock`;
  return { error: { code: 'event.too_early', message, errors: [{ path: 'occurred_at', message }] } };
}

/** Readers return what is wrong as a list of sentences; `.key: …` says where below their own path. */
function toFieldError(path: string, problem: string): FieldError {
  const below = /^(\.[^:]+): (.*)$/s.exec(problem);
  return below ? { path: `${path}${below[1] ?? ''}`, message: below[2] ?? '' } : { path, message: problem };
}

function readContact(value: unknown): EventContact | string[] {
  if (!isObject(value)) return ['must be an object with email, external_id, id or visitor_id'];
  const problems: string[] = [];
  const contact: { -readonly [K in keyof EventContact]: EventContact[K] } = {};
  for (const [key, entry] of Object.entries(value)) {
    if (entry === null || entry === undefined) continue;
    if (key === 'id') takeId(contact, entry, problems);
    else if (key === 'email') takeEmail(contact, entry, problems);
    else if (key === 'external_id') contact.externalId = takeText(key, entry, problems);
    else if (key === 'visitor_id') contact.visitorId = takeText(key, entry, problems);
    else problems.push(`.${key}: is none of email, external_id, id and visitor_id`);
  }
  if (problems.length === 0 && Object.keys(contact).length === 0) {
    problems.push('needs an email, external_id, id or visitor_id');
  }
  return problems.length > 0 ? problems : contact;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function takeId(contact: Writable<EventContact>, value: unknown, problems: string[]): void {
  const id = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
  if (Number.isSafeInteger(id) && Number(id) > 0) contact.id = Number(id);
  else problems.push('.id: must be the id of a contact');
}

function takeEmail(contact: Writable<EventContact>, value: unknown, problems: string[]): void {
  const email = typeof value === 'string' ? normalizeEmail(value) : null;
  if (email === null) problems.push('.email: is not an address that mail can be sent to');
  else contact.email = email;
}

function takeText(key: string, value: unknown, problems: string[]): string {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text === 'string' && text.trim() !== '' && text.length <= 255 && isStorable(text)) return text.trim();
  problems.push(`.${key}: must be text of 1 to 255 characters`);
  return '';
}

function readName(value: unknown): string | string[] {
  const name = typeof value === 'string' ? value.trim() : '';
  const ok = name !== '' && name.length <= MAX_NAME && isStorable(name);
  return ok ? name : [`must be text of 1 to ${MAX_NAME} characters`];
}

function readKey(value: unknown): string | null | string[] {
  if (value === undefined || value === null) return null;
  const key = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  const ok = typeof key === 'string' && key !== '' && key.length <= 255 && isStorable(key);
  return ok ? key : ['must be text of 1 to 255 characters'];
}

function readTime(value: unknown, { now, zone }: ParseEventOptions): Date | string[] {
  if (value === undefined || value === null) return now;
  const at = typeof value === 'string' ? parseInstant(value, zone) : null;
  return at ?? ['must be a time as 2025-12-31T23:59:59Z'];
}

function readValue(value: unknown): string | null | string[] {
  if (value === undefined || value === null || value === '') return null;
  const text = typeof value === 'number' ? String(value) : value;
  const ok = typeof text === 'string' && text.length <= MAX_DIGITS && DECIMAL.test(text.trim());
  return ok ? text.trim() : ['must be a decimal number'];
}

function readCurrency(value: unknown): string | null | string[] {
  if (value === undefined || value === null || value === '') return null;
  const code = typeof value === 'string' ? value.trim().toUpperCase() : '';
  return /^[A-Z]{3}$/.test(code) ? code : ['must be a currency code as EUR'];
}

function readProperties(value: unknown): Record<string, unknown> | string[] {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) return ['must be an object'];
  const json = JSON.stringify(value);
  if (Buffer.byteLength(json) > MAX_PROPERTIES_BYTES) return [`have more than ${MAX_PROPERTIES_BYTES} bytes`];
  // JSON.stringify writes what jsonb cannot hold as an escape.
  const place = /\\u(?:0000|d[89a-f])/i.test(json) ? findUnstorable(value) : null;
  return place ? [problemAt(place, value)] : value;
}

/** A number too long to be kept, or a text that cannot be stored. */
function problemAt(place: readonly PropertyKey[], properties: object): string {
  if (!isLostNumber(valueAt(properties, place))) return 'hold U+0000 or a broken surrogate';
  return `.${formatPath(place)}: ${LOST_DIGITS}`;
}

function readTrigger(value: unknown): boolean | null | string[] {
  if (value === undefined || value === null) return null;
  return typeof value === 'boolean' ? value : ['must be true or false'];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
