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

/** One contact taken in by another. */
export interface ContactMerge {
  /** The row of contact_merges; which rows have moved is noted under it. */
  readonly id: number;
  readonly keptId: number;
  readonly mergedId: number;
  readonly at: Date;
  /** A later look for rows that others were writing while it happened. */
  readonly again: boolean;
}

/** When and by whom a merge is undone. */
export interface Undoing {
  readonly now: Date;
  readonly actor: string;
}

/** A lib that keeps rows by contact: it shows, exports, erases and moves them. */
export interface ContactOwner {
  readonly key: string;
  timeline(db: Database, contactId: number, before: TimelineCursor | null, limit: number): Promise<TimelineEntry[]>;
  /** Everything kept about the contact, machine-readable. */
  export(db: Database, contactId: number): Promise<Record<string, unknown>>;
  erase(tx: Tx, contactId: number): Promise<void>;
  /**
   * Locks what this lib's own work locks before it comes to contacts, so that a merge takes its locks in the same order.
   * Called before the contacts are locked.
   */
  hold?(tx: Tx, contactIds: readonly number[]): Promise<void>;
  /**
   * Hands the merged contact's rows to the kept one and notes which (see `moveRows`). Also called some time after the
   * merge, with `again`, for rows that have come in since: it moves what there is, and nothing twice.
   */
  merge(tx: Tx, merge: ContactMerge): Promise<void>;
  /** Gives back what was noted, as far as it is still there; the merged contact exists again when it is called. */
  unmerge(tx: Tx, merge: ContactMerge, by: Undoing): Promise<void>;
}

/** Nest token of the list, bound in `registry`. */
export const CONTACT_OWNERS = Symbol('contact owners');
