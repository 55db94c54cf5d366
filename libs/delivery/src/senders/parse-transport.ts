import { type CredentialSeal, type Environment, invalid, parseDocument, refuseNewDestination } from '#libs/kernel';
import { z } from 'zod';
import {
  isSealed,
  refuseUnknownSettings,
  secretNames,
  showSettings,
  withStoredSecrets,
} from '../secrets/secret-settings.js';
import type { TransportDefinition } from '../transports/define-transport.js';
import { TRANSPORTS } from '../transports/transport.list.js';
import type { TransportSetting } from './sender.entity.js';

const shape = z.strictObject({ type: z.string(), settings: z.record(z.string(), z.unknown()).default({}) }).nullable();

/** Where the settings stand in what a client sends. */
const PREFIX = 'transport.settings';

/** What this installation has for the transports of its senders. */
export interface TransportHouse {
  readonly seal: CredentialSeal;
  readonly env: Pick<Environment, 'TIDINGS_SENDMAIL'>;
}

/**
 * A transport setting as it is stored, secrets sealed; null stands for SMTP_URL. Secrets that are left out stay as they
 * are in `stored`. Throws a 422 with paths below `transport`.
 */
export function parseTransport(
  value: unknown,
  stored: TransportSetting | null,
  { seal, env }: TransportHouse,
): TransportSetting | null {
  const given = parseDocument(shape, value, { prefix: 'transport' });
  if (given === null) return null;
  const definition = definitionOf(given.type);
  if (!definition) {
    throw invalid([{ path: 'transport.type', message: `there is no transport "${given.type}"` }], 'transport.unknown');
  }
  const unavailable = definition.unavailable?.(env) ?? null;
  if (unavailable !== null) throw invalid([{ path: 'transport.type', message: unavailable }]);
  refuseUnknownSettings(definition.params, given.settings, PREFIX);
  const before = stored?.type === given.type ? stored.settings : {};
  const parts = { given: given.settings, stored: before, prefix: PREFIX };
  refuseNewDestination({ ...parts, secrets: secretNames(definition.params) });
  const settings = withStoredSecrets(definition.params, parts, seal);
  parseDocument(definition.params, settings, { prefix: PREFIX });
  return { type: given.type, settings: seal.sealSettings(settings, isSealed(definition.params)) };
}

/** A stored transport, secrets in the clear. Throws `credential.unreadable`; one of no known type stays closed. */
export function openSecrets({ type, settings }: TransportSetting, seal: CredentialSeal): TransportSetting {
  const definition = definitionOf(type);
  return definition
    ? { type, settings: seal.openSettings(settings, isSealed(definition.params), PREFIX) }
    : { type, settings };
}

/** A stored transport, secrets sealed under the present key. */
export function renewSecrets({ type, settings }: TransportSetting, seal: CredentialSeal): TransportSetting {
  const definition = definitionOf(type);
  return definition
    ? { type, settings: seal.renewSettings(settings, isSealed(definition.params)) }
    : { type, settings };
}

/** A transport as it may be shown: secrets stay inside, `secrets` names those that are set. */
export function showTransport({ type, settings }: TransportSetting) {
  const definition = definitionOf(type);
  return { type, ...(definition ? showSettings(definition.params, settings) : { settings: {}, secrets: [] }) };
}

function definitionOf(type: string): TransportDefinition | undefined {
  return TRANSPORTS.find((one) => one.type === type);
}
