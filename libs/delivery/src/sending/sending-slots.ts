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

/** Slots that were given. */
export interface Grant {
  readonly count: number;
  /** Set when they were given in exchange: what came of marking the wave in the statement that freed them. */
  readonly marked?: Promise<ReadonlySet<number>> | undefined;
}

/** A wave that takes the slots of others in the statement that frees them. */
export interface Exchange<Wave> {
  readonly wave: Wave;
  /** Tells the wave's owner what came of it; call it once. */
  readonly settle: (marked: Promise<ReadonlySet<number>>) => void;
}

interface Waiting<Wave> {
  readonly holder: SlotHolder;
  readonly wanted: number;
  readonly wave: Wave;
  readonly grant: (grant: Grant) => void;
}

/**
 * Counts the messages of this process between the state `sending` and their written-back answer.
 * Never more than `capacity`: that bounds what a kill can leave unknown.
 */
export class SendingSlots<Wave = undefined> {
  private readonly held = new Map<string, number>();
  private used = 0;
  private waiting: Waiting<Wave>[] = [];
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

  /** Resolves with 1 to `wanted` slots for `wave`, as soon as some are free for this lane; with 0 after `close`. */
  async acquire(holder: SlotHolder, wanted: number, wave: Wave): Promise<Grant> {
    if (this.closed) return { count: 0 };
    return new Promise((grant) => {
      const behind = this.waiting.findIndex((other) => other.holder.priority > holder.priority);
      this.waiting.splice(behind === -1 ? this.waiting.length : behind, 0, { holder, wanted, wave, grant });
      this.serve(this.wave);
    });
  }

  /**
   * The wave that comes next and finds room for all of it once these slots are released, by lane. It holds its slots from
   * now on, above `capacity` if need be: they are the same ones as soon as the statement that does both is committed.
   */
  exchange(freed: ReadonlyMap<string, number>): Exchange<Wave> | undefined {
    const [next] = this.waiting;
    if (!next) return undefined;
    let sum = 0;
    for (const count of freed.values()) sum += count;
    const { key } = next.holder;
    if (this.roomFor(key, sum, freed.get(key) ?? 0) < next.wanted) return undefined;
    this.waiting.shift();
    this.hold(key, next.wanted);
    const { wave, wanted, grant } = next;
    return {
      wave,
      settle: (marked) => {
        grant({ count: wanted, marked });
      },
    };
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
    for (const { grant } of this.waiting.splice(0)) grant({ count: 0 });
  }

  /** Grants at least `least` to each who wants so many, in turn; what is left over waits for a moment. */
  private serve(least: number): void {
    const still: Waiting<Wave>[] = [];
    for (const one of this.waiting) {
      const got = Math.min(one.wanted, this.roomFor(one.holder.key));
      if (got < Math.min(one.wanted, least) || got === 0) {
        still.push(one);
        continue;
      }
      this.hold(one.holder.key, got);
      one.grant({ count: got });
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

  private hold(key: string, count: number): void {
    this.used += count;
    this.held.set(key, (this.held.get(key) ?? 0) + count);
  }

  /** For a lane, when `freed` slots were free again, `ownFreed` of them its own. */
  private roomFor(key: string, freed = 0, ownFreed = 0): number {
    const own = (this.held.get(key) ?? 0) - ownFreed;
    const used = this.used - freed;
    const leftByOthers = this.capacity - (used - own);
    return Math.min(this.capacity - used, Math.max(1, Math.floor(leftByOthers * SHARE)) - own);
  }
}
