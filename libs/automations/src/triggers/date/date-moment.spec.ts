import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { toLocal } from '#libs/kernel';
import { type DateRule, nextMoment } from './date-moment.js';

const at = (text: string): Date => new Date(text);
const next = (rule: Omit<DateRule, 'field'>, value: string, zone: string, after: string) =>
  nextMoment({ field: 'd', ...rule }, value, zone, at(after));

describe('the next anniversary', () => {
  const nine = { anniversary: true, time: '09:00' };
  test.each([
    // [why, rule, value, zone, after, moment]
    ['this year', nine, '1990-06-15', 'UTC', '2026-01-01T00:00:00Z', '2026-06-15T09:00:00.000Z'],
    ['next year once it has been', nine, '1990-06-15', 'UTC', '2026-06-15T09:00:00Z', '2027-06-15T09:00:00.000Z'],
    [
      'in the zone of the contact',
      nine,
      '1990-06-15',
      'Asia/Tokyo',
      '2026-01-01T00:00:00Z',
      '2026-06-15T00:00:00.000Z',
    ],
    [
      'New Year where the year begins first',
      nine,
      '1990-01-01',
      'Pacific/Kiritimati',
      '2025-12-31T00:00:00Z',
      '2025-12-31T19:00:00.000Z',
    ],
    ['29 February in a leap year', nine, '2000-02-29', 'UTC', '2028-01-01T00:00:00Z', '2028-02-29T09:00:00.000Z'],
    ['29 February in another', nine, '2000-02-29', 'UTC', '2026-01-01T00:00:00Z', '2026-02-28T09:00:00.000Z'],
    [
      '02:30 in the gap goes forward',
      { anniversary: true, time: '02:30' },
      '1990-03-29',
      'Europe/Berlin',
      '2026-01-01T00:00:00Z',
      '2026-03-29T01:30:00.000Z',
    ],
    [
      '02:30 in the fold is the first',
      { anniversary: true, time: '02:30' },
      '1990-10-25',
      'Europe/Berlin',
      '2026-01-01T00:00:00Z',
      '2026-10-25T00:30:00.000Z',
    ],
    [
      'a week before',
      { ...nine, offset: '-7d' },
      '1990-01-03',
      'UTC',
      '2026-06-01T00:00:00Z',
      '2026-12-27T09:00:00.000Z',
    ],
    [
      'a week before, over the change',
      { ...nine, offset: '-7d' },
      '1990-04-01',
      'Europe/Berlin',
      '2026-01-01T00:00:00Z',
      '2026-03-25T08:00:00.000Z',
    ],
    [
      'half a year after',
      { ...nine, offset: '6mo' },
      '1990-08-31',
      'UTC',
      '2026-01-01T00:00:00Z',
      '2026-02-28T09:00:00.000Z',
    ],
    [
      'two years before',
      { ...nine, offset: '-24mo' },
      '2020-05-05',
      'UTC',
      '2026-01-01T00:00:00Z',
      '2026-05-05T09:00:00.000Z',
    ],
    [
      'three years after',
      { ...nine, offset: '36mo' },
      '2020-05-05',
      'UTC',
      '2026-01-01T00:00:00Z',
      '2026-05-05T09:00:00.000Z',
    ],
    ['a day that lies ahead', nine, '2030-05-05', 'UTC', '2026-01-01T00:00:00Z', '2030-05-05T09:00:00.000Z'],
    [
      'midnight without a time',
      { anniversary: true },
      '1990-06-15',
      'America/New_York',
      '2026-01-01T00:00:00Z',
      '2026-06-15T04:00:00.000Z',
    ],
    [
      'the time that the field holds',
      { anniversary: true },
      '1990-06-15T10:30:00Z',
      'UTC',
      '2026-01-01T00:00:00Z',
      '2026-06-15T10:30:00.000Z',
    ],
  ])('%s', (_why, rule, value, zone, after, moment) => {
    expect(next(rule, value, zone, after)?.at.toISOString()).toBe(moment);
  });

  it('says which it is', () => {
    expect(next(nine, '1990-06-15', 'UTC', '2026-01-01T00:00:00Z')).toMatchObject({
      event: { field: 'd', date: '2026-06-15', year: 2026, years: 36 },
    });
  });

  it('is known by its year alone, whatever becomes of date and time', () => {
    const one = next(nine, '1990-06-15', 'UTC', '2026-01-01T00:00:00Z');
    const other = next({ anniversary: true, time: '10:00' }, '1990-09-01', 'Asia/Tokyo', '2026-07-01T00:00:00Z');
    expect(other?.once).toBe(one?.once);
  });

  it('comes within 366 days, once in each year of the contact', () => {
    const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
    const day = fc.date({ min: at('1930-01-01T00:00:00Z'), max: at('2020-12-31T00:00:00Z'), noInvalidDate: true });
    const after = fc.date({ min: at('2022-01-01T00:00:00Z'), max: at('2036-01-01T00:00:00Z'), noInvalidDate: true });
    fc.assert(
      fc.property(day, zone, after, (birth, name, from) => {
        const value = birth.toISOString().slice(0, 10);
        const first = nextMoment({ field: 'd', ...nine }, value, name, from);
        const second = nextMoment({ field: 'd', ...nine }, value, name, first?.at ?? from);
        expect(first!.at.getTime() - from.getTime()).toBeLessThanOrEqual(367 * 86_400_000);
        expect(toLocal(second!.at, name).year).toBe(toLocal(first!.at, name).year + 1);
        expect(second!.once).not.toBe(first!.once);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the moment before or after a date', () => {
  test.each([
    [
      '14 days before at nine',
      { offset: '-14d', time: '09:00' },
      '2026-04-05',
      'Europe/Berlin',
      '2026-03-22T08:00:00.000Z',
    ],
    ['on the day', { time: '09:00' }, '2026-04-05', 'UTC', '2026-04-05T09:00:00.000Z'],
    ['two hours after an instant', { offset: '2h' }, '2026-04-05T10:00:00Z', 'Asia/Tokyo', '2026-04-05T12:00:00.000Z'],
  ])('%s', (_why, rule, value, zone, moment) => {
    expect(next(rule, value, zone, '2026-01-01T00:00:00Z')?.at.toISOString()).toBe(moment);
  });

  it('never comes once it has been', () => {
    expect(next({ time: '09:00' }, '2026-04-05', 'UTC', '2026-04-05T09:00:00Z')).toBeNull();
  });

  it('is another for another date', () => {
    const [one, other] = ['2026-04-05', '2026-04-06'].map((value) => next({}, value, 'UTC', '2026-01-01T00:00:00Z'));
    expect(one?.once).not.toBe(other?.once);
  });

  it('is none when the value is no date', () => {
    expect(next({}, 'soon', 'UTC', '2026-01-01T00:00:00Z')).toBeNull();
  });
});
