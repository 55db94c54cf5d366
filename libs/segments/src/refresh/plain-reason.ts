import { isConnectionError, sqlState } from '#libs/db';

export interface PlainReason {
  readonly reason: string;
  /** What the database itself said; null where it was not the database. */
  readonly detail: string | null;
}

/** By SQLSTATE, or its class of two characters: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const REASONS: Readonly<Record<string, string>> = {
  '57014': 'It took longer than the database gives a statement, or was stopped there. A simpler condition takes less.',
  '53100': 'The disk of the database is full.',
  '53200': 'The database ran out of memory.',
  '53300': 'The database has no connection left.',
  '53': 'The database ran short of disk, memory or connections.',
  '2201B': 'A pattern of the condition is not one that the database can search with.',
  '22003': 'A number is too large to be counted with.',
  '22008': 'A date or a time window is too far away to be counted with.',
  '22012': 'Something would be divided by zero.',
  '22': 'A value can not be compared in the way that the condition asks for.',
  '54': 'The condition is too large for the database.',
  '55P03': 'Others kept what is needed locked for too long.',
  '40': 'Others changed the same contacts at the same time.',
};

const SQLSTATE = /^[0-9A-Z]{5}$/;

const LOST = 'The connection to the database was lost.';
const UNKNOWN = 'The database could not work it out.';

/** Why members could not be worked out, in words for who made the segment. */
export function plainReason(error: unknown): PlainReason {
  const said = (error instanceof Error ? error.message : String(error)).replaceAll('\u0000', '');
  const state = sqlState(error) ?? '';
  const known = REASONS[state] ?? REASONS[state.slice(0, 2)] ?? (isConnectionError(error) ? LOST : undefined);
  if (known !== undefined) return { reason: known, detail: said };
  return SQLSTATE.test(state) ? { reason: UNKNOWN, detail: said } : { reason: said, detail: null };
}
