import type { Condition } from '#libs/conditions';

/** Whom a trigger would have let in, had it been there before. */
export interface PastAudience {
  /** Those whom it concerns, as a condition over contacts. */
  readonly condition: Condition;
  /** The event that fires it; its own functions are asked about the last ones of each contact. */
  readonly event?: string;
  /** What `event.*` would show, when it is no event that fires it. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** So far back the events of contacts are looked at. */
export const PAST_WINDOW = '30d';

/** Those who have done it lately. */
export function didLately(event: string, where?: unknown): PastAudience {
  const did = { type: 'event', event, measure: 'count', op: 'gte', value: 1, within: PAST_WINDOW };
  return { condition: where === undefined ? did : { ...did, where }, event };
}

/** Those who are in the segment now. */
export function inSegment(segment: number): PastAudience {
  return { condition: { type: 'segment', op: 'in', segment }, facts: { segment } };
}
