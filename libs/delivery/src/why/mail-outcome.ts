import type { StoredMessage } from './stored-message.js';

/** What became of a mail, in one word. */
export type MailOutcome = 'waiting' | 'sending' | 'sent' | 'bounced' | 'complained' | 'failed' | 'skipped' | 'unknown';

/** Best first, as the report counts people with several mails. */
const RANKS = ['sent', 'sending', 'claimed', 'pending', 'deferred', 'unknown', 'failed', 'skipped'];

export function rankOf({ state }: Pick<StoredMessage, 'state'>): number {
  return RANKS.indexOf(state);
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
