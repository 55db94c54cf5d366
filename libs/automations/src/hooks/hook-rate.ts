/** More calls of one hook than this in a second are refused by a process. */
const PER_SECOND = 100;
const SECOND_MS = 1_000;

/** Counts calls by hook, second by second. A bound for what runs wild, not a limit to share out. */
export class HookRate {
  private second = 0;
  private counts = new Map<string, number>();

  /** False when it was one too many. */
  admit(hook: string, now: Date): boolean {
    const second = Math.floor(now.getTime() / SECOND_MS);
    if (second !== this.second) this.counts = new Map();
    this.second = second;
    const count = (this.counts.get(hook) ?? 0) + 1;
    this.counts.set(hook, count);
    return count <= PER_SECOND;
  }
}
