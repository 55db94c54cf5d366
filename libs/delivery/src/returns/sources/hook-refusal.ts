import { DomainError } from '#libs/kernel';

/** Why is for the operator's log; the caller learns only that it was refused. */
export function refused(cause: string): DomainError {
  return new DomainError('hook.refused', undefined, { cause: new Error(cause) });
}

/** The JSON of a request that is genuine; rejects what is no object or list. */
export function readJson(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString('utf8')) as unknown;
  } catch (error) {
    if (error instanceof Error && error.name === 'SyntaxError') {
      throw new DomainError('request.malformed', 'The report is no JSON.', { cause: error });
    }
    throw error;
  }
}
