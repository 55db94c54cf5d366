import type { FieldDefinition, FieldType } from './field-definition.js';

function system(
  key: string,
  label: string,
  type: FieldType,
  category: string,
  role?: FieldDefinition['role'],
): FieldDefinition {
  return { key, label, type, category, options: [], system: true, ...(role ? { role } : {}) };
}

/** The fields that every installation has: columns of `contacts`, named as the column. */
export const SYSTEM_FIELDS: readonly FieldDefinition[] = [
  system('first_name', 'First name', 'text', 'person'),
  system('last_name', 'Last name', 'text', 'person'),
  system('phone', 'Phone', 'phone', 'person'),
  system('birth_date', 'Birth date', 'date', 'person'),
  system('gender', 'Gender', 'text', 'person'),
  system('country', 'Country', 'text', 'place'),
  system('region', 'Region', 'text', 'place'),
  system('city', 'City', 'text', 'place'),
  system('postcode', 'Postcode', 'text', 'place'),
  system('latitude', 'Latitude', 'number', 'place', 'latitude'),
  system('longitude', 'Longitude', 'number', 'place', 'longitude'),
  system('time_zone', 'Time zone', 'text', 'place', 'zone'),
  system('locale', 'Language', 'text', 'person', 'locale'),
  system('company', 'Company', 'text', 'work'),
  system('job_title', 'Job title', 'text', 'work'),
  system('owner', 'Owner', 'number', 'work', 'user'),
];

/** Words that mean something else in a contact, so that no custom field can have them as its key. */
export const RESERVED_KEYS: ReadonlySet<string> = new Set([
  ...SYSTEM_FIELDS.map((field) => field.key),
  'id',
  'email',
  'external_id',
  'fields',
  'tags',
  'consents',
  'segments',
  'created_at',
  'updated_at',
  // Every object has one: whoever reads a value by its key would find it in contacts that have none.
  'constructor',
]);
