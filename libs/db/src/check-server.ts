import pg from 'pg';
import { isConnectionError } from './sql-state.js';

/** What a database server is like, and what of it Tidings cannot work with, one sentence each with what to do. */
export interface ServerCheck {
  /** False when nobody answered: it may only be starting. */
  readonly reachable: boolean;
  readonly problems: readonly string[];
  /** As PostgreSQL writes it: "18.4". */
  readonly version?: string;
  /** Difference between the server's clock and ours in milliseconds; positive when the server's is ahead. */
  readonly clockOffsetMs?: number;
}

interface ServerFacts {
  readonly version: string;
  readonly version_num: number;
  readonly encoding: string;
  readonly icu: boolean;
  readonly read_only: boolean;
  readonly may_create: boolean;
  readonly now: Date;
}

const LEAST_VERSION_NUM = 150_000;
const CONNECT_TIMEOUT_MS = 5_000;

const READ_FACTS = `
SELECT current_setting('server_version') AS version,
       current_setting('server_version_num')::int AS version_num,
       current_setting('server_encoding') AS encoding,
       EXISTS (SELECT 1 FROM pg_collation WHERE collname = 'und-x-icu') AS icu,
       pg_is_in_recovery() AS read_only,
       has_database_privilege(current_database(), 'CREATE') AS may_create,
       clock_timestamp() AS now`;

const DEMANDS: readonly (readonly [(facts: ServerFacts) => boolean, (facts: ServerFacts) => string])[] = [
  [
    ({ version_num }) => version_num >= LEAST_VERSION_NUM,
    ({ version }) => `The database server is PostgreSQL ${version}; Tidings needs 15 or newer.`,
  ],
  [
    ({ encoding }) => encoding === 'UTF8',
    ({ encoding }) =>
      `The database has the encoding ${encoding}; Tidings needs UTF8. Make one with: ` +
      `CREATE DATABASE tidings ENCODING 'UTF8' TEMPLATE template0`,
  ],
  [
    ({ icu }) => icu,
    () => 'The database server was built without ICU, which text comparison needs. Use a build that has it.',
  ],
  [({ read_only }) => !read_only, () => 'The database is a read-only replica. Name the primary in DATABASE_URL.'],
  [
    ({ may_create }) => may_create,
    () => 'The database user may not make schemas. Run: GRANT CREATE ON DATABASE <name> TO <user>',
  ],
];

/** Connects once and looks. Never rejects: what went wrong is among the problems. */
export async function checkServer(url: string): Promise<ServerCheck> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on('error', () => undefined); // a connection lost after the answer is of no interest here
  try {
    await client.connect();
    const asked = Date.now();
    const { rows } = await client.query<ServerFacts>(READ_FACTS);
    const facts = rows[0];
    if (!facts) throw new Error('no answer');
    const problems = DEMANDS.filter(([met]) => !met(facts)).map(([, sentence]) => sentence(facts));
    return { reachable: true, problems, version: facts.version, clockOffsetMs: facts.now.getTime() - asked };
  } catch (error) {
    return unreachable(url, error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function unreachable(url: string, error: unknown): ServerCheck {
  const reason = error instanceof Error ? describe(error) : String(error);
  const problem = `The database at ${placeOf(url)} cannot be used: ${reason}. Check DATABASE_URL and that the server runs.`;
  return { reachable: !isAbsent(error), problems: [problem] };
}

/** Node reports a name with several addresses as an AggregateError without a message. */
function describe(error: Error): string {
  const inner = error instanceof AggregateError ? (error.errors[0] as Error | undefined) : undefined;
  return (inner ?? error).message || error.name;
}

function isAbsent(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some((inner) => isAbsent(inner));
  const code = (error as { code?: unknown }).code;
  if (code === 'EAI_AGAIN' || isConnectionError(error)) return true;
  return error instanceof Error && /timeout/i.test(error.message);
}

/** Host, port and database without the password. */
function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
