import type { CauseChain } from './cause-chain.js';

/**
 * What can change about a contact: `created`, `field:<key>`, `tags`, `consent:<topic slug>`, `event:<name>`,
 * `email:<action>`, `segment:<id>`. Conditions name the dimensions that they read in the same words.
 * `created` stands for every dimension: a contact made by an import has this one change alone.
 */
export type Dimension =
  | 'created'
  | 'tags'
  | `field:${string}`
  | `consent:${string}`
  | `event:${string}`
  | `email:${string}`
  | `segment:${number}`
  | `judge:${number}`;

export interface NewContactChange {
  readonly contactId: number;
  readonly dimension: Dimension;
  /** For `tags` the tag's name (null = was not there), for fields and consents the values, for segments true/false. */
  readonly old?: unknown;
  readonly new?: unknown;
  /** The row behind it: the event's id for `event:*`, the message event's for `email:*`. */
  readonly ref?: number;
  /** Comes from an import or an old event: updates segments, waits, goals and exits, but starts no run. */
  readonly quiet?: boolean;
  /** Of the request behind it, null = none is; the one behind what is at work on the contact when left out. */
  readonly requestId?: string | null | undefined;
  /** What led to it; what leads to the running work when left out. */
  readonly ledBy?: CauseChain;
}

/** A change as the router hands it on. */
export interface ContactChange extends Required<Omit<NewContactChange, 'ref' | 'requestId'>> {
  readonly ref: number | null;
  readonly at: Date;
  readonly requestId: string | null;
}
