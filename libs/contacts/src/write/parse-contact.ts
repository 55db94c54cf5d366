import { isStorable, type FieldError } from '#libs/kernel';
import { CONSENT_STATUSES, type ConsentStatus } from '../consents/consent-status.js';
import { coerceValue } from '../fields/coerce-value.js';
import type { FieldDefinition, FieldValue } from '../fields/field-definition.js';
import type { FieldSet } from '../fields/field-set.js';
import { normalizeEmail } from '../identity/email-address.js';
import { isTagName } from '../tags/tag-name.js';
import type { ContactInput } from './contact-input.js';

/** What a contact's document may refer to. */
export interface ParseContext {
  readonly fields: FieldSet;
  readonly topics: ReadonlySet<string>;
}

export type ParsedContact =
  | { readonly input: ContactInput; readonly errors?: undefined }
  | { readonly input?: undefined; readonly errors: readonly FieldError[] };

const MAX_EXTERNAL_ID = 255;
const MAX_TAGS = 500;

/** Reads one contact as `POST /contacts` takes it. Every wrong value is listed with its path. */
export function parseContact(body: unknown, context: ParseContext): ParsedContact {
  if (!isObject(body)) return { errors: [{ path: '', message: 'must be an object' }] };
  const reader = new ContactReader(context);
  for (const [key, value] of Object.entries(body)) if (value !== undefined) reader.read(key, value);
  return reader.errors.length > 0 ? { errors: reader.errors } : { input: reader.input };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

class ContactReader {
  readonly errors: FieldError[] = [];
  readonly values: Record<string, FieldValue | null> = {};
  readonly input: Writable<ContactInput> = { values: this.values };

  constructor(private readonly context: ParseContext) {}

  read(key: string, value: unknown): void {
    const field = this.context.fields.get(key);
    if (key === 'email') this.readEmail(value);
    else if (key === 'external_id') this.readExternalId(value);
    else if (key === 'tags') this.readTags(value);
    else if (key === 'consents') this.readConsents(value);
    else if (key === 'fields') this.readFields(value);
    else if (field?.system) this.readField(field, value, key);
    else this.fail(key, field ? `belongs into fields.${key}` : 'is no property of a contact');
  }

  private readEmail(value: unknown): void {
    const email = typeof value === 'string' && isStorable(value) ? normalizeEmail(value) : null;
    if (value === null || email !== null) this.input.email = email;
    else this.fail('email', 'is not an address that mail can be sent to');
  }

  private readExternalId(value: unknown): void {
    const id = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
    if (id === null) this.input.externalId = null;
    else if (typeof id !== 'string' || id.trim() === '' || !isStorable(id)) this.fail('external_id', 'must be text');
    else if (id.trim().length > MAX_EXTERNAL_ID)
      this.fail('external_id', `has more than ${MAX_EXTERNAL_ID} characters`);
    else this.input.externalId = id.trim();
  }

  private readTags(value: unknown): void {
    if (!Array.isArray(value) || value.length > MAX_TAGS) {
      this.fail('tags', `must be a list of at most ${MAX_TAGS} names`);
      return;
    }
    value.forEach((name, index) => {
      if (!isTagName(name)) this.fail(`tags[${index}]`, 'must be text of 1 to 200 characters');
    });
    this.input.tags = (value as string[]).filter((name) => isTagName(name)).map((name) => name.trim());
  }

  private readConsents(value: unknown): void {
    if (!isObject(value)) {
      this.fail('consents', 'must be an object: topic → status');
      return;
    }
    for (const [topic, status] of Object.entries(value)) {
      if (!this.context.topics.has(topic)) this.fail(`consents.${topic}`, 'is no topic');
      else if (!isStatus(status)) this.fail(`consents.${topic}`, `must be one of: ${CONSENT_STATUSES.join(', ')}`);
    }
    this.input.consents = value as Record<string, ConsentStatus>;
  }

  private readFields(value: unknown): void {
    if (!isObject(value)) {
      this.fail('fields', 'must be an object');
      return;
    }
    for (const [key, entry] of Object.entries(value)) {
      const field = this.context.fields.get(key);
      if (!field || field.system) this.fail(`fields.${key}`, field ? 'stands beside fields, not in it' : 'is no field');
      else this.readField(field, entry, `fields.${key}`);
    }
  }

  private readField(field: FieldDefinition, value: unknown, path: string): void {
    const result = coerceValue(field, value, this.context.fields);
    if ('problem' in result) this.fail(path, result.problem);
    else this.values[field.key] = result.value;
  }

  private fail(path: string, message: string): void {
    this.errors.push({ path, message });
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isStatus(value: unknown): value is ConsentStatus {
  return CONSENT_STATUSES.includes(value as ConsentStatus);
}
