/**
 * Counts the messages of this process between the state `sending` and their written-back answer.
 * Never more than `capacity`: that bounds what a kill can leave unknown.
 */
export class SendingSlots {
  private free: number;
  private readonly waiting: { readonly wanted: number; readonly grant: (got: number) => void }[] = [];

  constructor(readonly capacity: number) {
    this.free = capacity;
  }

  get inUse(): number {
    return this.capacity - this.free;
  }

  /** Resolves with 1 to `wanted` slots, as soon as at least one is free; first come, first served. */
  async acquire(wanted: number): Promise<number> {
    if (this.free > 0 && this.waiting.length === 0) return this.take(wanted);
    return new Promise((grant) => {
      this.waiting.push({ wanted, grant });
    });
  }

  release(count: number): void {
    this.free += count;
    while (this.free > 0) {
      const next = this.waiting.shift();
      if (!next) return;
      next.grant(this.take(next.wanted));
    }
  }

  private take(wanted: number): number {
    const got = Math.min(wanted, this.free);
    this.free -= got;
    return got;
  }
}
