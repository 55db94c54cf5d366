import type { FieldError } from '#libs/kernel';
import type { ConsentStatus } from '../consents/consent-status.js';
import type { FieldValue } from '../fields/field-definition.js';

/** What is to become of one contact; normalised and of the right types. What is absent stays as it is. */
export interface ContactInput {
  /** The normal spelling; null takes it away. */
  readonly email?: string | null;
  readonly externalId?: string | null;
  /** System and custom fields by key; null clears. */
  readonly values: Readonly<Record<string, FieldValue | null>>;
  /** Names of tags to add. */
  readonly tags?: readonly string[];
  /** Names of tags to take away. */
  readonly untags?: readonly string[];
  /** Topic slug → status. */
  readonly consents?: Readonly<Record<string, ConsentStatus>>;
  /** Of the request that wants it; the running one's when left out. */
  readonly requestId?: string | undefined;
}

/** How a batch treats who exists already, and what stands in the proofs. */
export interface WritePolicy {
  /** For contacts that exist: write all, only what is missing there, or nothing. */
  readonly onConflict: 'overwrite' | 'fill' | 'skip';
  /** What identifies: either identity, or one of them (then the other belonging to somebody else is a conflict). */
  readonly match: 'either' | 'email' | 'external_id';
  /** Changes update segments but start no run. */
  readonly quiet: boolean;
  /** Where tags and consents come from: api, import:12, … */
  readonly source: string;
  readonly actor?: string;
  readonly consentSource?: string;
}

export type RowStatus = 'created' | 'updated' | 'skipped' | 'rejected';

/** What became of one input, in the order of the inputs. */
export interface RowResult {
  readonly status: RowStatus;
  readonly contactId?: number;
  readonly error?: RowError;
  /** Topics whose status was left as the contact wants it. */
  readonly keptConsents?: readonly string[];
}

export interface RowError {
  readonly code: 'contact.conflict' | 'contact.invalid';
  readonly message: string;
  readonly errors?: readonly FieldError[];
}
