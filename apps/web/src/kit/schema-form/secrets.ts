import type { JsonSchema } from '../../api/registry';
import { t } from '../../messages';

/** A schema for a form that edits: a secret that is set already may be left empty, and then stays. */
export function withSecretsSet(schema: JsonSchema, set: readonly string[]): JsonSchema {
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => [
    name,
    set.includes(name) ? { ...property, description: t('schemaForm.secretSet') } : property,
  ]);
  return {
    ...schema,
    properties: Object.fromEntries(properties) as Record<string, JsonSchema>,
    required: (schema.required ?? []).filter((name) => !set.includes(name)),
  };
}
