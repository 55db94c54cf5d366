import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gatherAlike } from './alike.js';

describe('values of which many are alike', () => {
  it('are all there again by their places, and each kind is there once', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.string())), (values) => {
        const { kinds, places } = gatherAlike(values, ([kind]) => String(kind));
        expect(places.map((place) => kinds[place - 1]?.[0])).toEqual(values.map(([kind]) => kind));
        expect(kinds.length).toBe(new Set(values.map(([kind]) => kind)).size);
      }),
    );
  });
});
