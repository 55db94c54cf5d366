import type { DueRuns } from './run-rows.js';
import type { TimedTravel, Travellers } from './trip.js';

/** Who takes longer than this for a batch does not make others wait for its end. */
const SLOW_MS = 250;

/**
 * Says whose runs are moved in one transaction. Many automations with a few runs each cost little together; but nobody
 * shares a transaction with one that is slow, or whose steps begin and end the runs of others.
 */
export class BatchCompany {
  private readonly apart = new Set<number>();

  /** Batches of up to `limit` runs, in the order that is given. */
  share(due: readonly DueRuns[], limit: number): DueRuns[][] {
    const batches: DueRuns[][] = [];
    const alone: DueRuns[][] = [];
    let room = 0;
    for (const one of due) {
      if (this.apart.has(one.automationId)) {
        alone.push([one]);
        continue;
      }
      if (one.waiting > room) {
        batches.push([]);
        room = limit;
      }
      batches.at(-1)?.push(one);
      room -= one.waiting;
    }
    return [...batches, ...alone];
  }

  /** Leaves those out who were taken beside others and may not be: they stay due, and next time they go alone. */
  admit(all: readonly Travellers[]): readonly Travellers[] {
    if (new Set(all.map(({ version }) => version.automation.id)).size === 1) return all;
    return all.filter(({ version: { automation, movesOthers } }) => {
      if (movesOthers) this.apart.add(automation.id);
      return !movesOthers;
    });
  }

  /** Remembers how long the steps of each took. */
  note(trips: readonly TimedTravel[]): void {
    for (const { version, tookMs } of trips) {
      if (tookMs > SLOW_MS || version.movesOthers) this.apart.add(version.automation.id);
      else this.apart.delete(version.automation.id);
    }
  }
}
