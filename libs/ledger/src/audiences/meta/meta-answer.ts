import type { GuardedResponse } from '#libs/kernel';
import type { AudienceAnswer } from '../audience-provider.js';

/** Too many calls: of the application, the user, the page, the account, the list. */
const THROTTLED: ReadonlySet<number> = new Set([4, 17, 32, 341, 368, 613, 80_003, 80_004]);
/** Unknown, and service not there. */
const TRANSIENT: ReadonlySet<number> = new Set([1, 2]);
/** The token is over or was taken back; permissions from 200 to 299. */
const UNAUTHORISED: ReadonlySet<number> = new Set([3, 10, 102, 190, 294, 2_650]);
/** The list is blocked, or its terms have not been accepted. */
const BLOCKED_SUBCODES: ReadonlySet<number> = new Set([1_713_230, 1_870_090]);

interface MetaError {
  readonly code?: number;
  readonly error_subcode?: number;
  readonly message?: string;
  readonly error_user_msg?: string;
  readonly is_transient?: boolean;
}

/** Sorts what the Graph API says by what is to be done about it. */
export function readMetaAnswer({ status, body, headers }: GuardedResponse): AudienceAnswer {
  const error = readError(body);
  if (!error && status >= 200 && status < 300) return { kind: 'done' };
  const { code = 0, error_subcode: subcode = 0 } = error ?? {};
  const message = `${error?.error_user_msg ?? error?.message ?? `The answer was ${String(status)}`} (${String(code)})`;
  if (BLOCKED_SUBCODES.has(subcode) || UNAUTHORISED.has(code) || (code >= 200 && code < 300)) {
    return { kind: 'blocked', message };
  }
  const passing = error?.is_transient === true || THROTTLED.has(code) || TRANSIENT.has(code);
  if (passing || status >= 500 || status === 429) {
    return { kind: 'later', message, retryAfterMs: regainOf(headers['x-business-use-case-usage']) };
  }
  // Without a code of its own it is no answer of the Graph API at all.
  return error ? { kind: 'rejected', message } : { kind: 'later', message, retryAfterMs: null };
}

function readError(body: Buffer): MetaError | null {
  try {
    const answer = JSON.parse(body.toString('utf8')) as { error?: MetaError } | null;
    return answer?.error ?? null;
  } catch {
    return null;
  }
}

/** `{ "<account>": [{ "estimated_time_to_regain_access": minutes }] }`: when the account may call again. */
function regainOf(usage: string | string[] | undefined): number | null {
  if (typeof usage !== 'string') return null;
  const [, minutes] = /"estimated_time_to_regain_access"\s*:\s*(\d{1,6})/.exec(usage) ?? [];
  return minutes === undefined || minutes === '0' ? null : Number(minutes) * 60_000;
}
