import { wallClockAt } from './wall-clock.js';

/**
 * The instant at which clocks in `zone` show `localMs` (a wall-clock time counted as if it were UTC).
 * A time in a gap is shifted forward by the gap's length; of a fold the first is taken.
 */
export function zonedToInstant(localMs: number, zone: string): Date {
  if (zone === 'UTC') return new Date(localMs);
  const candidates = [localMs - offsetAt(localMs - DAY_MS, zone), localMs - offsetAt(localMs + DAY_MS, zone)];
  const exact = candidates.filter((at) => at + offsetAt(at, zone) === localMs);
  // In a gap nothing is exact: the offset from before it moves the time forward, past the gap.
  return new Date(exact.length > 0 ? Math.min(...exact) : (candidates[0] ?? localMs));
}

const DAY_MS = 86_400_000;

/** Zones change their offset at whole quarters of an hour; Intl takes 20 µs to say it. */
const QUARTER_MS = 900_000;
const MAX_KNOWN_OFFSETS = 100_000;
const knownOffsets = new Map<string, number>();

/** Local minus UTC, in milliseconds. */
function offsetAt(at: number, zone: string): number {
  const quarter = Math.floor(at / QUARTER_MS);
  const key = `${zone} ${quarter}`;
  const known = knownOffsets.get(key);
  if (known !== undefined) return known;
  if (knownOffsets.size >= MAX_KNOWN_OFFSETS) knownOffsets.clear();
  const offset = wallClockAt(quarter * QUARTER_MS, zone) - quarter * QUARTER_MS;
  knownOffsets.set(key, offset);
  return offset;
}
