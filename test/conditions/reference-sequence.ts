import { shiftMoment } from './reference-values.js';
import type { WorldEvent } from './world.js';

type Tree = Readonly<Record<string, unknown>>;

/** Whether some first event was followed, or not followed in time, as the leaf says. `fits`: name and where. */
export function judgeSequence(
  leaf: Tree,
  events: readonly WorldEvent[],
  now: Date,
  fits: (part: Tree, event: WorldEvent) => boolean,
): boolean {
  const { first, then, window, within } = leaf as { first: Tree; then: Tree; window: string; within?: string };
  return events.some((event) => {
    if (!fits(first, event)) return false;
    if (within !== undefined && event.at < shiftMoment(now, within, -1)) return false;
    const end = shiftMoment(event.at, window, 1);
    const followed = events.some((other) => fits(then, other) && other.at > event.at && other.at <= end);
    return then['absent'] === true ? end <= now && !followed : followed;
  });
}
