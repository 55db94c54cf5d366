import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pickWay, shareOf } from './split.step.js';

describe('the split', () => {
  const weights = fc.array(fc.double({ min: 0.001, max: 1_000, noNaN: true }), { minLength: 2, maxLength: 8 });
  const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

  it('always picks one of its ways', () => {
    fc.assert(
      fc.property(weights, share, (all, at) => {
        const way = pickWay(all, at);
        expect(way).toBeGreaterThanOrEqual(0);
        expect(way).toBeLessThan(all.length);
      }),
    );
  });

  it('moves no contact when all weights grow alike', () => {
    fc.assert(
      fc.property(weights, share, (all, at) => {
        expect(
          pickWay(
            all.map((weight) => weight * 2),
            at,
          ),
        ).toBe(pickWay(all, at));
      }),
    );
  });

  it('gives each contact a share that depends on contact and step alone, spread evenly', () => {
    expect(shareOf('7:s1', 42)).toBe(shareOf('7:s1', 42));
    expect(shareOf('7:s1', 42)).not.toBe(shareOf('7:s2', 42));
    const shares = Array.from({ length: 10_000 }, (_none, id) => shareOf('7:s1', id));
    const below = (limit: number): number => shares.filter((one) => one < limit).length / shares.length;
    for (const limit of [0.1, 0.25, 0.5, 0.9]) expect(Math.abs(below(limit) - limit)).toBeLessThan(0.02);
  });
});
