import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { afterTaking, roomAt, spacingOf } from './allowance.js';
import { PERIODS_MS, type Rate } from './sending-limits.js';

/** Takes all there is room for at each of the moments; says when each mail went. */
function take(rate: Rate, moments: readonly number[]): number[] {
  const spacing = spacingOf(rate);
  const went: number[] = [];
  let nextAt = 0;
  for (const now of moments) {
    const room = roomAt(nextAt, spacing, now);
    nextAt = afterTaking(nextAt, spacing, now, room);
    for (let one = 0; one < room; one += 1) went.push(now);
  }
  return went;
}

const rates = fc.record({
  max: fc.integer({ min: 1, max: 5000 }),
  per: fc.constantFrom<Rate['per']>('second', 'minute', 'hour'),
});

describe('an allowance', () => {
  it('lets no more go than it says, in any time of the period, whenever it is asked', () => {
    fc.assert(
      fc.property(
        rates,
        fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 60 }),
        (rate, steps) => {
          let now = 1_800_000_000_000;
          const moments = steps.map((step) => (now += (step * PERIODS_MS[rate.per]) / 10_000));
          const went = take(rate, moments);
          for (const start of new Set(went)) {
            const seen = went.filter((at) => at >= start && at < start + PERIODS_MS[rate.per]).length;
            expect(seen).toBeLessThanOrEqual(rate.max);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it.each([
    [{ max: 20, per: 'second' }, 0.7],
    [{ max: 1, per: 'second' }, 0.8],
    [{ max: 1000, per: 'minute' }, 0.95],
    [{ max: 500, per: 'day' }, 0.95],
  ] as const)('lets most of %j go when it is asked all the time', (rate, least) => {
    const periodMs = PERIODS_MS[rate.per];
    const moments = Array.from({ length: 40_000 }, (_, n) => 1_800_000_000_000 + (n * periodMs) / 20_000);
    expect(take(rate, moments).length / 2 / rate.max).toBeGreaterThanOrEqual(least);
  });

  it('does not save up what nobody wanted', () => {
    const spacing = spacingOf({ max: 20, per: 'second' });
    expect(roomAt(0, spacing, 1_800_000_000_000)).toBe(spacing.burst);
  });
});
