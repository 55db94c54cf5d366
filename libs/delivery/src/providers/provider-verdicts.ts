import type { HandOver, NotSent } from '../transports/mail-transport.js';
import type { Provider, ProviderAnswer } from './provider.js';

type Named = Pick<Provider, 'name'>;

/** No right, no money, no permission, nothing there: statuses about the account, whoever the mail is for. */
const ACCOUNT = new Set([401, 402, 403, 404]);
/** Longest of a provider's words that is kept. */
const MAX_WORDS = 400;

/** The provider took responsibility; `id` is its own name for the mail. */
export function taken({ name }: Named, id: string): HandOver {
  return { outcome: 'sent', response: `${name}: ${id}` };
}

/** The recipient is no good, or the provider will not mail them: it never will be sent. */
export function recipientRefused({ name }: Named, words: string): NotSent {
  const response = `${name}: ${tidy(words)}`;
  return { outcome: 'failed', phase: 'rcpt', enhanced: '5.1.3', provider: 'recipient', response };
}

/** The mail itself is no good. */
export function contentRefused({ name }: Named, words: string, enhanced = '5.6.0'): NotSent {
  return { outcome: 'failed', phase: 'data', enhanced, provider: 'content', response: `${name}: ${tidy(words)}` };
}

/** Key, domain, permission, plan: the sender is at fault, and no mail may fail for it. */
export function accountRefused({ name }: Named, words: string): NotSent {
  return { outcome: 'deferred', phase: 'auth', provider: 'account', response: `${name}: ${tidy(words)}` };
}

/** For a reason that we do not know: it may be about all our mails, so that none may fail for it. */
export function judgeUnknownRefusal({ name }: Named, words: string): NotSent {
  return { outcome: 'deferred', phase: 'data', provider: 'refused', response: `${name}: ${tidy(words)}` };
}

/** Out of order; others may have more luck. */
function inTrouble({ name }: Named, words: string): NotSent {
  return { outcome: 'deferred', phase: 'data', provider: 'trouble', response: `${name}: ${tidy(words)}` };
}

/** Too fast, or closed for a while. */
export function busy({ name }: Named, words: string, retryAfterMs?: number): NotSent {
  const response = `${name}: ${tidy(words)}`;
  return { outcome: 'deferred', phase: 'data', provider: 'busy', response, retryAfterMs };
}

/** Nobody knows whether the provider has it. */
export function unclear({ name }: Named, words: string): NotSent {
  return { outcome: 'unknown', phase: 'after_dot', provider: 'no_answer', response: `${name}: ${tidy(words)}` };
}

/**
 * What a status means where the provider's words say no more (RFC 9110, 15). A gateway that got no answer (502, 504)
 * does not know whether the mail was taken. A redirect is not followed: the settings name the wrong place.
 */
export function judgeByStatus(provider: Named, answer: ProviderAnswer, words: string): NotSent {
  const { status } = answer;
  const said = `${words || 'no reason given'} (HTTP ${String(status)})`;
  if (status < 300 || status === 502 || status === 504) return unclear(provider, said);
  if (status === 413) return contentRefused(provider, said, '5.3.4');
  const retryAfterMs = readRetryAfter(answer, Date.now());
  if (status === 429 || (status >= 500 && retryAfterMs !== undefined)) return busy(provider, said, retryAfterMs);
  if (status === 408 || status === 425 || status >= 500) return inTrouble(provider, said);
  return status < 400 || ACCOUNT.has(status) ? accountRefused(provider, said) : judgeUnknownRefusal(provider, said);
}

/** Retry-After in seconds or as a date (RFC 9110, 10.2.3) → milliseconds; undefined when there is none to be used. */
export function readRetryAfter({ headers }: Pick<ProviderAnswer, 'headers'>, nowMs: number): number | undefined {
  const value = String(headers['retry-after'] ?? '').trim();
  const ms = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}

function tidy(words: string): string {
  return words.replace(/\s+/g, ' ').trim().slice(0, MAX_WORDS);
}
