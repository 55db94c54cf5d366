import type { ContactView } from '../contacts/contact-view.js';
import type { FieldDefinition } from '../fields/field-definition.js';
import { encodeCsvLine } from '../imports/csv/csv-line.js';

/** Between the members of a set, and between tags: what an import takes apart again. */
const BETWEEN = ';';

/** The columns of an export. A consent's column has a sign that no field's key can have. */
export interface ContactColumns {
  readonly fields: readonly FieldDefinition[];
  /** Slugs. */
  readonly topics: readonly string[];
}

export function csvHeader({ fields, topics }: ContactColumns): string {
  const consents = topics.map((topic) => `consent:${topic}`);
  const keys = fields.map(({ key }) => key);
  return lineOf(['id', 'email', 'external_id', ...keys, 'tags', ...consents, 'created_at', 'updated_at']);
}

/** One contact under {@link csvHeader}; what is missing is empty. */
export function csvLineOf(contact: ContactView, { fields, topics }: ContactColumns): string {
  return lineOf([
    textOf(contact.id),
    textOf(contact.email),
    textOf(contact.external_id),
    ...fields.map(({ key, system }) => textOf(system ? contact[key] : contact.fields[key])),
    textOf(contact.tags),
    ...topics.map((topic) => textOf(contact.consents[topic])),
    textOf(contact.created_at),
    textOf(contact.updated_at),
  ]);
}

function lineOf(cells: readonly string[]): string {
  return `${encodeCsvLine(cells, Number.POSITIVE_INFINITY)}\r\n`;
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.join(BETWEEN);
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' ? value : JSON.stringify(value);
}
