import { describe, expect, it } from '@jest/globals';
import { dayOf, nextDay, quotaOf } from './warm-up.js';

const warmUp = { from: '2026-11-27', first_day: 50, growth_percent: 40, until: 1000 };
const at = (text: string): Date => new Date(text);

describe('a warm-up', () => {
  it.each([
    ['2026-11-27T00:00:00Z', 50],
    ['2026-11-27T23:59:59Z', 50],
    ['2026-11-28T00:00:00Z', 70],
    ['2026-11-29T12:00:00Z', 98],
    ['2026-12-05T12:00:00Z', 737],
  ])('allows at %s so many mails a day: %i', (now, quota) => {
    expect(quotaOf(warmUp, at(now))).toBe(quota);
  });

  it('allows no more before its first day than on it, and ends with the day that would reach its end', () => {
    expect(quotaOf(warmUp, at('2026-11-01T00:00:00Z'))).toBe(50);
    expect(quotaOf(warmUp, at('2026-12-06T00:00:00Z'))).toBeUndefined();
    expect(quotaOf(warmUp, at('2036-12-06T00:00:00Z'))).toBeUndefined();
    expect(quotaOf(null, at('2026-11-27T00:00:00Z'))).toBeUndefined();
  });

  it('counts days in UTC', () => {
    expect(dayOf(at('2026-11-27T23:30:00-05:00'))).toBe('2026-11-28');
    expect(nextDay(at('2026-12-31T23:59:59Z'))).toEqual(at('2027-01-01T00:00:00Z'));
  });
});
