import { nextDailyTime, parseTimeOfDay } from './daily-time.js';
import { toLocal } from './zoned-time.js';

/** From … to, as times of day; over midnight when `from` is the later. Equal times mean none. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
}

/** When it may be sent: now, or at the end of the quiet hours in the zone. */
export function afterQuietHours(now: Date, { from, to }: QuietHours, zone: string): Date {
  const { timeMs } = toLocal(now, zone);
  const [begin, end] = [parseTimeOfDay(from), parseTimeOfDay(to)];
  const quiet = begin <= end ? timeMs >= begin && timeMs < end : timeMs >= begin || timeMs < end;
  return quiet ? nextDailyTime(now, { time: to }, zone) : now;
}
