import { moveByWindow, parseTimeWindow } from './time-window.js';

/** Operators on a point in time whose verdict turns when its window comes to it or leaves it behind. */
const WINDOWED: ReadonlySet<string> = new Set(['in_last', 'not_in_last', 'more_than_ago', 'in_next']);

/**
 * Where a point in time must lie for passing time to have turned the operator's verdict on it between `from` and `now`:
 * at an edge of its window. Null for operators that go by days. It names a point, too, that came and went meanwhile.
 */
export function momentSpans(op: string, value: unknown, from: Date, now: Date): [Date, Date][] | null {
  const window = WINDOWED.has(op) ? parseTimeWindow(String(value)) : null;
  if (!window) return null;
  return [
    [moveByWindow(from, window, -1), moveByWindow(now, window, -1)],
    [from, now],
    [moveByWindow(from, window, 1), moveByWindow(now, window, 1)],
  ];
}
