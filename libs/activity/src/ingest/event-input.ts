import type { FieldError } from '#libs/kernel';

/** Whom an event is about: one or more of these; email and external_id are in their normal spelling. */
export interface EventContact {
  readonly id?: number;
  readonly email?: string;
  readonly externalId?: string;
  readonly visitorId?: string;
}

/** One thing that somebody did; checked and typed. */
export interface EventInput {
  readonly contact: EventContact;
  readonly name: string;
  /** The sender's own id: the second event with it is a duplicate, for 13 months. */
  readonly key: string | null;
  readonly occurredAt: Date;
  /** A decimal number as text, so that no digit is lost. */
  readonly value: string | null;
  /** ISO 4217; null = the organisation's. */
  readonly currency: string | null;
  readonly properties: Readonly<Record<string, unknown>>;
  /** Updates segments, waits, goals and exits, but starts no run. */
  readonly quiet: boolean;
  /** Of the request that brought it; the running one's when left out. */
  readonly requestId?: string | undefined;
}

export interface EventError {
  readonly code: 'event.invalid' | 'event.too_early' | 'event.contact_unknown' | 'contact.conflict' | 'contact.invalid';
  readonly message: string;
  readonly errors?: readonly FieldError[];
}

/** What became of one event, in the order of the inputs. */
export interface EventResult {
  readonly status: 'accepted' | 'duplicate' | 'rejected';
  readonly error?: EventError;
}
