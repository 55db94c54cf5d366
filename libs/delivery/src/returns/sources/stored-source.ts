import { DomainError, parseDocument } from '#libs/kernel';
import { showSettings, withStoredSecrets } from '../../secrets/secret-settings.js';
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

/** Checked settings. A secret that is left out stays as it is. Throws a 422 with paths below `settings`. */
export function parseSettings(
  type: string,
  given: Readonly<Record<string, unknown>>,
  stored: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const { params } = sourceOfType(type);
  return parseDocument(params, withStoredSecrets(params, given, stored), { prefix: 'settings' }) as Record<
    string,
    unknown
  >;
}

/** The settings without secrets, and which secrets are set. */
export function showSource({ type, settings }: Pick<StoredSource, 'type' | 'settings'>) {
  return showSettings(sourceOfType(type).params, settings);
}
