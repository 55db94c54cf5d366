import { QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';

/** SQLSTATEs (PostgreSQL manual, appendix A) after which the same transaction may simply run again. */
export const RETRYABLE_STATES: ReadonlySet<string> = new Set(['40001', '40P01']);

/**
 * Class 08 and these: the server went away, ended a session that stood still for too long (25P03) or, 55P03, let nobody
 * through in time; the work is retried when it is back.
 */
const CONNECTION_STATES = new Set(['57P01', '57P02', '57P03', '53300', '25P03', '55P03']);
const CONNECTION_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH']);

/** What node-postgres says without a code: the connection has just gone, went before this statement, or never came. */
const CONNECTION_WORDS = /Connection terminated|is not queryable|timeout exceeded when trying to connect/;

/** What TypeORM says, without a cause: it lets go of a connection that ends between two statements. */
const RELEASED = [QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError];

/** The five-character SQLSTATE of a database error, also when TypeORM wrapped it. */
export function sqlState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, driverError } = error as { code?: unknown; driverError?: { code?: unknown } };
  const found = driverError?.code ?? code;
  return typeof found === 'string' ? found : undefined;
}

/** The name of the violated constraint, when the error is a violation. */
export function violatedConstraint(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { constraint, driverError } = error as { constraint?: string; driverError?: { constraint?: string } };
  return driverError?.constraint ?? constraint;
}

export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (sqlState(error) !== '23505') return false;
  return constraint === undefined || violatedConstraint(error) === constraint;
}

/** True when the database could not be reached, ended the connection, or kept a lock longer than was waited for. */
export function isConnectionError(error: unknown): boolean {
  const state = sqlState(error);
  if (state && (CONNECTION_STATES.has(state) || CONNECTION_CODES.has(state) || state.startsWith('08'))) return true;
  if (RELEASED.some((kind) => error instanceof kind)) return true;
  return error instanceof Error && CONNECTION_WORDS.test(error.message);
}

/** Class 53 (a disk or a memory that is full, too many connections) and 58 (a disk that fails): nobody's statement is to blame. */
const TROUBLE = /^5[38]/;

/** True when the database cannot work at the moment, reachable or not; the same may succeed later. */
export function isDatabaseTrouble(error: unknown): boolean {
  return isConnectionError(error) || TROUBLE.test(sqlState(error) ?? '');
}

/** Classes 22 and 23: the values are at fault, and will be the next time. */
export function isDataError(error: unknown): boolean {
  return /^2[23]/.test(sqlState(error) ?? '');
}

const QUERY_CANCELED = '57014';

/** The statement took longer than it may, or somebody stopped it. */
export function isCanceled(error: unknown): boolean {
  return sqlState(error) === QUERY_CANCELED;
}
