import { type CredentialSeal, invalid, type IsSecret, nearestName } from '#libs/kernel';
import { z } from 'zod';

type Settings = Readonly<Record<string, unknown>>;

/** Names of the settings that are never shown: those with the format `password`. */
export function secretNames(params: z.ZodType): string[] {
  return properties(params).flatMap(([name, { format }]) => (format === 'password' ? [name] : []));
}

/** Tells what is sealed: all that is not shown. What the schema does not know may be a secret under a wrong name. */
export function isSealed(params: z.ZodType): IsSecret {
  const shown = new Set(properties(params).flatMap(([name, { format }]) => (format === 'password' ? [] : [name])));
  return (name) => !shown.has(name);
}

/**
 * What is given, with the stored secrets that it leaves out, all in the clear. A secret that is given as null goes.
 * Throws `credential.unreadable` for one that is left out and can't be opened, with its path below `prefix`.
 */
export function withStoredSecrets(
  params: z.ZodType,
  { given, stored, prefix }: { readonly given: Settings; readonly stored: Settings; readonly prefix: string },
  seal: CredentialSeal,
): Record<string, unknown> {
  const left = secretNames(params).filter((name) => name in stored && !(name in given));
  const kept = Object.fromEntries(left.map((name) => [name, stored[name]]));
  const whole = { ...seal.openSettings(kept, () => true, prefix), ...given };
  return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== null));
}

/** The settings that the schema knows, without secrets, and which secrets are set. */
export function showSettings(params: z.ZodType, settings: Settings) {
  const isHidden = isSealed(params);
  const shown = properties(params).filter(([name]) => name in settings && !isHidden(name));
  return {
    settings: Object.fromEntries(shown.map(([name]) => [name, settings[name]])),
    secrets: secretNames(params).filter((name) => name in settings),
  };
}

/** What is not known would be kept and do nothing. Throws a 422 that names each such setting below `prefix`. */
export function refuseUnknownSettings(params: z.ZodType, given: Settings, prefix: string): void {
  const names = properties(params).map(([name]) => name);
  const unknown = Object.keys(given).filter((name) => !names.includes(name));
  if (unknown.length === 0) return;
  throw invalid(
    unknown.map((name) => {
      const meant = nearestName(name, names);
      const hint = meant === undefined ? `There are ${names.join(', ')}.` : `Did you mean ${meant}?`;
      return {
        path: `${prefix}.${name}`,
        message: `there is no such setting. ${names.length === 0 ? 'There are none.' : hint}`,
      };
    }),
  );
}

type Property = [string, { readonly format?: string | undefined }];

/** Of each schema once: every group of mails asks. */
const known = new WeakMap<z.ZodType, readonly Property[]>();

function properties(params: z.ZodType): readonly Property[] {
  const found = known.get(params);
  if (found) return found;
  const schema = z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' });
  const read = Object.entries(schema.properties ?? {}).map(([name, property]): Property => [
    name,
    typeof property === 'object' ? property : {},
  ]);
  known.set(params, read);
  return read;
}
