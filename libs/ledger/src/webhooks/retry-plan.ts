const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** When a call that failed is made again, as Standard Webhooks recommends; after the last it is given up. */
export const RETRY_MS = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
] as const;

/** The receiver says that it wants no more of it. */
const GONE = 410;
const LONGEST_WISH_MS = 24 * HOUR_MS;

/** What an attempt met: an answer, or none. */
export interface CallResult {
  /** Null when no answer came. */
  readonly status: number | null;
  readonly response: string | null;
  /** What stood in the way. */
  readonly error: string | null;
  /** It would meet the same again: a private address, no address at all. */
  readonly hopeless: boolean;
  /** When the receiver wants to be asked again, in milliseconds from the answer. */
  readonly retryAfterMs: number | null;
  readonly durationMs: number;
}

export interface CallVerdict {
  readonly state: 'delivered' | 'pending' | 'failed';
  /** When it is made again. */
  readonly dueAt: Date;
}

/** What becomes of a call; `tries` counts this attempt. */
export function judgeCall({ status, hopeless, retryAfterMs }: CallResult, tries: number, now: Date): CallVerdict {
  if (status !== null && status >= 200 && status < 300) return { state: 'delivered', dueAt: now };
  const wait = RETRY_MS[tries - 1];
  if (wait === undefined || hopeless || status === GONE) return { state: 'failed', dueAt: now };
  const wished = Math.min(retryAfterMs ?? 0, LONGEST_WISH_MS);
  return { state: 'pending', dueAt: new Date(now.getTime() + Math.max(wait, wished)) };
}

/** `Retry-After` (RFC 9110, 10.2.3): seconds, or a date. */
export function readRetryAfter(value: string | string[] | undefined, now: Date): number | null {
  if (typeof value !== 'string') return null;
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * SECOND_MS : Date.parse(value) - now.getTime();
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}
