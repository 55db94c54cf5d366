import type { SendingLimits } from './sending-limits.js';

const DAY_MS = 86_400_000;

/** Marketing mails that may leave on the day of `now`, in UTC; undefined before its start, after its end, and without. */
export function quotaOf(warmUp: SendingLimits['warm_up'], now: Date): number | undefined {
  if (!warmUp) return undefined;
  const days = Math.floor((now.getTime() - Date.parse(`${warmUp.from}T00:00:00Z`)) / DAY_MS);
  // Nobody begins with everything on the day before the warm-up.
  const exact = warmUp.first_day * (1 + warmUp.growth_percent / 100) ** Math.max(0, days);
  // What should be whole may come out a little less.
  const quota = Math.floor(exact + 1e-6);
  return quota >= warmUp.until ? undefined : quota;
}

/** `2026-11-27`, in UTC. */
export function dayOf(now: Date): string {
  return now.toISOString().slice(0, 10);
}

export function nextDay(now: Date): Date {
  return new Date(Date.parse(`${dayOf(now)}T00:00:00Z`) + DAY_MS);
}
