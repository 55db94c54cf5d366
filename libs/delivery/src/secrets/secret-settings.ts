import { z } from 'zod';

type Settings = Readonly<Record<string, unknown>>;

/** Names of the settings that are never shown: those with the format `password`. */
export function secretNames(params: z.ZodType): string[] {
  return properties(params).flatMap(([name, { format }]) => (format === 'password' ? [name] : []));
}

/** What is given, with the stored secrets that it leaves out. A secret that is given as null goes. */
export function withStoredSecrets(params: z.ZodType, given: Settings, stored: Settings): Record<string, unknown> {
  const kept = secretNames(params).flatMap((name) => (name in stored ? [[name, stored[name]] as const] : []));
  const whole = { ...Object.fromEntries(kept), ...given };
  return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== null));
}

/** The settings that the schema knows, without secrets, and which secrets are set. */
export function showSettings(params: z.ZodType, settings: Settings) {
  const secrets = new Set(secretNames(params));
  // What the schema does not know may be a secret under a wrong name.
  const known = properties(params).filter(([name]) => name in settings && !secrets.has(name));
  return {
    settings: Object.fromEntries(known.map(([name]) => [name, settings[name]])),
    secrets: [...secrets].filter((name) => name in settings),
  };
}

function properties(params: z.ZodType): [string, { readonly format?: string | undefined }][] {
  const schema = z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' });
  return Object.entries(schema.properties ?? {}).map(([name, property]) => [
    name,
    typeof property === 'object' ? property : {},
  ]);
}
