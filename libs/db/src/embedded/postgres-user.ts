import { stat } from 'node:fs/promises';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { runCommand } from './run-command.js';

/** The system account that the server runs as. */
export interface PostgresUser {
  readonly uid: number;
  readonly gid: number;
}

const ACCOUNT = 'postgres';

/** PostgreSQL refuses to run as root. Both forms make a system account without a home; the second is BusyBox's. */
const ADD_USER: readonly (readonly [string, ...string[]])[] = [
  ['useradd', '--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', ACCOUNT],
  ['adduser', '-S', '-D', '-H', '-s', '/sbin/nologin', ACCOUNT],
];

/**
 * Whom to run the server as: undefined means "as ourselves" (an ordinary user). For root it is the owner of a cluster
 * that exists already, else the account `postgres`, which is made when it is missing.
 */
export async function findPostgresUser(clusterDir: string): Promise<PostgresUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  return (await ownerOf(clusterDir)) ?? (await lookUp()) ?? (await create());
}

async function ownerOf(path: string): Promise<PostgresUser | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found && found.uid !== 0 ? { uid: found.uid, gid: found.gid } : undefined;
}

async function lookUp(): Promise<PostgresUser | undefined> {
  const [uid, gid] = await Promise.all([runCommand('id', ['-u', ACCOUNT]), runCommand('id', ['-g', ACCOUNT])]);
  if (uid.code !== 0 || gid.code !== 0) return undefined;
  return { uid: Number(uid.output), gid: Number(gid.output) };
}

async function create(): Promise<PostgresUser> {
  const reasons: string[] = [];
  for (const [file, ...args] of ADD_USER) {
    const { output } = await runCommand(file, args);
    const user = await lookUp();
    if (user) return user;
    reasons.push(output.trim());
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL does not run as root, and the system account "${ACCOUNT}" could not be made (${reasons.join('; ')}). ` +
      'Make that account yourself, start as an ordinary user, or set DATABASE_URL to a server of your own.',
  );
}
