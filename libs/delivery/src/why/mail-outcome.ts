import { OUTCOMES } from '#libs/ledger';
import type { StoredMessage } from './stored-message.js';

/** What became of a mail, in one word. */
export type MailOutcome = 'waiting' | 'sending' | 'sent' | 'bounced' | 'complained' | 'failed' | 'skipped' | 'unknown';

/** As the report counts people with several mails; what a process has in its hands is still to come. */
export function rankOf({ state }: Pick<StoredMessage, 'state'>): number {
  return OUTCOMES.indexOf(state === 'claimed' || state === 'sending' ? 'pending' : state);
}

export function outcomeOf({
  state,
  bouncedAt,
  complainedAt,
}: Pick<StoredMessage, 'state' | 'bouncedAt' | 'complainedAt'>): MailOutcome {
  if (state === 'pending' || state === 'deferred') return 'waiting';
  if (state === 'claimed' || state === 'sending') return 'sending';
  if (state !== 'sent') return state;
  if (complainedAt) return 'complained';
  return bouncedAt ? 'bounced' : 'sent';
}
