import type { Message } from '../../api/messages';

/** The state that matters to a person: what came back was sent, too. */
export function stateOf({ status, bounced_at, complained_at }: Message): string {
  if (complained_at !== null) return 'complained';
  return bounced_at !== null && status === 'sent' ? 'bounced' : status;
}
