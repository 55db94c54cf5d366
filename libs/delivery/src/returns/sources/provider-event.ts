import { excerpt } from '../parse/excerpt.js';
import { judgeFailure } from '../parse/reasons/reason-of.js';
import type { ReturnedMail, ReturnKind } from '../parse/returned-mail.js';

interface ProviderEvent {
  readonly kind: 'failed' | 'delayed' | 'delivered' | 'complaint' | 'unknown';
  readonly address: string;
  /** Enhanced status code, when the provider has one. */
  readonly status?: string | undefined;
  /** What the other server said. */
  readonly diagnostic?: string | undefined;
  /** The provider's own verdict about a failure, where it knows better than the words. */
  readonly verdict?: Extract<ReturnKind, 'hard' | 'soft' | 'policy' | 'block' | 'mailbox_full'> | undefined;
  /** The provider could not tell why: without a reason in codes or words the address is not to blame. */
  readonly isUnsure?: boolean | undefined;
  readonly reason?: string | undefined;
  /** Message-ID of our mail, with or without angle brackets. */
  readonly messageId?: string | undefined;
  /** Envelope sender of our mail. */
  readonly returnPath?: string | undefined;
}

/** A provider's event in the words of a report that came by mail. */
export function toReturnedMail(event: ProviderEvent): ReturnedMail {
  const { kind, reason, status } = judge(event);
  const recipient = {
    address: event.address,
    kind,
    reason,
    status: status || undefined,
    diagnostic: event.diagnostic ? excerpt(event.diagnostic, 500) : undefined,
  };
  return {
    kind,
    recipients: [recipient],
    reason,
    originalMessageId: event.messageId?.trim().replace(/^<|>$/g, ''),
    originalTo: event.address,
    ownMessageId: '',
    answers: [],
    returnPaths: event.returnPath ? [event.returnPath] : [],
    from: '',
    subject: '',
  };
}

function judge({ kind, status = '', diagnostic = '', verdict, isUnsure, reason }: ProviderEvent) {
  if (kind !== 'failed') return { kind, reason: reason ?? kind, status };
  const judged = judgeFailure({ status, diagnostic, notice: '' });
  if (isUnsure && (judged.reason === 'undelivered' || judged.reason === 'unclear'))
    return { ...judged, kind: 'soft' as const, reason: 'temporary' };
  if (verdict === undefined) return judged;
  // The provider knows whether it gives up; why, the words of the server say better.
  const isCoarse = verdict === 'hard' || verdict === 'soft';
  const narrower = isCoarse && judged.kind !== 'hard' && judged.kind !== 'soft' ? judged.kind : verdict;
  return { kind: narrower, reason: reason ?? judged.reason, status: judged.status };
}
