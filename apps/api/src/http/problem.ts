import { HttpException } from '@nestjs/common';
import { isDatabaseTrouble, sqlState } from '#libs/db';
import { DomainError, type ErrorKind, type FieldError } from '#libs/kernel';

/** Problem details (RFC 9457), with our stable code and the request id to look it up in the log. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly errors?: readonly FieldError[];
  /** Of `contact.merged`: the contact that it is part of now. */
  readonly merged_into?: number;
  readonly request_id: string;
}

const TITLES: Readonly<Record<ErrorKind, string>> = {
  malformed: 'Malformed request',
  unauthenticated: 'Not signed in',
  forbidden: 'Not allowed',
  not_found: 'Not found',
  conflict: 'Conflict',
  stale: 'Changed meanwhile',
  too_large: 'Too large',
  invalid: 'Not acceptable',
  rate_limited: 'Too many requests',
  internal: 'Unexpected fault',
  unavailable: 'Not available at the moment',
};

const RETRY_AFTER_S = 5;

/** PostgreSQL's text cannot hold U+0000 (22021, 22P05 by way of JSON): the caller's fault, wherever it surfaced. */
const UNSTORABLE_TEXT = new Set(['22021', '22P05']);

/** What anything that was thrown means to the caller. What is not foreseen is `server.error`, without details. */
export function toDomainError(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  if (error instanceof HttpException) return fromHttp(error);
  if (isDatabaseTrouble(error)) {
    return new DomainError('server.unavailable', undefined, { cause: error, retryAfterS: RETRY_AFTER_S });
  }
  if (UNSTORABLE_TEXT.has(sqlState(error) ?? '')) {
    return new DomainError('request.invalid', 'A text contains the character U+0000, which cannot be stored.');
  }
  return new DomainError('server.error', undefined, { cause: error });
}

/** Nest and Fastify refuse by HTTP status: unknown routes, bodies that are too large or no JSON. */
function fromHttp(error: HttpException): DomainError {
  const status = error.getStatus();
  if (status === 404 || status === 405) return new DomainError('route.unknown');
  if (status === 413) return new DomainError('request.too_large');
  if (status === 415)
    return new DomainError('request.malformed', 'Send JSON, and say so: Content-Type: application/json.');
  if (status < 500) return new DomainError('request.malformed', sentenceOf(error), { cause: error });
  return new DomainError('server.error', undefined, { cause: error });
}

function sentenceOf(error: HttpException): string | undefined {
  return error.message ? `${error.message.replace(/\.$/, '')}.` : undefined;
}

/** Every 422 lists what is wrong; what no single value is to blame for stands under the path of the whole body. */
function errorsOf(error: DomainError): readonly FieldError[] {
  if (error.errors.length > 0 || error.status !== 422) return error.errors;
  return [{ path: '', message: error.message }];
}

export function toProblem(error: DomainError, requestId: string): Problem {
  const errors = errorsOf(error);
  return {
    type: `/api/docs#error-${error.code}`,
    title: TITLES[error.kind],
    status: error.status,
    detail: error.message,
    code: error.code,
    ...(errors.length > 0 ? { errors } : {}),
    ...error.facts,
    request_id: requestId,
  };
}

/** Seconds for `Retry-After`, which every 429 and 503 carries. */
export function retryAfterOf(error: DomainError): number | undefined {
  if (error.retryAfterS !== undefined) return Math.max(1, Math.ceil(error.retryAfterS));
  return error.status === 429 || error.status === 503 ? RETRY_AFTER_S : undefined;
}
