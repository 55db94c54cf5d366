import type { Queryable } from '#libs/db';
import type { FieldDefinition, FieldType } from '../../fields/field-definition.js';
import { SYSTEM_FIELDS } from '../../fields/system-fields.js';
import { jsonValue, type SqlScope, type SqlValue, type ValueType } from '#libs/conditions';

/** A field as conditions see it: a column of contacts, or a key of its `fields` document. */
export interface FieldSource {
  readonly key: string;
  readonly label: string;
  readonly type: ValueType;
  readonly column: boolean;
}

/** Fields by key; a key that is not in it is unknown. */
export type FieldSources = ReadonlyMap<string, FieldSource>;

const TYPES: Readonly<Record<FieldType, ValueType>> = {
  text: 'text',
  number: 'number',
  money: 'number',
  date: 'date',
  datetime: 'datetime',
  boolean: 'boolean',
  choice: 'text',
  set: 'set',
  url: 'text',
  phone: 'text',
};

/** What is no field that can be written, and yet a fact about the contact. */
const FACTS: readonly FieldSource[] = [
  { key: 'email', label: 'Email', type: 'text', column: true },
  { key: 'external_id', label: 'External id', type: 'text', column: true },
  { key: 'created_at', label: 'Created', type: 'datetime', column: true },
];

const COLUMNS = [...FACTS, ...SYSTEM_FIELDS.map((field) => toSource(field, true))];

function toSource({ key, label, type }: Pick<FieldDefinition, 'key' | 'label' | 'type'>, column: boolean): FieldSource {
  return { key, label, type: TYPES[type], column };
}

const CUSTOM = `SELECT key, label, type FROM fields WHERE key = ANY ($1::text[])`;

export async function loadFieldSources(on: Queryable, keys: readonly string[]): Promise<FieldSources> {
  const custom = await on.query<FieldDefinition>(CUSTOM, [[...new Set(keys)]]);
  const sources = [...custom.map((field) => toSource(field, false)), ...COLUMNS];
  return new Map(sources.map((source) => [source.key, source]));
}

/** The field of the contact `c` in SQL. */
export function fieldValue({ key, type, column: isColumn }: FieldSource, sql: SqlScope): SqlValue {
  const zone = (): string => sql.zoneOf('c');
  if (!isColumn) return jsonValue({ object: 'c.fields', key, zone }, type, sql);
  // The shortest text of a double is what was written; a direct cast would keep 15 digits only.
  const exact = key === 'latitude' || key === 'longitude' ? `c.${key}::text::numeric` : `c.${key}`;
  return { type, sql: type === 'text' ? `nullif(c.${key}, '')` : exact, zone };
}

/**
 * When the field of the contact `c` last got another value; missing where it never had one. What has no entry of its
 * own is as old as the contact.
 */
export function fieldChange({ key, column: isColumn }: FieldSource, sql: SqlScope): SqlValue {
  const name = sql.param(key, 'text');
  const isThere = isColumn ? `c.${key} IS NOT NULL` : `c.fields ? ${name}`;
  const changed = `coalesce((c.changed_fields ->> ${name})::timestamptz, CASE WHEN ${isThere} THEN c.created_at END)`;
  return { type: 'datetime', sql: changed, zone: () => sql.zoneOf('c') };
}
