/** Bounds of one round of removing: what is left goes at the next. */
export interface BatchBounds {
  /** Rows of a statement. */
  readonly size: number;
  readonly most: number;
}

/** Removes batch after batch until one is not full; resolves with how many rows went. */
export async function removeInBatches(remove: () => Promise<number>, { size, most }: BatchBounds): Promise<number> {
  let total = 0;
  for (let batch = 0; batch < most; batch += 1) {
    const removed = await remove();
    total += removed;
    if (removed < size) break;
  }
  return total;
}
