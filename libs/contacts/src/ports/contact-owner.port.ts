import type { Database, Tx } from '#libs/db';

/** One line of a contact's history. */
export interface TimelineEntry {
  /** Unique over all kinds, and always the same. */
  readonly id: number;
  readonly at: Date;
  /** event, note, consent, segment, message, automation, alert, … */
  readonly kind: string;
  /** Events keep their own name. */
  readonly name: string;
  readonly data: Record<string, unknown>;
}

/** Where a page of the timeline goes on: entries strictly older than this. */
export interface TimelineCursor {
  readonly at: Date;
  readonly id: number;
}

/** A lib that keeps rows by contact: it shows, exports, erases and moves them. */
export interface ContactOwner {
  readonly key: string;
  timeline(db: Database, contactId: number, before: TimelineCursor | null, limit: number): Promise<TimelineEntry[]>;
  /** Everything kept about the contact, machine-readable. */
  export(db: Database, contactId: number): Promise<Record<string, unknown>>;
  erase(tx: Tx, contactId: number): Promise<void>;
}

/** Nest token of the list, bound in `registry`. */
export const CONTACT_OWNERS = Symbol('contact owners');
