/** Later than this, the sweeper comes by anyway. */
const LONGEST_MS = 15 * 60_000;
const SHORTEST_MS = 20;

/** Calls back at each of the times that it was given, those that lie close together once. */
export class WakeUp {
  /** Times by the monotonic clock. */
  private readonly times = new Set<number>();
  private timer: NodeJS.Timeout | undefined;
  private setFor = Infinity;
  private callback: (() => void) | undefined;

  onTime(callback: () => void): void {
    this.callback = callback;
  }

  /** Times by the clock that says `now`. */
  at(times: readonly Date[], now: Date): void {
    for (const time of new Set(times.map((one) => one.getTime()))) this.in(time - now.getTime());
  }

  in(ms: number): void {
    if (ms > LONGEST_MS) return;
    const at = performance.now() + Math.max(ms, SHORTEST_MS);
    // To some ms: many are asked for, in groups.
    this.times.add(Math.ceil(at / SHORTEST_MS) * SHORTEST_MS);
    if (at < this.setFor) this.set();
  }

  private set(): void {
    clearTimeout(this.timer);
    this.setFor = Math.min(...this.times);
    this.timer = setTimeout(() => {
      this.ring();
    }, this.setFor - performance.now()).unref();
  }

  private ring(): void {
    const now = performance.now();
    for (const time of this.times) if (time <= now + SHORTEST_MS) this.times.delete(time);
    this.setFor = Infinity;
    if (this.times.size > 0) this.set();
    this.callback?.();
  }
}
