import type { Rate } from './sending-limits.js';
import { PERIODS_MS } from './sending-limits.js';

/**
 * Mails may leave together that would have left within this time: each look at the queue costs some statements, and
 * comes a little late. What a burst takes is taken from the pace, of which a second has little to give.
 */
const BURST_MS = { second: 150, minute: 2000, hour: 2000, day: 2000 } as const;
const PACE_BURST_MS = 200;
/** The way from here to the other side takes not always the same time: any second there must not see more than we let go. */
const SPREAD_MS = 200;

/** A rate as the generic cell rate algorithm (ITU-T I.371) counts it. */
export interface Spacing {
  /** Time from one mail to the next. */
  readonly everyMs: number;
  /** Mails that may go at once after a rest. */
  readonly burst: number;
}

/**
 * Spacing under which no time of the length of the period sees more than `max` mails, wherever it begins: in a time w
 * the algorithm lets at most burst − 1 + ⌈w / every⌉ go.
 */
export function spacingOf({ max, per }: Rate): Spacing {
  const periodMs = PERIODS_MS[per];
  const burst = Math.max(1, Math.floor((max * BURST_MS[per]) / periodMs));
  return { everyMs: (periodMs + SPREAD_MS) / (max - burst + 1), burst };
}

/** Spacing of a rate in mails a second that is no limit but a pace. */
export function spacingOfPace(perSecond: number): Spacing {
  return { everyMs: 1000 / perSecond, burst: Math.max(1, Math.floor((perSecond * PACE_BURST_MS) / 1000)) };
}

/** The slower of two. */
export function slower(one: Spacing | undefined, other: Spacing | undefined): Spacing | undefined {
  if (!one || !other) return one ?? other;
  return { everyMs: Math.max(one.everyMs, other.everyMs), burst: Math.min(one.burst, other.burst) };
}

/** How many may go now; `nextAt` is the theoretical arrival time of the next, in ms. */
export function roomAt(nextAt: number, { everyMs, burst }: Spacing, now: number): number {
  return Math.max(0, Math.floor((now - Math.max(nextAt, now)) / everyMs + 1e-9) + burst);
}

/** The theoretical arrival time after so many have gone. */
export function afterTaking(nextAt: number, { everyMs }: Spacing, now: number, count: number): number {
  return count === 0 ? nextAt : Math.max(nextAt, now) + count * everyMs;
}
