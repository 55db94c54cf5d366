import type { JsonSchema } from '../../api/registry';

/** The value that a new entry begins with. */
export function blankOf(schema: JsonSchema): unknown {
  if (schema.default !== undefined) return structuredClone(schema.default);
  if (schema.const !== undefined) return schema.const;
  if (schema.type === 'array') return [];
  if (!schema.properties) return undefined;
  const required = new Set(schema.required);
  const entries = Object.entries(schema.properties)
    .map(([name, property]) => [name, required.has(name) ? blankOf(property) : property.default] as const)
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries);
}
