import type { ProviderAnswer } from '../../providers/provider.js';
import {
  accountRefused,
  busy,
  contentRefused,
  judgeByStatus,
  readRetryAfter,
  recipientRefused,
  taken,
} from '../../providers/provider-verdicts.js';
import type { HandOver } from '../mail-transport.js';

export const SES = { name: 'Amazon SES' } as const;

/** SendEmail's own errors and those that all of AWS has, which speak about key, account, identity or quota. */
const ACCOUNT = new Set([
  ...['AccountSuspendedException', 'SendingPausedException', 'MailFromDomainNotVerifiedException', 'NotFoundException'],
  ...['LimitExceededException', 'AccessDeniedException', 'AccessDenied', 'IncompleteSignature', 'InvalidClientTokenId'],
  ...['InvalidSignatureException', 'SignatureDoesNotMatch', 'MissingAuthenticationToken', 'NotAuthorized'],
  ...['MissingAuthenticationTokenException', 'OptInRequired', 'RequestExpired', 'UnrecognizedClientException'],
  ...['ExpiredTokenException', 'IncompleteSignatureException', 'UnknownOperationException'],
]);
const THROTTLED = new Set(['TooManyRequestsException', 'ThrottlingException', 'Throttling', 'RequestLimitExceeded']);
/** A day's quota is counted over the last 24 hours: it comes back bit by bit. */
const QUOTA_RETRY_MS = 15 * 60_000;
const UNVERIFIED = /not verified|failed the check in region/i;
const ADDRESS =
  /illegal address|final '@domain'|local part|domain (?:starts|ends|contains|is missing)|invalid.*address/i;

export function judgeSes(answer: ProviderAnswer): HandOver {
  const { status, json } = answer;
  const id = json?.['MessageId'];
  if (status === 200 && typeof id === 'string' && id !== '') return taken(SES, id);
  const { type, words } = errorOf(answer);
  const said = `${words || 'no reason given'} (${type || `HTTP ${String(status)}`})`;
  if (THROTTLED.has(type)) {
    const retryAfterMs = /daily|quota/i.test(words) ? QUOTA_RETRY_MS : readRetryAfter(answer, Date.now());
    return busy(SES, said, retryAfterMs);
  }
  if (ACCOUNT.has(type)) return accountRefused(SES, said);
  // In the sandbox "not verified" is said of recipients, too; it is the account that is not ready.
  if (type === 'MessageRejected') return UNVERIFIED.test(words) ? accountRefused(SES, said) : contentRefused(SES, said);
  if (type === 'BadRequestException' && ADDRESS.test(words)) return recipientRefused(SES, said);
  return judgeByStatus(SES, answer, words);
}

/** `x-amzn-errortype: TooManyRequestsException:http://…`, or the type in the body. */
export function errorOf({ headers, json }: ProviderAnswer): { readonly type: string; readonly words: string } {
  const named = headers['x-amzn-errortype'] ?? json?.['__type'] ?? json?.['code'] ?? '';
  const type = (typeof named === 'string' ? named : '').split(':')[0]?.split('#').at(-1) ?? '';
  const words = json?.['message'] ?? json?.['Message'] ?? '';
  return { type, words: typeof words === 'string' ? words : '' };
}
