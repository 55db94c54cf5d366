import type { Queryable } from '#libs/db';
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

const column = (key: string, label: string, type: ValueType = 'text'): FieldSource => ({
  key,
  label,
  type,
  column: true,
});

const COLUMNS: readonly FieldSource[] = [
  column('email', 'Email'),
  column('external_id', 'External id'),
  column('first_name', 'First name'),
  column('last_name', 'Last name'),
  column('phone', 'Phone'),
  column('birth_date', 'Birth date', 'date'),
  column('gender', 'Gender'),
  column('country', 'Country'),
  column('region', 'Region'),
  column('city', 'City'),
  column('postcode', 'Postcode'),
  column('latitude', 'Latitude', 'number'),
  column('longitude', 'Longitude', 'number'),
  column('time_zone', 'Time zone'),
  column('locale', 'Language'),
  column('company', 'Company'),
  column('job_title', 'Job title'),
  column('owner', 'Owner', 'number'),
  column('created_at', 'Created', 'datetime'),
];

const TYPES: Readonly<Record<string, ValueType>> = { money: 'number', choice: 'text', url: 'text', phone: 'text' };

const CUSTOM = `SELECT key, label, type FROM fields WHERE key = ANY ($1::text[])`;

export async function loadFieldSources(on: Queryable, keys: readonly string[]): Promise<FieldSources> {
  const custom = await on.query<{ key: string; label: string; type: string }>(CUSTOM, [[...new Set(keys)]]);
  const sources = custom.map(({ key, label, type }): FieldSource => ({
    key,
    label,
    type: TYPES[type] ?? (type as ValueType),
    column: false,
  }));
  return new Map([...sources, ...COLUMNS].map((source) => [source.key, source]));
}

/** The field of the contact `c` in SQL. */
export function fieldValue({ key, type, column: isColumn }: FieldSource, sql: SqlScope): SqlValue {
  const zone = (): string => sql.zoneOf('c');
  if (!isColumn) return jsonValue({ object: 'c.fields', key, zone }, type, sql);
  // The shortest text of a double is what was written; a direct cast would keep 15 digits only.
  const exact = key === 'latitude' || key === 'longitude' ? `c.${key}::text::numeric` : `c.${key}`;
  return { type, sql: type === 'text' ? `nullif(c.${key}, '')` : exact, zone };
}
