/**
 * Why a run ended from outside, not by a step of its own: its mails that have not left must not leave any more.
 * A run that came to an exit or goal step keeps them.
 */
export const OUTSIDE_REASONS = [
  'goal',
  'exit_condition',
  'unsubscribed',
  'restarted',
  'archived',
  'republished',
  'removed',
  'stopped',
  'merged',
  'taken_out',
] as const;
