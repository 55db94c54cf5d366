import type { MessageView } from '../messages.query.js';

const DAY_MS = 86_400_000;

/** Why there is no copy of a mail, with a sentence each. */
export const COPY_ABSENCES = {
  not_kept: 'Copies are kept of transactional mails and of notices to colleagues, not of marketing mails and tests.',
  turned_off: 'The organisation keeps no copies of mails (setting message_copy_days).',
  expired: 'The time for which copies are kept is over (setting message_copy_days).',
  not_left: 'The mail has not been handed over yet.',
  left_out: 'The mail was left out: there is nothing to keep a copy of.',
  none: 'No copy of this mail was kept, or it was erased with its contact.',
} as const;

export type CopyAbsence = keyof typeof COPY_ABSENCES;

type Judged = Pick<MessageView, 'class' | 'source_kind' | 'status' | 'sent_at' | 'created_at'>;

const STATES_BEFORE: readonly string[] = ['pending', 'claimed', 'sending', 'deferred'];

/** For a mail of which none was found. `days` is how long copies are kept. */
export function copyAbsence(message: Judged, isKind: boolean, days: number, now: Date): CopyAbsence {
  if (!isKind) return 'not_kept';
  if (days === 0) return 'turned_off';
  if (message.status === 'skipped') return 'left_out';
  if (STATES_BEFORE.includes(message.status)) return 'not_left';
  const since = message.sent_at ?? message.created_at;
  return now.getTime() - since.getTime() >= days * DAY_MS ? 'expired' : 'none';
}
