import { DomainError, parseDocument } from '#libs/kernel';
import { z } from 'zod';
import type { ReturnSource } from './return-source.js';
import { RETURN_SOURCES } from './return-source.list.js';

/** A source as it is stored. */
export interface StoredSource {
  readonly id: number;
  readonly type: string;
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly enabled: boolean;
  readonly state: Readonly<Record<string, unknown>>;
  readonly lastAt: Date | null;
  readonly lastError: string | null;
  readonly createdAt: Date;
}

/** Throws `return_source.unknown`. */
export function sourceOfType(type: string): ReturnSource {
  const source = RETURN_SOURCES.find((one) => one.type === type);
  if (!source) throw new DomainError('return_source.unknown', `There is no source of returned mail "${type}".`);
  return source;
}

/** Names of the settings that are never shown: those with the format `password`. */
export function secretsOf(source: ReturnSource): string[] {
  const { properties = {} } = z.toJSONSchema(source.params, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).flatMap(([name, property]) =>
    typeof property === 'object' && property.format === 'password' ? [name] : [],
  );
}

/** Checked settings. A secret that is left out stays as it is. Throws a 422 with paths below `settings`. */
export function parseSettings(
  type: string,
  given: Readonly<Record<string, unknown>>,
  stored: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const source = sourceOfType(type);
  const kept = secretsOf(source).flatMap((name) => (name in stored ? [[name, stored[name]] as const] : []));
  const whole = { ...Object.fromEntries(kept), ...given };
  return parseDocument(source.params, whole, { prefix: 'settings' }) as Record<string, unknown>;
}

/** The settings without secrets, and which secrets are set. */
export function showSettings({ type, settings }: Pick<StoredSource, 'type' | 'settings'>) {
  const secrets = new Set(secretsOf(sourceOfType(type)));
  const entries = Object.entries(settings);
  return {
    settings: Object.fromEntries(entries.filter(([name]) => !secrets.has(name))),
    secrets: entries.flatMap(([name]) => (secrets.has(name) ? [name] : [])),
  };
}
