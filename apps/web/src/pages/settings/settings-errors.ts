import type { RegistryEntry } from '../../api/registry';

const PREFIX = 'settings.';

/** The names of all settings that the entries have, as the API calls them in its errors. */
export function settingNames(entries: readonly RegistryEntry[]): string[] {
  return entries.flatMap(({ schema }) => Object.keys(schema.properties ?? {}).map((name) => PREFIX + name));
}

/** The errors of settings, by their own names. */
export function settingsErrors(errors: Record<string, string>): Record<string, string> {
  const own = Object.entries(errors).filter(([path]) => path.startsWith(PREFIX));
  return Object.fromEntries(own.map(([path, message]) => [path.slice(PREFIX.length), message]));
}
