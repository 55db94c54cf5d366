import { describe, expect, it } from '@jest/globals';
import { adviseReminders, judgeReminder, type ReminderOutcome } from './reminder-advice.js';

const outcome = (reminder: number, verdict: ReminderOutcome['verdict']): ReminderOutcome => {
  return { reminder, sent: 1, ordered: 0, value: 0, expected: null, verdict };
};

describe('a reminder', () => {
  it.each([
    ['pays when more order than chance explains', { sent: 200, ordered: 40, expected: 16 }, 'pays'],
    ['does not when they would have ordered anyway', { sent: 200, ordered: 40, expected: 39 }, 'does_not'],
    ['is not judged by a few', { sent: 20, ordered: 1, expected: 1 }, 'unknown'],
    ['is not judged without carts to compare with', { sent: 500, ordered: 80, expected: null }, 'unknown'],
    ['that was never sent is not known', { sent: 0, ordered: 0, expected: 0 }, 'unknown'],
  ] as const)('%s', (_name, numbers, verdict) => {
    expect(judgeReminder(numbers)).toBe(verdict);
  });
});

describe('the advice', () => {
  it.each([
    [['pays', 'pays', 'does_not'], 2],
    [['pays', 'unknown', 'pays'], 1],
    [['does_not', 'pays', 'unknown'], 0],
    [['unknown', 'unknown', 'unknown'], null],
    [['pays', 'pays', 'pays'], 3],
  ] as const)('of %j is %s', (verdicts, advice) => {
    expect(adviseReminders(verdicts.map((verdict, index) => outcome(index + 1, verdict)))).toBe(advice);
  });
});
