import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { nextDailyTime } from '#libs/kernel';
import { isWritable, windowStart } from './duration.js';
import { addDuration, fieldDate } from './wait-end.js';
import { toInstant, toLocal, weekdayOf } from '#libs/kernel';

const at = (text: string): Date => new Date(text);

describe('wait for', () => {
  test.each([
    // [why, from, for, zone, end]
    ['seconds are exact', '2026-03-29T00:59:30Z', '90s', 'Europe/Berlin', '2026-03-29T01:01:00.000Z'],
    ['hours are exact over a gap', '2026-03-29T00:30:00Z', '2h', 'Europe/Berlin', '2026-03-29T02:30:00.000Z'],
    [
      'a day keeps 09:00 over the spring change',
      '2026-03-28T08:00:00Z',
      '1d',
      'Europe/Berlin',
      '2026-03-29T07:00:00.000Z',
    ],
    [
      'a day keeps 09:00 over the autumn change',
      '2026-10-24T07:00:00Z',
      '1d',
      'Europe/Berlin',
      '2026-10-25T08:00:00.000Z',
    ],
    ['02:30 in the gap becomes 03:30', '2026-03-28T01:30:00Z', '1d', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['02:30 in the fold is the first', '2026-10-24T00:30:00Z', '1d', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['the gap of New York', '2026-03-07T07:30:00Z', '1d', 'America/New_York', '2026-03-08T07:30:00.000Z'],
    ['the fold of New York', '2026-10-31T05:30:00Z', '1d', 'America/New_York', '2026-11-01T05:30:00.000Z'],
    ['a gap of 30 min (Lord Howe)', '2026-10-02T15:45:00Z', '1d', 'Australia/Lord_Howe', '2026-10-03T15:45:00.000Z'],
    ['a gap at midnight (Beirut)', '2026-03-27T22:15:00Z', '1d', 'Asia/Beirut', '2026-03-28T22:15:00.000Z'],
    ['Kathmandu, +05:45', '2026-06-01T03:15:00Z', '1w', 'Asia/Kathmandu', '2026-06-08T03:15:00.000Z'],
    ['weeks', '2026-01-01T12:00:00Z', '2w', 'UTC', '2026-01-15T12:00:00.000Z'],
    ['31 January + 1 month', '2026-01-31T12:00:00Z', '1mo', 'UTC', '2026-02-28T12:00:00.000Z'],
    ['31 January + 1 month in a leap year', '2028-01-31T12:00:00Z', '1mo', 'UTC', '2028-02-29T12:00:00.000Z'],
    ['29 February + 12 months', '2028-02-29T12:00:00Z', '12mo', 'UTC', '2029-02-28T12:00:00.000Z'],
    ['31 December + 2 months crosses the year', '2026-12-31T12:00:00Z', '2mo', 'UTC', '2027-02-28T12:00:00.000Z'],
    ['a month in the zone, not in UTC', '2026-01-31T23:30:00Z', '1mo', 'Asia/Tokyo', '2026-02-28T23:30:00.000Z'],
    ['a month onto the gap', '2026-02-28T01:30:00Z', '1mo', 'Europe/Berlin', '2026-03-28T01:30:00.000Z'],
    ['the day that Samoa left out', '2011-12-29T20:00:00Z', '1d', 'Pacific/Apia', '2011-12-30T20:00:00.000Z'],
  ])('%s', (_why, from, duration, zone, end) => {
    expect(addDuration(at(from), duration, zone).toISOString()).toBe(end);
  });
});

describe('wait until a time of day', () => {
  const nine = { time: '09:00' };
  test.each([
    ['later today', '2026-06-01T06:00:00Z', nine, 'Europe/Berlin', '2026-06-01T07:00:00.000Z'],
    ['tomorrow when it has gone', '2026-06-01T08:00:00Z', nine, 'Europe/Berlin', '2026-06-02T07:00:00.000Z'],
    ['tomorrow when it is exactly now', '2026-06-01T07:00:00Z', nine, 'Europe/Berlin', '2026-06-02T07:00:00.000Z'],
    ['the contact is a day ahead', '2026-06-01T23:00:00Z', nine, 'Pacific/Auckland', '2026-06-02T21:00:00.000Z'],
    [
      'Friday evening to Monday',
      '2026-06-05T18:00:00Z',
      { time: '09:00', weekdays: [1, 2, 3, 4, 5] },
      'UTC',
      '2026-06-08T09:00:00.000Z',
    ],
    [
      'the same weekday next week',
      '2026-06-01T10:00:00Z',
      { time: '09:00', weekdays: [1] },
      'UTC',
      '2026-06-08T09:00:00.000Z',
    ],
    [
      '02:30 on the day of the gap',
      '2026-03-28T12:00:00Z',
      { time: '02:30' },
      'Europe/Berlin',
      '2026-03-29T01:30:00.000Z',
    ],
    [
      '02:30 on the day of the fold, the first',
      '2026-10-24T12:00:00Z',
      { time: '02:30' },
      'Europe/Berlin',
      '2026-10-25T00:30:00.000Z',
    ],
    [
      'between the two 02:30 of a fold: tomorrow',
      '2026-10-25T01:00:00Z',
      { time: '02:30' },
      'Europe/Berlin',
      '2026-10-26T01:30:00.000Z',
    ],
  ])('%s', (_why, from, daily, zone, end) => {
    expect(nextDailyTime(at(from), daily, zone).toISOString()).toBe(end);
  });
});

describe('wait until a date field', () => {
  test.each([
    ['a date begins at midnight in the zone', { value: '2026-06-01' }, 'America/New_York', '2026-06-01T04:00:00.000Z'],
    [
      '14 days before at nine',
      { value: '2026-04-05', offset: '-14d', time: '09:00' },
      'Europe/Berlin',
      '2026-03-22T08:00:00.000Z',
    ],
    [
      'an offset over the change keeps nine',
      { value: '2026-03-28', offset: '2d', time: '09:00' },
      'Europe/Berlin',
      '2026-03-30T07:00:00.000Z',
    ],
    ['29 February less a year', { value: '2028-02-29', offset: '-12mo' }, 'UTC', '2027-02-28T00:00:00.000Z'],
    ['hours are exact', { value: '2026-03-29', offset: '+4h' }, 'Europe/Berlin', '2026-03-29T03:00:00.000Z'],
    [
      'an instant keeps its time',
      { value: '2026-06-01T10:30:00Z', offset: '1d' },
      'Europe/Berlin',
      '2026-06-02T10:30:00.000Z',
    ],
    ['midnight that does not exist', { value: '2026-03-29' }, 'Asia/Beirut', '2026-03-28T22:00:00.000Z'],
  ])('%s', (_why, field, zone, end) => {
    expect(fieldDate(field, zone)?.toISOString()).toBe(end);
  });

  it('is null when the value is no date', () => {
    expect(fieldDate({ value: 'soon' }, 'UTC')).toBeNull();
    expect(fieldDate({ value: '2026-02-30' }, 'UTC')).toBeNull();
  });
});

describe('what no calendar of four digits holds', () => {
  it.each(['84001mo', '999999mo', '-999999mo', '365001w', '+999999w'])('%s is not writable', (text) => {
    expect(isWritable(text)).toBe(false);
  });

  it.each(['1s', '999999h', '999999d', '84000mo', '365000w', '-84000mo'])('%s is', (text) => {
    expect(isWritable(text)).toBe(true);
  });

  it('ends a wait at the last moment that can be written', () => {
    expect(addDuration(at('2026-06-01T00:00:00Z'), '999999mo', 'Europe/Berlin').toISOString()).toBe(
      '9999-12-31T23:59:59.999Z',
    );
    expect(addDuration(at('9999-12-31T12:00:00Z'), '999999h', 'UTC').toISOString()).toBe('9999-12-31T23:59:59.999Z');
    expect(fieldDate({ value: '9999-12-31', offset: '1mo' }, 'UTC')?.toISOString()).toBe('9999-12-31T23:59:59.999Z');
    expect(fieldDate({ value: '9999-12-31' }, 'America/New_York')?.toISOString()).toBe('9999-12-31T05:00:00.000Z');
  });

  it('begins a window no earlier than the first', () => {
    for (const text of ['999999mo', '999999w']) {
      expect(windowStart(at('2026-06-01T00:00:00Z'), text).toISOString()).toBe('0001-01-01T00:00:00.000Z');
    }
    expect(fieldDate({ value: '2026-06-01', offset: '-84000mo' }, 'UTC')?.toISOString()).toBe(
      '0001-01-01T00:00:00.000Z',
    );
  });
});

describe('any instant, any zone', () => {
  const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
  const instant = fc.date({ min: at('1990-01-01T00:00:00Z'), max: at('2037-12-31T00:00:00Z'), noInvalidDate: true });

  it('reads the same on the wall clock after going there and back', () => {
    fc.assert(
      fc.property(instant, zone, (moment, name) => {
        const local = toLocal(moment, name);
        const back = toInstant(local, name);
        // Of a fold the first is taken, so the instant may differ, the reading never.
        expect(toLocal(back, name)).toEqual(local);
        expect(back.getTime()).toBeLessThanOrEqual(moment.getTime());
      }),
      { numRuns: 2_000 },
    );
  });

  it('ends a wait until a weekday on that weekday, after now and within eight days', () => {
    fc.assert(
      fc.property(instant, zone, fc.integer({ min: 1, max: 7 }), (moment, name, weekday) => {
        const end = nextDailyTime(moment, { time: '12:00', weekdays: [weekday] }, name);
        expect(end.getTime()).toBeGreaterThan(moment.getTime());
        expect(end.getTime() - moment.getTime()).toBeLessThan(9 * 86_400_000);
        expect(weekdayOf(toLocal(end, name))).toBe(weekday);
      }),
      { numRuns: 1_000 },
    );
  });
});
