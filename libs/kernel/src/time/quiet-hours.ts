import { nextDailyTime } from './daily-time.js';

/** From … to, as times of day; over midnight when `from` is the later. Equal times mean none. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
}

/** What is said to whoever asks for quiet hours that end when they begin. */
export const NO_HOURS = 'Is when they begin, so that there are none: choose another time, or leave quiet hours out';

/**
 * When it may be sent: now, or at the end of the quiet hours in the zone. They last when their end comes before their
 * beginning does; a reading of the clock alone would be wrong in an hour that comes twice.
 */
export function afterQuietHours(now: Date, { from, to }: QuietHours, zone: string): Date {
  const end = nextDailyTime(now, { time: to }, zone);
  return end < nextDailyTime(now, { time: from }, zone) ? end : now;
}
