import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseUtcMoment } from './utc-moment.js';

const COMMON = {
  min: new Date('0100-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
};

/** As the server writes it: trailing zeros of the fraction are left out, and the point with them. */
function write(at: Date, microseconds: number): string {
  const [day = '', time = ''] = at.toISOString().slice(0, -1).split('T');
  const fraction = `${time.slice(9)}${String(microseconds).padStart(3, '0')}`.replace(/0+$/, '');
  return `${day} ${time.slice(0, 8)}${fraction === '' ? '' : `.${fraction}`}+00`;
}

describe('a moment in UTC', () => {
  it('is read as it was, to the millisecond', () => {
    fc.assert(
      fc.property(fc.date(COMMON), fc.integer({ min: 0, max: 999 }), (at, microseconds) => {
        expect(parseUtcMoment(write(at, microseconds))).toEqual(at);
      }),
    );
  });

  it.each([
    ['infinity'],
    ['-infinity'],
    ['0044-03-15 12:00:00+00 BC'],
    ['0099-12-31 23:59:59+00'],
    ['12026-01-01 00:00:00+00'],
    ['2026-01-01 00:00:00+02'],
    ['2026-01-01 00:00:00+05:30'],
    ['2026-01-01 00:00:00'],
    ['2026-01-01'],
    [''],
  ])('is left to others when it is written otherwise: %s', (text) => {
    expect(parseUtcMoment(text)).toBeNull();
  });
});
