import { ERROR_CODES, type ErrorCode } from './codes/index.js';
import { ERROR_KINDS, type ErrorKind } from './error-kinds.js';

/** One wrong value and where it stands, as `condition.all[0].field`. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/** Where a caller stands with a limit on how often something may be done. */
export interface LimitStanding {
  readonly quota: number;
  readonly windowS: number;
  readonly remaining: number;
  /** Seconds until `remaining` grows again. */
  readonly resetS: number;
}

interface DomainErrorOptions {
  readonly errors?: readonly FieldError[];
  /** Seconds after which a new try makes sense (`Retry-After`). */
  readonly retryAfterS?: number;
  /** The limit that the attempt counted for. */
  readonly limit?: LimitStanding;
  /** Further members of the problem that the caller gets, for programs to go on with. */
  readonly facts?: Readonly<Record<string, number | string>>;
  readonly cause?: unknown;
}

/** The one error that services throw. `message` is written for the person who has to act on it. */
export class DomainError extends Error {
  readonly kind: ErrorKind;
  readonly errors: readonly FieldError[];
  readonly retryAfterS: number | undefined;
  readonly limit: LimitStanding | undefined;
  readonly facts: Readonly<Record<string, number | string>>;

  constructor(
    readonly code: ErrorCode,
    message: string = ERROR_CODES[code].meaning,
    options: DomainErrorOptions = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'DomainError';
    this.kind = ERROR_CODES[code].kind;
    this.errors = options.errors ?? [];
    this.retryAfterS = options.retryAfterS;
    this.limit = options.limit;
    this.facts = options.facts ?? {};
  }

  get status(): number {
    return ERROR_KINDS[this.kind].status;
  }

  get retryable(): boolean {
    return ERROR_KINDS[this.kind].retry;
  }
}

/** Several wrong values at once: 422 with each path. */
export function invalid(errors: readonly FieldError[], code: ErrorCode = 'request.invalid'): DomainError {
  const message = errors.length > 0 ? describeErrors(errors.slice(0, 1)) : ERROR_CODES[code].meaning;
  return new DomainError(code, message, { errors });
}

/** Wrong values as one line; the whole body's fault has no path to name. */
export function describeErrors(errors: readonly FieldError[]): string {
  return errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ');
}
