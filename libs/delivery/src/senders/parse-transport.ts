import { invalid, parseDocument } from '#libs/kernel';
import { z } from 'zod';
import { secretNames, showSettings, withStoredSecrets } from '../secrets/secret-settings.js';
import type { TransportDefinition } from '../transports/define-transport.js';
import { TRANSPORTS } from '../transports/transport.list.js';
import type { TransportSetting } from './sender.entity.js';

const shape = z.strictObject({ type: z.string(), settings: z.record(z.string(), z.unknown()).default({}) }).nullable();

/** Where secrets are sent to. */
const DESTINATIONS = ['host', 'endpoint', 'token_url'];

/**
 * A transport setting as it is stored; null stands for SMTP_URL. Secrets that are left out stay as they are in `stored`.
 * Throws a 422 with paths below `transport`.
 */
export function parseTransport(value: unknown, stored: TransportSetting | null = null): TransportSetting | null {
  const given = parseDocument(shape, value, { prefix: 'transport' });
  if (given === null) return null;
  const definition = definitionOf(given.type);
  if (!definition) {
    throw invalid([{ path: 'transport.type', message: `there is no transport "${given.type}"` }], 'transport.unknown');
  }
  const before = stored?.type === given.type ? stored.settings : {};
  const settings = withStoredSecrets(definition.params, given.settings, before);
  checkDestination(definition, given.settings, before);
  parseDocument(definition.params, settings, { prefix: 'transport.settings' });
  return { type: given.type, settings };
}

/** A transport as it may be shown: secrets stay inside, `secrets` names those that are set. */
export function showTransport({ type, settings }: TransportSetting) {
  const definition = definitionOf(type);
  return { type, ...(definition ? showSettings(definition.params, settings) : { settings: {}, secrets: [] }) };
}

/** Whoever names another server must know the secrets: kept ones would be told to it. */
function checkDestination(
  { params }: TransportDefinition,
  given: Readonly<Record<string, unknown>>,
  before: Readonly<Record<string, unknown>>,
): void {
  if (DESTINATIONS.every((name) => (given[name] ?? null) === (before[name] ?? null))) return;
  const kept = secretNames(params).filter((name) => name in before && !(name in given));
  if (kept.length === 0) return;
  const message = 'must be given again: the server is another';
  throw invalid(kept.map((name) => ({ path: `transport.settings.${name}`, message })));
}

function definitionOf(type: string): TransportDefinition | undefined {
  return TRANSPORTS.find((one) => one.type === type);
}
