import { setTimeout as pause } from 'node:timers/promises';

const LOOK_MS = 10;

/** Looks for what calls are to bring about for contacts, and notes how long each took to be committed. */
export class Arrivals {
  /** In milliseconds, from the API call to the look that found it: up to one look too many. */
  readonly latencies: number[] = [];
  private readonly pending = new Map<number, { since: number; counted: boolean }>();
  private watching = true;
  private readonly watched: Promise<void>;

  /** `find`: for which of these contacts it is there. */
  constructor(
    private readonly find: (contacts: readonly number[]) => Promise<readonly { contactId: number }[]>,
    private readonly lookMs = LOOK_MS,
  ) {
    this.watched = this.watch();
  }

  get open(): number {
    return this.pending.size;
  }

  /** `counted` is false while everything is still getting warm. */
  expect(contact: number, counted: boolean): void {
    this.pending.set(contact, { since: performance.now(), counted });
  }

  /** Waits until nothing is open, or for so long. */
  async settle(patienceMs: number): Promise<void> {
    const end = performance.now() + patienceMs;
    while (this.open > 0 && performance.now() < end) await pause(this.lookMs);
  }

  async stop(): Promise<void> {
    this.watching = false;
    await this.watched;
  }

  private async watch(): Promise<void> {
    while (this.watching) {
      const contacts = [...this.pending.keys()];
      const found = contacts.length > 0 ? await this.find(contacts) : [];
      const now = performance.now();
      for (const { contactId } of found) {
        const call = this.pending.get(contactId);
        if (call?.counted) this.latencies.push(now - call.since);
        this.pending.delete(contactId);
      }
      await pause(this.lookMs);
    }
  }
}
