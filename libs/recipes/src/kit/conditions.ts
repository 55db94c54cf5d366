import type { Condition } from '#libs/conditions';

interface Span {
  readonly within?: string;
  readonly since?: 'entry' | 'step';
  readonly where?: Condition;
}

/** The event happened at least so often. */
export function did(event: string, span: Span = {}, times = 1): Condition {
  return { type: 'event', event, measure: 'count', op: 'gte', value: times, ...span };
}

export function didNot(event: string, span: Span = {}): Condition {
  return { type: 'event', event, measure: 'count', op: 'eq', value: 0, ...span };
}

/** The sum of the event's values. */
export function spent(event: string, op: 'gte' | 'lt', value: number, span: Span = {}): Condition {
  return { type: 'event', event, measure: 'sum', of: 'value', op, value, ...span };
}

export function mailed(action: 'sent' | 'opened' | 'clicked', op: 'gte' | 'eq', value: number, span: Span): Condition {
  return { type: 'email', action, measure: 'count', op, value, ...span };
}

/** Somebody clicked in a mail since the run came to this step. */
export const CLICKED: Condition = mailed('clicked', 'gte', 1, { since: 'step' });

export function hasTag(...value: readonly string[]): Condition {
  return { type: 'tag', op: 'has_any_of', value };
}

export function isIn(segment: number): Condition {
  return { type: 'segment', op: 'in', segment };
}
