/** Later than this, the sweeper comes by anyway. */
const LONGEST_MS = 60_000;
const SHORTEST_MS = 20;

/** Calls back at the earliest of the times that it was given. */
export class WakeUp {
  private timer: NodeJS.Timeout | undefined;
  private setFor = Infinity;
  private callback: (() => void) | undefined;

  onTime(callback: () => void): void {
    this.callback = callback;
  }

  at(times: readonly Date[], now: Date): void {
    const first = times.reduce((least, time) => Math.min(least, time.getTime()), Infinity);
    const inMs = Math.max(first - now.getTime(), SHORTEST_MS);
    const at = performance.now() + inMs;
    if (inMs > LONGEST_MS || at >= this.setFor) return;
    clearTimeout(this.timer);
    this.setFor = at;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.setFor = Infinity;
      this.callback?.();
    }, inMs).unref();
  }
}
