import type { Tx } from '#libs/db';
import type { QuietHours } from '#libs/kernel';

export type MessageClass = 'marketing' | 'transactional' | 'internal';

/** Who gets it. contact_id says whom it is about; for the other kinds the occurrence must include the recipient. */
export type Recipient =
  | { readonly kind: 'contact' }
  | { readonly kind: 'user'; readonly id: number; readonly address: string }
  | { readonly kind: 'address'; readonly address: string };

export interface NewMessage {
  /** Whom it is about; 0 = nobody. */
  readonly contactId: number;
  readonly source: { readonly kind: string; readonly id: number };
  /** With contact and source unique for ever: a campaign's round, an automation's enrolment and step run, a key. */
  readonly occurrence: string;
  readonly class: MessageClass;
  readonly recipient: Recipient;
  readonly topicId?: number | null;
  readonly senderId?: number | null;
  readonly templateId?: number | null;
  readonly templateVersion?: number | null;
  /** `event.*` for templates, or `{ subject, text }` of an internal alert without a template. */
  readonly data?: Readonly<Record<string, unknown>> | null;
  /** Lower goes first: 0 transactional and internal, 3 automations, 5 campaigns. */
  readonly priority: number;
  readonly dueAt?: Date;
  /** Of the request behind it, null = none is; the one behind what is at work on the contact when left out. */
  readonly requestId?: string | null;
}

/** A campaign, an automation, a sales step: what makes messages. */
export interface SourceRef {
  readonly kind: string;
  readonly id: number;
}

/** Marketing mails wait until these hours are over, in the contact's zone, the organisation's, or a named one. */
export type SourceQuietHours = QuietHours & { readonly zone: string };

export interface SourceSetting extends SourceRef {
  readonly state: 'active' | 'paused' | 'ended';
  readonly topicId: number | null;
  readonly priority: number;
  readonly quietHours?: SourceQuietHours | null;
}

/** The way to send: campaigns, automations and sales write rows here and never see delivery. Inject by this class. */
export abstract class Ledger {
  /** Writes rows, a no-op for those that exist, and signals delivery after commit. Resolves with how many are new. */
  abstract write(tx: Tx, messages: readonly NewMessage[]): Promise<number>;

  /** Sets whether a source may send, its topic and priority (`message_sources`). */
  abstract setSource(tx: Tx, source: SourceSetting): Promise<void>;

  /** Turns what the source has not yet sent into skipped with this reason. Resolves with how many. */
  abstract skipOpen(tx: Tx, source: SourceRef, reason: string): Promise<number>;

  /**
   * Signals delivery after commit, for those who write rows by their own INSERT … SELECT; for the requests behind the
   * rows where they are known, else for those behind the running work.
   */
  abstract wake(tx: Tx, requestIds?: Iterable<string | null>): void;
}
