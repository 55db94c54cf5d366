import type { MessageClass } from '../ports/ledger.port.js';

/** A message that this process may work on until its lease ends. */
export interface ClaimedMessage {
  readonly id: number;
  readonly contactId: number;
  readonly sourceKind: string;
  readonly sourceId: number;
  readonly occurrence: string;
  readonly class: MessageClass;
  readonly recipientKind: 'contact' | 'user' | 'address';
  readonly recipientAddress: string | null;
  readonly topicId: number | null;
  readonly senderId: number | null;
  readonly templateId: number | null;
  readonly templateVersion: number | null;
  readonly data: Readonly<Record<string, unknown>> | null;
  /** The fence: every later write names it, so that a process that lost its lease changes nothing. */
  readonly attempt: number;
  /** Attempts but for those after which it was only put back to wait, from 1: what the back-off counts. */
  readonly tries: number;
  /** Lower goes first. */
  readonly priority: number;
  readonly createdAt: Date;
  readonly requestId: string | null;
}

/** Messages that take turns with others: all that are due in it leave in the order of their times. */
export interface Lane {
  readonly priority: number;
  readonly sourceKind: string;
  /** The source's id for marketing mails; for all others of the kind the sender's, below zero, or 0 for the default one. */
  readonly lane: number;
}

/** What is known about a mail at the moment when it is handed over. */
export interface MailHandOver {
  readonly message: ClaimedMessage;
  readonly messageId: string;
  readonly templateVersion: number | null;
  readonly subject: string;
  /** `to` is the envelope's one recipient, as suppressions spell it. */
  readonly outgoing: { readonly to: string };
}

/** What became of a message that was handed over, or was not. */
export type Verdict =
  | { readonly state: 'sent'; readonly response: string }
  | { readonly state: 'deferred'; readonly reason: string; readonly response: string; readonly dueAt: Date }
  | {
      readonly state: 'failed';
      readonly reason: string;
      readonly response: string;
      readonly bounced: boolean;
      /** What the refusal means, for the timeline: kind of bounce, reason, status. */
      readonly meaning?: Readonly<Record<string, string>>;
    }
  | { readonly state: 'skipped'; readonly reason: string; readonly response?: string }
  /** Not now: looked at again at that time. */
  | { readonly state: 'pending'; readonly reason: string; readonly dueAt: Date }
  | { readonly state: 'unknown'; readonly reason: string; readonly response: string };

export interface Result {
  readonly id: number;
  readonly attempt: number;
  readonly contactId: number;
  readonly verdict: Verdict;
  /** The address it was for, when the server has said that it is no good. */
  readonly deadAddress?: string | undefined;
}
