export const FIELD_TYPES = [
  'text',
  'number',
  'money',
  'date',
  'datetime',
  'boolean',
  'choice',
  'set',
  'url',
  'phone',
] as const;

export type FieldType = (typeof FIELD_TYPES)[number];

/** How a value is stored: text, dates (YYYY-MM-DD), instants (RFC 3339 UTC), numbers, booleans, sets of text. */
export type FieldValue = string | number | boolean | readonly string[];

/** A field of the one namespace: a column of `contacts`, or a key of its `fields` document. */
export interface FieldDefinition {
  readonly key: string;
  readonly label: string;
  readonly type: FieldType;
  /** What a choice or set may hold; empty = anything. */
  readonly options: readonly string[];
  readonly category: string | null;
  /** True for a column of `contacts`. */
  readonly system: boolean;
  /** Narrows the type: what else a value must be. */
  readonly role?: 'zone' | 'locale' | 'latitude' | 'longitude' | 'user';
}
