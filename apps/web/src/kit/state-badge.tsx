import type { ToneName } from '../theme/palette';
import { tOr } from '../messages';
import classes from './state-badge.module.css';

/** The tone of every state word that the API uses. A word that is not here is neutral. */
const TONES: Record<string, ToneName> = {
  draft: 'neutral',
  scheduled: 'info',
  sending: 'info',
  running: 'info',
  queued: 'info',
  building: 'info',
  active: 'good',
  published: 'good',
  ready: 'good',
  completed: 'good',
  converted: 'good',
  held: 'warn',
  stuck: 'bad',
  subscribed: 'good',
  verified: 'good',
  sent: 'good',
  delivered: 'good',
  done: 'good',
  paused: 'warn',
  deferred: 'warn',
  unconfirmed: 'warn',
  unverified: 'warn',
  unknown: 'warn',
  claimed: 'info',
  open: 'warn',
  failed: 'bad',
  bounced: 'bad',
  complained: 'bad',
  cleaned: 'bad',
  cancelled: 'neutral',
  archived: 'neutral',
  unsubscribed: 'neutral',
};

/** A state as a word with a mark before it: never colour alone. */
export function StateBadge({ state, tone }: { state: string; tone?: ToneName }) {
  return (
    <span className={classes['badge']} data-tone={tone ?? TONES[state] ?? 'neutral'}>
      {tOr(`states.${state}`, state.replaceAll('_', ' '))}
    </span>
  );
}
