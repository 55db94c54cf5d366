import type { JsonSchema } from '../openapi/json-schema.js';

/** A schema in a few words for a table: `text`, `one of a, b`, `list of whole numbers`. */
export function inWords(schema: JsonSchema): string {
  const { type, enum: values, const: only, items, anyOf, prefixItems, properties } = schema;
  if (only !== undefined) return code(only);
  if (values) return `one of ${values.map(code).join(', ')}`;
  if (anyOf) return [...new Set(anyOf.map(inWords))].join(' or ');
  if (prefixItems) return `list of ${prefixItems.map(inWords).join(' and ')}`;
  if (type === 'array') return `list of ${items && typeof items === 'object' ? inWords(items) : 'anything'}`;
  if (type === 'object' && properties) return `object of ${Object.keys(properties).map(code).join(', ')}`;
  return `${[type ?? 'anything'].flat().map(wordFor).join(' or ')}${limits(schema)}`;
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  boolean: 'true or false',
  null: 'null',
};

function wordFor(type: string): string {
  return WORDS[type] ?? type;
}

function limits({ minimum, maximum, exclusiveMinimum, maxLength }: JsonSchema): string {
  const bounded = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  const parts = [
    minimum === undefined ? '' : `from ${String(minimum)}`,
    exclusiveMinimum === undefined ? '' : `above ${String(exclusiveMinimum)}`,
    bounded ? `up to ${String(maximum)}` : '',
    maxLength === undefined ? '' : `up to ${String(maxLength)} characters`,
  ];
  const said = parts.filter((part) => part !== '').join(' ');
  return said ? `, ${said}` : '';
}

function code(value: unknown): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}
