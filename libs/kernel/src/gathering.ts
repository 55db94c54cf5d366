interface GatheringOptions<Item> {
  /** Most items that are worked on together. */
  readonly limit: number;
  /** Only items of the same group are worked on together. */
  readonly groupOf?: (item: Item) => string;
  /** No two items of a batch have the same key: the second waits for the next batch. */
  readonly keyOf?: (item: Item) => string;
  /** Whether a failure says nothing about the items (the database is gone): trying them one by one would only take long. */
  readonly isCommon?: (error: unknown) => boolean;
}

/** Works on several items at once; an Error in place of a result is that of its item alone. */
type Work<Item, Result> = (items: readonly Item[]) => Promise<readonly (Result | Error)[]>;

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly group: string | undefined;
  readonly key: string | undefined;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** A batch that takes longer than this (it waits for a lock, say) does not hold up those behind it. */
const PATIENCE_MS = 25;
/** More batches than this are never under way: each holds a connection. */
const MAX_BATCHES = 4;

/**
 * Gathers calls into batches, as databases gather commits: a call that comes while a batch is under way waits for it
 * and goes with all others that came meanwhile. Alone nobody waits; the busier it is, the less a call costs.
 */
export class Gathering<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private readonly startedAt = new Set<{ readonly at: number }>();
  private timer: NodeJS.Timeout | undefined;
  private starting = false;

  constructor(
    private readonly work: Work<Item, Result>,
    private readonly options: GatheringOptions<Item>,
  ) {}

  /** Begins after this call, so that what was committed before it is seen. An item without a key fails here, alone. */
  call(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      const { groupOf, keyOf } = this.options;
      this.waiting.push({ item, group: groupOf?.(item), key: keyOf?.(item), resolve, reject });
      this.startSoon();
    });
  }

  /** When everything that has arrived by now has been read: on a busy process that is many calls. */
  private startSoon(): void {
    if (this.starting) return;
    this.starting = true;
    setImmediate(() => {
      this.starting = false;
      this.startIfDue();
    });
  }

  private startIfDue(): void {
    while (this.waiting.length > 0 && this.mayStart()) void this.runBatch(this.take());
    if (this.waiting.length > 0)
      this.timer ??= setTimeout(() => {
        this.wake();
      }, PATIENCE_MS);
  }

  private wake(): void {
    this.timer = undefined;
    this.startIfDue();
  }

  private mayStart(): boolean {
    if (this.startedAt.size >= MAX_BATCHES) return false;
    const now = performance.now();
    return [...this.startedAt].every(({ at }) => now - at >= PATIENCE_MS);
  }

  private take(): Waiting<Item, Result>[] {
    const { limit } = this.options;
    const batch: Waiting<Item, Result>[] = [];
    const later: Waiting<Item, Result>[] = [];
    const keys = new Set<string>();
    const group = this.waiting[0]?.group;
    for (const entry of this.waiting) {
      const { key } = entry;
      const fits = batch.length < limit && entry.group === group && (key === undefined || !keys.has(key));
      (fits ? batch : later).push(entry);
      // Whoever waits is not overtaken by a later call with its key.
      if (key !== undefined) keys.add(key);
    }
    this.waiting = later;
    return batch;
  }

  private async runBatch(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    const started = { at: performance.now() };
    this.startedAt.add(started);
    try {
      await this.settle(batch);
    } finally {
      this.startedAt.delete(started);
      this.startSoon();
    }
  }

  /** What fails together is tried one by one, so that nobody fails for another's item. */
  private async settle(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.work(batch.map(({ item }) => item));
      batch.forEach(({ resolve, reject }, index) => {
        const result = results[index];
        if (result instanceof Error) reject(result);
        else resolve(result as Result);
      });
    } catch (error) {
      if (batch.length > 1 && !this.options.isCommon?.(error)) return this.settleEach(batch);
      for (const { reject } of batch) reject(error);
    }
  }

  private async settleEach(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    for (const entry of batch) await this.settle([entry]);
  }
}
