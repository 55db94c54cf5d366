import { Config, randomToken, SecretRing } from '#libs/kernel';
import type { Database } from '#libs/db';

// Several processes may start at once: the first insert wins, all read the same.
const MAKE = `INSERT INTO secrets (name, value) VALUES ('signing', $1) ON CONFLICT (name) DO NOTHING`;
const READ = `SELECT value FROM secrets WHERE name = 'signing'`;

/** TIDINGS_SECRET, else the secret that was made once for this database; TIDINGS_SECRET_PREVIOUS verifies, too. */
export async function loadSecretRing(config: Config, db: Database): Promise<SecretRing> {
  const { TIDINGS_SECRET: own, TIDINGS_SECRET_PREVIOUS: previous } = config.env;
  return new SecretRing([own ?? (await readOrMake(db)), ...(previous ? [previous] : [])]);
}

async function readOrMake(db: Database): Promise<string> {
  await db.execute(MAKE, [randomToken()]);
  const [row] = await db.query<{ value: string }>(READ);
  if (!row) throw new Error('The signing secret could not be stored');
  return row.value;
}
