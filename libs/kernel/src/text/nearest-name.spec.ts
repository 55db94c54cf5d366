import { describe, expect, it } from '@jest/globals';
import { nearestName } from './nearest-name.js';

const FIELDS = ['first_name', 'last_name', 'phone', 'city', 'country', 'plan'];

describe('nearestName', () => {
  it.each([
    ['frist_name', 'first_name'],
    ['first_nam', 'first_name'],
    ['firstname', 'first_name'],
    ['FirstName', 'first_name'],
    ['lsat_name', 'last_name'],
    ['contry', 'country'],
    ['plann', 'plan'],
    ['cyti', undefined],
    ['ciyt', 'city'],
    ['shoe_size', undefined],
    ['x', undefined],
    ['', undefined],
    ['a'.repeat(10_000), undefined],
  ])('takes %s for %s', (written, meant) => {
    expect(nearestName(written, FIELDS)).toBe(meant);
  });

  it('takes the first of two that are as near', () => {
    expect(nearestName('plam', ['plan', 'plat'])).toBe('plan');
  });

  it('counts two letters that changed places as one slip', () => {
    expect(nearestName('ab', ['ba'])).toBe('ba');
    expect(nearestName('ab', ['cd'])).toBeUndefined();
  });
});
