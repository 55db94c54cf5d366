import { BoundedMap } from '../reader/bounded-map.js';

const WINDOW_MS = 5000;
const REMEMBERED = 10_000;

interface Window {
  startedAt: number;
  count: number;
  /** Of the window before; 0 when nothing went then. */
  before: number;
}

/** How fast this process has lately been sending, by key. */
export class PaceMeter {
  private readonly windows = new BoundedMap<string, Window>(REMEMBERED, () => 1);

  count(key: string, now = performance.now()): void {
    const window = this.windows.get(key);
    if (!window) {
      this.windows.set(key, { startedAt: now, count: 1, before: 0 });
      return;
    }
    const age = now - window.startedAt;
    if (age >= WINDOW_MS) {
      window.before = age < 2 * WINDOW_MS ? window.count : 0;
      window.startedAt = now;
      window.count = 0;
    }
    window.count += 1;
  }

  /** Mails a second, over the last five seconds or up to ten; 0 when nothing went. */
  of(key: string, now = performance.now()): number {
    const window = this.windows.get(key);
    if (!window || now - window.startedAt >= 2 * WINDOW_MS) return 0;
    const spanMs = Math.max(1000, now - window.startedAt) + (window.before > 0 ? WINDOW_MS : 0);
    return ((window.count + window.before) * 1000) / spanMs;
  }
}
