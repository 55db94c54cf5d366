import type { Queryable } from '#libs/db';

/** Which segments there are; implemented by whoever keeps them, bound in `registry`. */
export abstract class SegmentNames {
  /** Of these slugs, those that a segment has. */
  abstract known(slugs: readonly string[], on: Queryable): Promise<ReadonlySet<string>>;
}
