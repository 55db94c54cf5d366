import type { Queryable } from '#libs/db';
import type { Fact } from '../why/fact.js';
import type { MessageClass } from './ledger.port.js';

/** The mail that a source would write for a contact now: what the gate needs to know to decide about it. */
export interface ForeseenMail {
  readonly class: MessageClass;
  readonly topicId: number | null;
  readonly senderId: number | null;
  readonly templateId: number;
  readonly templateVersion: number | null;
  readonly priority: number;
}

/** Why there is no mail of the source for a contact. */
export interface Absence {
  readonly outcome: 'not_in_audience' | 'not_started' | 'not_written';
  readonly facts: readonly Fact[];
  /** Where the contact is in the audience of what has not started: the mail that it would be. */
  readonly foreseen: ForeseenMail | null;
}

export interface ExplainedSource {
  readonly name: string;
  readonly status: string;
}

/** What can be said about the mails of one kind of source, and about those that it did not write. */
export interface SourceExplainer {
  readonly kind: string;
  /** Null when there is no such source. */
  describe(on: Queryable, sourceId: number): Promise<ExplainedSource | null>;
  absence(on: Queryable, sourceId: number, contactId: number): Promise<Absence>;
  /** How a mail came to be, and why the source gave it up where its reason is the source's own. */
  origin(on: Queryable, message: { occurrence: string; createdAt: Date }): Promise<readonly Fact[]>;
  refusal(on: Queryable, message: { occurrence: string; reason: string }): Promise<readonly Fact[]>;
}

/** Nest token of the list, bound in `registry`. */
export const SOURCE_EXPLAINERS = Symbol('source explainers');
