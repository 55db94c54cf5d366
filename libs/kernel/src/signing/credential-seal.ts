import { DomainError, invalid } from '../errors/domain-error.js';
import { formatPath } from '../errors/zod-errors.js';
import type { SecretRing } from './secret-ring.js';

const PURPOSE = 'credentials';
/** The key's id in front tells what is to be sealed anew without opening it. */
const SEALED = /^sealed:([\w-]{11}):([A-Za-z0-9+/]+={0,2})$/;

const LOST =
  'was encrypted under another TIDINGS_SECRET and cannot be read: enter it again, ' +
  'or give that secret as TIDINGS_SECRET_PREVIOUS';

type Settings = Readonly<Record<string, unknown>>;
/** Whether a setting is one that is never shown. */
export type IsSecret = (name: string) => boolean;

/**
 * Keeps credentials of other systems (passwords, keys, tokens) readable for this installation only: the database has
 * `sealed:<key>:<base64>` in their place. Values of a version that did not seal are taken as they are until they are
 * renewed. Only what the caller names as secret is ever opened: a sealed text in any other setting stays a text.
 */
export class CredentialSeal {
  constructor(private readonly ring: SecretRing) {}

  /** Seals any JSON value, one that looks sealed as well: a client's text is never taken for ours. */
  seal(value: unknown): string {
    return `sealed:${this.ring.keyId(PURPOSE)}:${this.ring.seal(PURPOSE, JSON.stringify(value))}`;
  }

  /** False when the secret that sealed it is not known here. */
  opens(stored: unknown): boolean {
    return this.tryOpen(stored) !== null;
  }

  /** What is stored, in the clear. Throws `credential.unreadable`. */
  open(stored: unknown): unknown {
    const opened = this.tryOpen(stored);
    if (!opened) throw new DomainError('credential.unreadable');
    return opened.value;
  }

  /** Plain and formerly sealed values, sealed under the first secret. What can't be opened stays as it is. */
  renew(stored: unknown): unknown {
    const [, keyId] = partsOf(stored) ?? [];
    if (keyId === this.ring.keyId(PURPOSE)) return stored;
    const opened = this.tryOpen(stored);
    return opened ? this.seal(opened.value) : stored;
  }

  /** For settings that somebody has just given, or that were opened. */
  sealSettings(settings: Settings, isSecret: IsSecret): Record<string, unknown> {
    return mapSecrets(settings, isSecret, (value) => this.seal(value));
  }

  /** Throws `credential.unreadable` with the path of each setting that can't be opened, below `prefix`. */
  openSettings(settings: Settings, isSecret: IsSecret, prefix: string): Record<string, unknown> {
    const lost = Object.keys(settings).filter((name) => isSecret(name) && !this.opens(settings[name]));
    if (lost.length > 0) {
      const errors = lost.map((name) => ({ path: formatPath([name], prefix), message: LOST }));
      throw invalid(errors, 'credential.unreadable');
    }
    return mapSecrets(settings, isSecret, (value) => this.open(value));
  }

  renewSettings(settings: Settings, isSecret: IsSecret): Record<string, unknown> {
    return mapSecrets(settings, isSecret, (value) => this.renew(value));
  }

  private tryOpen(stored: unknown): { readonly value: unknown } | null {
    const parts = partsOf(stored);
    if (!parts) return { value: stored };
    const text = this.ring.open(PURPOSE, parts[2] ?? '');
    return text === null ? null : { value: JSON.parse(text) as unknown };
  }
}

function partsOf(stored: unknown): RegExpExecArray | null {
  return typeof stored === 'string' ? SEALED.exec(stored) : null;
}

function mapSecrets(settings: Settings, isSecret: IsSecret, map: (value: unknown) => unknown): Record<string, unknown> {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.map(([name, value]) => [name, isSecret(name) && value !== null ? map(value) : value]),
  );
}
