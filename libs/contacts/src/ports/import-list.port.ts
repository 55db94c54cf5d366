import type { Queryable, Tx } from '#libs/db';

/** Static segments, as far as an import needs them: they stand above `contacts`. Bound in `registry`. */
export abstract class ImportList {
  /** Why rows can't be put into this segment, null when they can. `role` is that of who imports. */
  abstract refusal(on: Queryable, segmentId: number, role: string): Promise<string | null>;

  /** Puts contacts into it; `quiet` when that may start no automation. */
  abstract add(tx: Tx, segmentId: number, contactIds: readonly number[], quiet: boolean): Promise<void>;
}
