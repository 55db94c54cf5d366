import { Config, randomToken, SecretRing } from '#libs/kernel';
import type { Database } from '#libs/db';

// Several processes may start at once: the first insert wins, all read the same.
const MAKE = `INSERT INTO secrets (name, value) VALUES ('signing', $1) ON CONFLICT (name) DO NOTHING`;
const READ = `SELECT value FROM secrets WHERE name = 'signing'`;

/**
 * TIDINGS_SECRET, else the secret that was made once for this database; TIDINGS_SECRET_PREVIOUS verifies, too. Once
 * there is a TIDINGS_SECRET, the one in the database only opens what was sealed before: who can read the database has it.
 */
export async function loadSecretRing(config: Config, db: Database): Promise<SecretRing> {
  const { TIDINGS_SECRET: own, TIDINGS_SECRET_PREVIOUS: previous } = config.env;
  const former = previous ? [previous] : [];
  if (own === undefined) return new SecretRing([await readOrMake(db), ...former]);
  const made = await read(db);
  return new SecretRing([own, ...former], made === undefined ? [] : [made]);
}

async function readOrMake(db: Database): Promise<string> {
  await db.execute(MAKE, [randomToken()]);
  const made = await read(db);
  if (made === undefined) throw new Error('The signing secret could not be stored');
  return made;
}

async function read(db: Database): Promise<string | undefined> {
  const [row] = await db.query<{ value: string }>(READ);
  return row?.value;
}
