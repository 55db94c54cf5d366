import { describe, expect, test } from '@jest/globals';
import { type Calendar, nextRun } from './next-run.js';

describe('the next run of a schedule', () => {
  test.each<[string, Calendar, string, string, string]>([
    ['today', { every: 'day', time: '09:00' }, 'UTC', '2026-06-01T08:59:59Z', '2026-06-01T09:00:00.000Z'],
    [
      'tomorrow once it has been',
      { every: 'day', time: '09:00' },
      'UTC',
      '2026-06-01T09:00:00Z',
      '2026-06-02T09:00:00.000Z',
    ],
    [
      'over the spring change',
      { every: 'day', time: '09:00' },
      'Europe/Berlin',
      '2026-03-28T09:00:00Z',
      '2026-03-29T07:00:00.000Z',
    ],
    [
      'in the gap',
      { every: 'day', time: '02:30' },
      'Europe/Berlin',
      '2026-03-28T12:00:00Z',
      '2026-03-29T01:30:00.000Z',
    ],
    [
      'of a fold the first, and once',
      { every: 'day', time: '02:30' },
      'Europe/Berlin',
      '2026-10-25T00:30:00Z',
      '2026-10-26T01:30:00.000Z',
    ],
    [
      'Mondays and Thursdays',
      { every: 'week', time: '09:00', weekdays: [1, 4] },
      'UTC',
      '2026-06-01T09:00:00Z',
      '2026-06-04T09:00:00.000Z',
    ],
    ['the 15th', { every: 'month', time: '09:00', day: 15 }, 'UTC', '2026-06-15T09:00:00Z', '2026-07-15T09:00:00.000Z'],
    [
      'the 31st of a short month is its last day',
      { every: 'month', time: '09:00', day: 31 },
      'UTC',
      '2026-02-01T00:00:00Z',
      '2026-02-28T09:00:00.000Z',
    ],
    [
      'the 31st after that',
      { every: 'month', time: '09:00', day: 31 },
      'UTC',
      '2026-02-28T09:00:00Z',
      '2026-03-31T09:00:00.000Z',
    ],
    [
      'the 30th in a leap February',
      { every: 'month', time: '09:00', day: 30 },
      'UTC',
      '2028-02-01T00:00:00Z',
      '2028-02-29T09:00:00.000Z',
    ],
    [
      'the first, a day ahead of UTC',
      { every: 'month', time: '09:00', day: 1 },
      'Pacific/Auckland',
      '2026-05-31T22:00:00Z',
      '2026-06-30T21:00:00.000Z',
    ],
    [
      'over the end of the year',
      { every: 'month', time: '09:00', day: 1 },
      'UTC',
      '2026-12-01T09:00:00Z',
      '2027-01-01T09:00:00.000Z',
    ],
  ])('%s', (_why, calendar, zone, after, run) => {
    expect(nextRun(calendar, zone, new Date(after)).toISOString()).toBe(run);
  });
});
