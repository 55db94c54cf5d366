import { setTimeout as pause } from 'node:timers/promises';

const TICK_MS = 4;
const WARM_S = 4;

/**
 * Makes `count` calls, so many a second by the clock, whatever the answers do. The first seconds, a fifth at most, are
 * not counted: everything is getting warm. Resolves with what each call resolved with.
 */
export async function byTheClock<T>(
  perSecond: number,
  count: number,
  call: (index: number, counted: boolean) => Promise<T>,
): Promise<T[]> {
  const calls: Promise<T>[] = [];
  const warm = Math.min(WARM_S * perSecond, Math.floor(count / 5));
  const start = performance.now();
  while (calls.length < count) {
    const due = Math.min(count, Math.ceil(((performance.now() - start) / 1000) * perSecond));
    while (calls.length < due) calls.push(call(calls.length, calls.length >= warm));
    await pause(TICK_MS);
  }
  return Promise.all(calls);
}
