import { DomainError } from '../errors/domain-error.js';

/** `http.unreachable`: an exchange that ended without a whole answer. */
export class UnansweredError extends DomainError {
  /** False when the request surely did not reach the server: whoever tries again repeats nothing. */
  readonly mayHaveArrived: boolean;

  constructor(message: string, { mayHaveArrived, cause }: { mayHaveArrived: boolean; cause?: unknown }) {
    super('http.unreachable', message, { cause });
    this.mayHaveArrived = mayHaveArrived;
  }
}
