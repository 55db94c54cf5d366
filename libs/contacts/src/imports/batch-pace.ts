/** Few rows at first: whoever watches sees soon that it moves, also with a small file. */
const FIRST_ROWS = 250;
/** Enough to make statements worth it, few enough to stop soon. */
const MOST_ROWS = 20_000;
/** A batch moves the progress when it is done: as many rows as are written in about this time. */
const AIM_MS = 2_000;
// Four times as many: of a large file hardly a row is written in the small batches of its beginning.
const GROWTH = 4;

/** How many rows are written in one transaction. */
export class BatchPace {
  rows = FIRST_ROWS;

  /** Does the work of a batch of so many rows; the next ones are larger while that is quick, and smaller when it is not. */
  async measure(rows: number, work: () => Promise<void>): Promise<void> {
    const started = performance.now();
    await work();
    this.note(rows, performance.now() - started);
  }

  note(rows: number, tookMs: number): void {
    if (tookMs > 2 * AIM_MS) this.rows = Math.max(FIRST_ROWS, Math.ceil(rows / 2));
    // A rest of the file says nothing about whole batches.
    else if (tookMs < AIM_MS && rows >= this.rows) this.rows = Math.min(MOST_ROWS, this.rows * GROWTH);
  }
}
