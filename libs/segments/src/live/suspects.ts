import type { Clock } from '#libs/kernel';

/** So long a segment is judged by itself after a statement about it has failed. */
const SUSPECT_MS = 10 * 60_000;

/**
 * Segments of a statement that failed. One of them is at fault, perhaps; each is judged by itself for a while, so that
 * the one that fails again can be told from the others, which go on.
 */
export class Suspects {
  private readonly until = new Map<number, number>();

  constructor(private readonly clock: Clock) {}

  add(segmentIds: readonly number[]): void {
    const until = this.clock.now().getTime() + SUSPECT_MS;
    for (const id of segmentIds) this.until.set(id, until);
  }

  has(segmentId: number): boolean {
    const until = this.until.get(segmentId);
    if (until === undefined) return false;
    if (until > this.clock.now().getTime()) return true;
    this.until.delete(segmentId);
    return false;
  }
}
