import { invalid } from '../errors/domain-error.js';

/** Settings that name where secrets are sent to, of whatever is set up. */
const DESTINATIONS = ['host', 'endpoint', 'token_url', 'api_base'];

type Settings = Readonly<Record<string, unknown>>;

interface Change {
  /** What is to stand there afterwards, but for secrets that are left out. */
  readonly given: Settings;
  readonly stored: Settings;
  /** Names of the settings that are secret. */
  readonly secrets: readonly string[];
  /** Where the settings stand in what the client sends. */
  readonly prefix: string;
}

/** Whoever names another server must know the secrets: kept ones would be told to it. Throws a 422 with their paths. */
export function refuseNewDestination({ given, stored, secrets, prefix }: Change): void {
  if (DESTINATIONS.every((name) => (given[name] ?? null) === (stored[name] ?? null))) return;
  const kept = secrets.filter((name) => name in stored && !(name in given));
  if (kept.length === 0) return;
  const message = 'must be given again: the server is another';
  throw invalid(kept.map((name) => ({ path: `${prefix}.${name}`, message })));
}
