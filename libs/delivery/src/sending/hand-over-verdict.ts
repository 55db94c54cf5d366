import type { Verdict } from '#libs/ledger';
import { judgeFailure, type Judgement } from '../returns/parse/reasons/reason-of.js';
import type { HandOver, NotSent } from '../transports/mail-transport.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A server that asks for more patience than this is asked again anyway. */
const MAX_RETRY_AFTER_MS = 24 * HOUR_MS;
/** After this time a mail that was only ever put off has failed (RFC 5321, 4.5.4.1 suggests four to five days). */
export const GIVE_UP_MS = 72 * HOUR_MS;

/** 1, 2, 4 … minutes up to 4 hours, each ± 10 % so that a whole campaign does not come back at once. */
export function backOffMs(attempt: number, random: number): number {
  const plain = Math.min(MINUTE_MS * 2 ** Math.max(0, attempt - 1), 4 * HOUR_MS);
  return Math.max(MINUTE_MS, Math.round(plain * (0.9 + 0.2 * random)));
}

interface Situation {
  readonly attempt: number;
  readonly createdAt: Date;
  readonly now: Date;
  /** 0 ≤ random < 1. */
  readonly random: number;
}

/** What the server's answer means for the ledger. */
export function toVerdict(answer: HandOver, situation: Situation): Verdict {
  if (answer.outcome === 'sent') return { state: 'sent', response: answer.response };
  const reason = reasonOf(answer);
  const { response } = answer;
  if (answer.outcome === 'unknown') return { state: 'unknown', reason, response };
  if (answer.outcome === 'failed') {
    const { kind, reason: meant, status } = judge(answer);
    const meaning = { bounce: kind, reason: meant, ...(status === '' ? {} : { status }) };
    return { state: 'failed', reason, response, bounced: isRecipientRefused(answer), meaning };
  }
  if (situation.now.getTime() - situation.createdAt.getTime() >= GIVE_UP_MS) {
    return { state: 'failed', reason: 'smtp.gave_up', response, bounced: false };
  }
  const asked = Math.min(answer.retryAfterMs ?? 0, MAX_RETRY_AFTER_MS);
  const waitMs = Math.max(backOffMs(situation.attempt, situation.random), asked);
  const dueAt = new Date(situation.now.getTime() + waitMs);
  return { state: 'deferred', reason, response, dueAt };
}

/** A 5xx in the session is a bounce at once, unless it came before any recipient was named (connection, login). */
function isRecipientRefused({ phase, code, provider }: NotSent): boolean {
  if (provider) return provider === 'recipient';
  return code !== undefined && code >= 500 && !['connect', 'greeting', 'ehlo', 'starttls', 'auth'].includes(phase);
}

/** `smtp.rcpt.550`, `smtp.connect`, `provider.account`. */
function reasonOf({ phase, code, provider }: NotSent): string {
  if (provider) return `provider.${provider}`;
  return code === undefined ? `smtp.${phase}` : `smtp.${phase}.${String(code)}`;
}

/** The same words mean the same whether they come in the session or in a report afterwards. */
function judge({ enhanced = '', response }: NotSent): Judgement {
  return judgeFailure({ status: enhanced, diagnostic: response, notice: '' });
}

/**
 * True when the refusal says that the address itself is no good; policy and content refusals (5.7.x) are not, nor is
 * one that gives no reason: a server may refuse everybody for a while.
 */
export function isDeadAddress(answer: HandOver): boolean {
  if (answer.outcome !== 'failed' || answer.phase !== 'rcpt') return false;
  const { kind, reason } = judge(answer);
  return kind === 'hard' && reason !== 'undelivered';
}
