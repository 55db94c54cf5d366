import { describe, expect, it, test } from '@jest/globals';
import { type CallResult, judgeCall, readRetryAfter, RETRY_MS } from './retry-plan.js';

const now = new Date('2026-06-01T00:00:00Z');
const result = (more: Partial<CallResult>): CallResult => ({
  ...{ status: null, response: null, error: null, hopeless: false, retryAfterMs: null, durationMs: 1 },
  ...more,
});
const judge = (more: Partial<CallResult>, tries = 1): string => {
  const { state, dueAt } = judgeCall(result(more), tries, now);
  return state === 'pending' ? `pending ${String((dueAt.getTime() - now.getTime()) / 1_000)}` : state;
};

describe('a call', () => {
  test.each<[string, Partial<CallResult>, number, string]>([
    ['answered', { status: 204 }, 1, 'delivered'],
    ['refused by the receiver', { status: 400 }, 1, 'pending 5'],
    ['sent elsewhere', { status: 302 }, 1, 'pending 5'],
    ['not wanted any more', { status: 410 }, 1, 'failed'],
    ['failed there', { status: 500 }, 2, 'pending 300'],
    ['without an answer', {}, 3, 'pending 1800'],
    ['to a private address', { hopeless: true }, 1, 'failed'],
    ['that is to wait', { status: 429, retryAfterMs: 60_000 }, 1, 'pending 60'],
    ['that is to wait less than it would', { status: 503, retryAfterMs: 1_000 }, 2, 'pending 300'],
    ['that is to wait for years', { status: 503, retryAfterMs: 1e12 }, 1, 'pending 86400'],
    ['that failed ten times', { status: 500 }, 10, 'failed'],
  ])('%s', (_why, more, tries, expected) => {
    expect(judge(more, tries)).toBe(expected);
  });

  it('is tried ten times over three days', () => {
    const total = RETRY_MS.reduce((sum, ms) => sum + ms, 0);
    expect([RETRY_MS.length + 1, Math.round(total / 86_400_000)]).toEqual([10, 3]);
  });
});

test.each([
  ['120', 120_000],
  ['Mon, 01 Jun 2026 00:02:00 GMT', 120_000],
  ['soon', null],
  ['-1', null],
  [undefined, null],
])('Retry-After %s', (value, ms) => {
  expect(readRetryAfter(value, now)).toBe(ms);
});
