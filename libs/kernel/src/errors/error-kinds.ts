/** How an error class maps to an HTTP status (RFC 9110) and whether a job that met it may be tried again. */
export const ERROR_KINDS = {
  malformed: { status: 400, retry: false },
  unauthenticated: { status: 401, retry: false },
  forbidden: { status: 403, retry: false },
  not_found: { status: 404, retry: false },
  conflict: { status: 409, retry: false },
  stale: { status: 412, retry: false },
  too_large: { status: 413, retry: false },
  invalid: { status: 422, retry: false },
  rate_limited: { status: 429, retry: true },
  internal: { status: 500, retry: true },
  unavailable: { status: 503, retry: true },
} as const;

export type ErrorKind = keyof typeof ERROR_KINDS;

export interface ErrorEntry {
  readonly kind: ErrorKind;
  /** One sentence for people: what it means and what to do. */
  readonly meaning: string;
}

/** Keeps the literal codes of a list while checking its entries. */
export function defineErrors<const T extends Record<`${string}.${string}`, ErrorEntry>>(codes: T): T {
  return codes;
}
