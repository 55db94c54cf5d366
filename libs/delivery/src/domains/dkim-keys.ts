import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { Queryable, Tx } from '#libs/db';

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

const SIGNING = `
  SELECT keys.selector, keys.private_key AS "privateKey" FROM dkim_keys keys
  JOIN sender_domains domains ON domains.domain = keys.domain
  WHERE keys.domain = $1 AND keys.state = 'active' AND domains.signs`;

/** The key in use and the one to come, made when they are missing: two selectors, so that a change needs no pause. */
export async function ensureKeys(tx: Tx, domain: string): Promise<StoredKey[]> {
  const known = await tx.query<StoredKey>(READ, [domain]);
  for (const state of ['active', 'next'] as const) {
    if (!known.some((key) => key.state === state)) await addKey(tx, domain, state);
  }
  return known.length === 2 ? known : tx.query<StoredKey>(READ, [domain]);
}

async function addKey(tx: Tx, domain: string, state: 'active' | 'next'): Promise<void> {
  const [row] = await tx.query<{ n: number }>(COUNT, [domain]);
  const { privateKey, publicKey } = await makePair('rsa', { modulusLength: BITS });
  const secret = privateKey.export({ type: 'pkcs8', format: 'pem' });
  const shown = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  await tx.execute(ADD, [domain, `tidings${String((row?.n ?? 0) + 1)}`, state, secret, shown]);
}

/** The next key becomes the active one, and a new next key is made. */
export async function rotateKeys(tx: Tx, domain: string): Promise<void> {
  await tx.execute(RETIRE, [domain]);
  await tx.execute(PROMOTE, [domain]);
  await addKey(tx, domain, 'next');
}

/** The active key, when its record was found; null while mails leave unsigned. */
export async function readSigningKey(
  on: Queryable,
  domain: string,
): Promise<{ selector: string; privateKey: KeyObject } | null> {
  const [row] = await on.query<{ selector: string; privateKey: string }>(SIGNING, [domain]);
  return row ? { selector: row.selector, privateKey: createPrivateKey(row.privateKey) } : null;
}
