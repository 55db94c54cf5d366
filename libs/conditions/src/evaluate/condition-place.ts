import type { Queryable } from '#libs/db';

/** What the language must know about the organisation. Bound in `registry` to its settings. */
export abstract class ConditionPlace {
  abstract read(on?: Queryable): Promise<{
    readonly time_zone: string;
    readonly currency: string;
    /** How long an open or click waits until it can be judged: `60s`, `2min`. */
    readonly engagement_hold: string;
  }>;
}

/** How many leaves a tree may hold, leaves in `where` included: it bounds the time to plan a statement. */
export const LEAF_LIMIT = 500;
