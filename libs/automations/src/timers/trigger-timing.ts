import type { Queryable } from '#libs/db';
import type { TriggerCause } from '../triggers/define-trigger.js';

/** A moment at which a trigger fires for one contact. */
export interface Moment {
  readonly at: Date;
  /** Never fires twice for the contact; whatever changes, it has been. */
  readonly once: string;
  /** What templates and conditions see as `event.*`. */
  readonly event: Readonly<Record<string, unknown>>;
}

/** Fires for each contact at moments that a date of the contact determines. */
export interface FieldTiming<Params> {
  readonly kind: 'field';
  field(params: Params): string;
  /** `contact`, `organisation` or a zone's name. */
  zone(params: Params): string;
  /** The first moment after `after`; null when none will come. */
  next(params: Params, value: string, zone: string, after: Date): Moment | null;
}

/** Fires for all members of a segment at moments of the calendar. */
export interface SegmentTiming<Params> {
  readonly kind: 'segment';
  segment(params: Params): number;
  /** `organisation` or a zone's name. */
  zone(params: Params): string;
  /** The first moment after `after`. */
  next(params: Params, zone: string, after: Date): Date;
}

/** A change that has been waited with, and may fire now. */
export interface DueDelay {
  readonly contactId: number;
  readonly subject: string;
  readonly event: Readonly<Record<string, unknown>>;
}

/** What decides how long a trigger waits beside its parameters. */
export interface DelaySettings {
  /** How long opens and clicks are held until it shows whether a person made them. */
  readonly engagementHoldMs: number;
}

/** Fires some time after a change that `starts` accepts, unless what happened meanwhile speaks against it. */
export interface DelayTiming<Params> {
  readonly kind: 'delay';
  /** Changes with the same subject are one: the latest counts. */
  subject(params: Params, cause: TriggerCause): string;
  dueAt(params: Params, cause: TriggerCause, settings: DelaySettings): Date;
  /** What must never fire twice; null = every change fires. */
  once(params: Params, cause: TriggerCause): string | null;
  /** Which of the due ones still stand, in their order, by one statement over the rows. */
  stand(params: Params, due: readonly DueDelay[], on: Queryable): Promise<readonly boolean[]>;
}

export type TriggerTiming<Params = Readonly<Record<string, unknown>>> =
  FieldTiming<Params> | SegmentTiming<Params> | DelayTiming<Params>;
