import type { Queryable } from '#libs/db';

/** Which topics there are, as settings that name one must know. Bound in `registry`. Inject by this class. */
export abstract class TopicNames {
  /** Those of these slugs that no topic has. */
  abstract findMissing(on: Queryable, slugs: readonly string[]): Promise<string[]>;
}
