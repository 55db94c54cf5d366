/** What came of the nth reminder, over all carts that got it. */
export interface ReminderOutcome {
  readonly reminder: number;
  readonly sent: number;
  /** Carts that were ordered within three days after it, before another reminder. */
  readonly ordered: number;
  readonly value: number;
  /** How many of them would have been ordered in that time without it; null = too few carts to tell. */
  readonly expected: number | null;
  readonly verdict: 'pays' | 'does_not' | 'unknown';
}

/** Fewer reminders than that say nothing about those that did not pay. */
const ENOUGH_SENT = 100;

/** It pays when more were ordered than chance explains: two standard deviations of a count above what is expected. */
export function judgeReminder({
  sent,
  ordered,
  expected,
}: Pick<ReminderOutcome, 'sent' | 'ordered' | 'expected'>): ReminderOutcome['verdict'] {
  if (expected === null || sent === 0) return 'unknown';
  if (ordered - expected > 2 * Math.sqrt(Math.max(expected, 1))) return 'pays';
  return sent >= ENOUGH_SENT ? 'does_not' : 'unknown';
}

/** The last reminder up to which each paid; null when nothing is known of the first. */
export function adviseReminders(outcomes: readonly ReminderOutcome[]): number | null {
  const first = outcomes.findIndex(({ verdict }) => verdict !== 'pays');
  const paid = first === -1 ? outcomes.length : first;
  return paid === 0 && outcomes[0]?.verdict !== 'does_not' ? null : paid;
}
