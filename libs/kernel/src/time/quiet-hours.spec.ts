import { describe, expect, test } from '@jest/globals';
import { afterQuietHours } from './quiet-hours.js';

describe('quiet hours', () => {
  const night = { from: '21:00', to: '08:00' };
  const noon = { from: '12:00', to: '13:30' };
  test.each([
    ['by day: now', '2026-06-01T10:00:00Z', night, 'UTC', '2026-06-01T10:00:00.000Z'],
    ['at night: in the morning', '2026-06-01T22:00:00Z', night, 'UTC', '2026-06-02T08:00:00.000Z'],
    ['after midnight: the same morning', '2026-06-02T01:00:00Z', night, 'UTC', '2026-06-02T08:00:00.000Z'],
    ['when they begin', '2026-06-01T21:00:00Z', night, 'UTC', '2026-06-02T08:00:00.000Z'],
    ['when they end', '2026-06-02T08:00:00Z', night, 'UTC', '2026-06-02T08:00:00.000Z'],
    ['within a day', '2026-06-01T12:15:00Z', noon, 'UTC', '2026-06-01T13:30:00.000Z'],
    ['in the zone of the reader', '2026-06-01T12:00:00Z', night, 'Asia/Tokyo', '2026-06-01T23:00:00.000Z'],
    ['over the spring change', '2026-03-28T22:00:00Z', night, 'Europe/Berlin', '2026-03-29T06:00:00.000Z'],
    [
      'an end in the hour that comes twice is the first',
      '2026-10-25T01:15:00Z',
      { from: '21:00', to: '02:30' },
      'Europe/Berlin',
      '2026-10-25T01:15:00.000Z',
    ],
    [
      'a beginning in the hour that comes twice is the first',
      '2026-10-25T01:15:00Z',
      { from: '02:30', to: '08:00' },
      'Europe/Berlin',
      '2026-10-25T07:00:00.000Z',
    ],
    [
      'an end in the hour that is not there is shifted forward',
      '2026-03-29T01:10:00Z',
      { from: '21:00', to: '02:30' },
      'Europe/Berlin',
      '2026-03-29T01:30:00.000Z',
    ],
    [
      'none when they have no length',
      '2026-06-01T21:00:00Z',
      { from: '21:00', to: '21:00' },
      'UTC',
      '2026-06-01T21:00:00.000Z',
    ],
  ])('%s', (_why, now, hours, zone, expected) => {
    expect(afterQuietHours(new Date(now), hours, zone).toISOString()).toBe(expected);
  });
});
