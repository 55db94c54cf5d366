import { type CredentialSeal, DomainError, parseDocument, refuseNewDestination } from '#libs/kernel';
import type { z } from 'zod';
import {
  isSealed,
  refuseUnknownSettings,
  secretNames,
  showSettings,
  withStoredSecrets,
} from '../../secrets/secret-settings.js';
import type { ReturnSource } from './return-source.js';
import { RETURN_SOURCES } from './return-source.list.js';

type Settings = Readonly<Record<string, unknown>>;

/** A source as it is stored: secrets are sealed. */
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

/** Checked settings, secrets sealed. A secret that is left out stays. Throws a 422 with paths below `settings`. */
export function parseSettings(
  { type, given, stored = {} }: { type: string; given: Settings; stored?: Settings },
  seal: CredentialSeal,
): Record<string, unknown> {
  const { params } = sourceOfType(type);
  const prefix = 'settings';
  refuseUnknownSettings(params, given, prefix);
  refuseNewDestination({ given, stored, secrets: secretNames(params), prefix });
  const whole = parseDocument(params, withStoredSecrets(params, { given, stored, prefix }, seal), { prefix });
  return seal.sealSettings(whole as Settings, isSealed(params));
}

/** The settings as the source takes them. Throws `credential.unreadable`. */
export function openParams<P extends z.ZodType>(
  { params }: { readonly params: P },
  { settings }: Pick<StoredSource, 'settings'>,
  seal: CredentialSeal,
): z.output<P> {
  return params.parse(seal.openSettings(settings, isSealed(params), 'settings'));
}

/** Stored settings, secrets sealed under the present key. Those of no known type stay as they are. */
export function renewSettings(type: string, settings: Settings, seal: CredentialSeal): Settings {
  const source = RETURN_SOURCES.find((one) => one.type === type);
  return source ? seal.renewSettings(settings, isSealed(source.params)) : settings;
}

/** The settings without secrets, and which secrets are set. */
export function showSource({ type, settings }: Pick<StoredSource, 'type' | 'settings'>) {
  return showSettings(sourceOfType(type).params, settings);
}
