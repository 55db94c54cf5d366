/** What one lane may hold of what the others leave: of 100 slots two relays that hang leave one for a third lane. */
const SHARE = 0.9;
/** The part of all slots that makes a wave: while one is with the mail server, the database writes about the other. */
const WAVE = SHARE / 2;
/** Smaller grants are made only when no more slots have come free for a moment: each costs a statement. */
const PATIENCE_MS = 20;

/** Who asks: lanes take turns, urgent ones first. */
export interface SlotHolder {
  readonly key: string;
  /** Lower goes first. */
  readonly priority: number;
}

interface Waiting {
  readonly holder: SlotHolder;
  readonly wanted: number;
  readonly grant: (got: number) => void;
}

/**
 * Counts the messages of this process between the state `sending` and their written-back answer.
 * Never more than `capacity`: that bounds what a kill can leave unknown.
 */
export class SendingSlots {
  private readonly held = new Map<string, number>();
  private used = 0;
  private waiting: Waiting[] = [];
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  /** So many make a grant worth its statement. */
  readonly wave: number;

  constructor(readonly capacity: number) {
    this.wave = Math.max(1, Math.floor(capacity * WAVE));
  }

  get inUse(): number {
    return this.used;
  }

  /** Resolves with 1 to `wanted` slots, as soon as some are free for this lane; with 0 after `close`. */
  async acquire(holder: SlotHolder, wanted: number): Promise<number> {
    if (this.closed) return 0;
    return new Promise((grant) => {
      const behind = this.waiting.findIndex((other) => other.holder.priority > holder.priority);
      this.waiting.splice(behind === -1 ? this.waiting.length : behind, 0, { holder, wanted, grant });
      this.serve(this.wave);
    });
  }

  release(key: string, count: number): void {
    if (count === 0) return;
    const left = (this.held.get(key) ?? 0) - count;
    if (left > 0) this.held.set(key, left);
    else this.held.delete(key);
    this.used -= count;
    this.serve(this.wave);
  }

  /** Nobody gets any more. */
  close(): void {
    this.closed = true;
    this.beCalm();
    for (const { grant } of this.waiting.splice(0)) grant(0);
  }

  /** Grants at least `least` to each who wants so many, in turn; what is left over waits for a moment. */
  private serve(least: number): void {
    const still: Waiting[] = [];
    for (const one of this.waiting) {
      const got = Math.min(one.wanted, this.roomFor(one.holder.key));
      if (got < Math.min(one.wanted, least) || got === 0) {
        still.push(one);
        continue;
      }
      this.used += got;
      this.held.set(one.holder.key, (this.held.get(one.holder.key) ?? 0) + got);
      one.grant(got);
    }
    this.waiting = still;
    if (still.length > 0 && this.used < this.capacity) this.beImpatient();
    else this.beCalm();
  }

  /** Who comes next has patience of its own. */
  private beCalm(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private beImpatient(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.serve(1);
    }, PATIENCE_MS);
  }

  private roomFor(key: string): number {
    const own = this.held.get(key) ?? 0;
    const leftByOthers = this.capacity - (this.used - own);
    return Math.min(this.capacity - this.used, Math.max(1, Math.floor(leftByOthers * SHARE)) - own);
  }
}
