import type { Lane } from './claimed-message.js';

/** A place in the order of a lane: the due time as PostgreSQL writes it, to the microsecond, and the id. */
interface Mark {
  readonly due: string;
  readonly id: number;
}

const START: Mark = { due: '-infinity', id: 0 };

/** Rows that came back to the queue are found again after this time at the latest. */
const LASTS_MS = 500;

/**
 * How far each lane has been claimed by this process. Rows that have left stay in the index until a vacuum has been
 * there, and vacuum waits for the longest transaction: without a mark each claim would step over all of them again.
 */
export class ClaimMarks {
  private readonly marks = new Map<string, Mark & { readonly until: number }>();

  of(lane: Lane): Mark {
    const mark = this.marks.get(keyOf(lane));
    return mark && mark.until > performance.now() ? mark : START;
  }

  move(lane: Lane, to: Mark): void {
    const key = keyOf(lane);
    const known = this.marks.get(key);
    const until = known && known.until > performance.now() ? known.until : performance.now() + LASTS_MS;
    this.marks.set(key, { ...to, until });
  }

  /** Begins again; true when there was a mark. */
  reset(lane: Lane): boolean {
    return this.marks.delete(keyOf(lane));
  }
}

function keyOf({ priority, sourceKind, lane }: Lane): string {
  return `${String(priority)} ${sourceKind} ${String(lane)}`;
}
