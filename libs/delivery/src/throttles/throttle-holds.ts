import type { Queryable } from '#libs/db';
import { WRITE_HOLDS } from './throttle-statements.js';

interface Hold {
  readonly keys: readonly string[];
  readonly owner: string;
  readonly since: number;
}

/** How long a mail is under way, before one has been seen. */
const FIRST_GUESS_MS = 100;
/** Weight of the latest mail in what is taken to be usual. */
const WEIGHT = 0.1;

/** The mails of this process that are under way and stand under a limit of how many may be, until they are answered. */
export class ThrottleHolds {
  private readonly holds = new Map<number, Hold>();
  /** `<owner> <key>` → how many. */
  private readonly counts = new Map<string, { readonly owner: string; readonly key: string; held: number }>();
  private readonly usualMs = new Map<string, number>();
  private changed = new Set<string>();

  get any(): boolean {
    return this.holds.size > 0;
  }

  /** Tells the others what this process will have under way when these have been added; before they are. */
  async announce(on: Queryable, keysOfMails: readonly (readonly string[])[], owner: string): Promise<void> {
    const more = new Map<string, number>();
    for (const key of keysOfMails.flat()) more.set(key, (more.get(key) ?? 0) + 1);
    if (more.size === 0) return;
    const keys = [...more.keys()];
    const sums = keys.map((key) => this.held(owner, key) + (more.get(key) ?? 0));
    await on.execute(WRITE_HOLDS, [keys, keys.map(() => owner), sums]);
  }

  /** They have been announced. */
  add(id: number, keys: readonly string[], owner: string): void {
    if (keys.length === 0) return;
    this.holds.set(id, { keys, owner, since: performance.now() });
    for (const key of keys) this.count(owner, key, 1);
  }

  /** True when some of them were held. */
  remove(ids: readonly number[]): boolean {
    let some = false;
    for (const id of ids) {
      const hold = this.holds.get(id);
      if (!hold) continue;
      this.holds.delete(id);
      some = true;
      const tookMs = performance.now() - hold.since;
      for (const key of hold.keys) {
        this.count(hold.owner, key, -1);
        this.changed.add(`${hold.owner} ${key}`);
        this.usualMs.set(key, this.heldMs(key) * (1 - WEIGHT) + tookMs * WEIGHT);
      }
    }
    return some;
  }

  /** Under way by this process. */
  held(owner: string, key: string): number {
    return this.counts.get(`${owner} ${key}`)?.held ?? 0;
  }

  /** How long a mail of the key is usually under way. */
  heldMs(key: string): number {
    return this.usualMs.get(key) ?? FIRST_GUESS_MS;
  }

  /** Tells the other processes what has changed. */
  async write(on: Queryable): Promise<void> {
    const changed = [...this.changed].flatMap((name) => this.counts.get(name) ?? []);
    if (changed.length === 0) return;
    this.changed = new Set();
    try {
      await on.execute(WRITE_HOLDS, [
        changed.map(({ key }) => key),
        changed.map(({ owner }) => owner),
        changed.map(({ held }) => held),
      ]);
    } catch (error) {
      for (const { owner, key } of changed) this.changed.add(`${owner} ${key}`);
      throw error;
    }
  }

  private count(owner: string, key: string, by: number): void {
    const name = `${owner} ${key}`;
    const known = this.counts.get(name) ?? { owner, key, held: 0 };
    known.held += by;
    this.counts.set(name, known);
  }
}
