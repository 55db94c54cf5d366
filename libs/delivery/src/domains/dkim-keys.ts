import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { Queryable, Tx } from '#libs/db';
import { type CredentialSeal, DomainError } from '#libs/kernel';

const BITS = 2048;
const makePair = promisify(generateKeyPair);

export interface StoredKey extends Record<string, unknown> {
  readonly selector: string;
  readonly state: 'active' | 'next' | 'retired';
  readonly publicKey: string;
}

const READ = `
  SELECT selector, state, public_key AS "publicKey" FROM dkim_keys
  WHERE domain = $1 AND state <> 'retired' ORDER BY state`;

const COUNT = 'SELECT count(*)::int AS n FROM dkim_keys WHERE domain = $1';

const ADD = `
  INSERT INTO dkim_keys (domain, selector, state, private_key, public_key) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT DO NOTHING`;

// The record of a retired key stays useful for mails on their way, its private half for nobody.
const RETIRE = `UPDATE dkim_keys SET state = 'retired', private_key = NULL WHERE domain = $1 AND state = 'active'`;
const PROMOTE = `UPDATE dkim_keys SET state = 'active' WHERE domain = $1 AND state = 'next'`;

const IN_USE = `
  SELECT selector, private_key AS "privateKey" FROM dkim_keys WHERE domain = $1 AND state <> 'retired' FOR UPDATE`;

const GIVE_UP = `UPDATE dkim_keys SET state = 'retired', private_key = NULL WHERE domain = $1 AND selector = ANY($2)`;

// Nobody can find the record of a new key yet.
const UNSIGNED = 'UPDATE sender_domains SET signs = false, verified = false WHERE domain = $1';

const SIGNING = `
  SELECT keys.selector, keys.private_key AS "privateKey" FROM dkim_keys keys
  JOIN sender_domains domains ON domains.domain = keys.domain
  WHERE keys.domain = $1 AND keys.state = 'active' AND domains.signs`;

/** The key in use and the one to come, made when they are missing: two selectors, so that a change needs no pause. */
export async function ensureKeys(tx: Tx, domain: string, seal: CredentialSeal): Promise<StoredKey[]> {
  const known = await tx.query<StoredKey>(READ, [domain]);
  for (const state of ['active', 'next'] as const) {
    if (!known.some((key) => key.state === state)) await addKey(tx, domain, state, seal);
  }
  return known.length === 2 ? known : tx.query<StoredKey>(READ, [domain]);
}

async function addKey(tx: Tx, domain: string, state: 'active' | 'next', seal: CredentialSeal): Promise<void> {
  const [row] = await tx.query<{ n: number }>(COUNT, [domain]);
  const { privateKey, publicKey } = await makePair('rsa', { modulusLength: BITS });
  const secret = seal.seal(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const shown = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  await tx.execute(ADD, [domain, `tidings${String((row?.n ?? 0) + 1)}`, state, secret, shown]);
}

/** The next key becomes the active one, and a new next key is made. */
export async function rotateKeys(tx: Tx, domain: string, seal: CredentialSeal): Promise<void> {
  await tx.execute(RETIRE, [domain]);
  await tx.execute(PROMOTE, [domain]);
  await addKey(tx, domain, 'next', seal);
}

/** New keys in the place of those that can't be opened any more; false when all can. */
export async function replaceLostKeys(tx: Tx, domain: string, seal: CredentialSeal): Promise<boolean> {
  const keys = await tx.query<{ selector: string; privateKey: string }>(IN_USE, [domain]);
  const lost = keys.filter(({ privateKey }) => !seal.opens(privateKey)).map(({ selector }) => selector);
  if (lost.length === 0) return false;
  await tx.execute(GIVE_UP, [domain, lost]);
  await tx.execute(UNSIGNED, [domain]);
  await ensureKeys(tx, domain, seal);
  return true;
}

/**
 * The active key, when its record was found; null while mails leave unsigned. Throws `credential.unreadable`: a mail
 * that its domain promises to sign does not leave without.
 */
export async function readSigningKey(
  on: Queryable,
  domain: string,
  seal: CredentialSeal,
): Promise<{ selector: string; privateKey: KeyObject } | null> {
  const [row] = await on.query<{ selector: string; privateKey: string }>(SIGNING, [domain]);
  if (!row) return null;
  if (!seal.opens(row.privateKey)) {
    throw new DomainError(
      'credential.unreadable',
      `The DKIM key of ${domain} was encrypted under another TIDINGS_SECRET and cannot be read: give that secret as ` +
        'TIDINGS_SECRET_PREVIOUS, or change the key under Settings → Senders and publish the new records.',
    );
  }
  return { selector: row.selector, privateKey: createPrivateKey(String(seal.open(row.privateKey))) };
}
