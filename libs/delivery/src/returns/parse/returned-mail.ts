/** What a mail that came back to us means. `unknown` is everything that is none of the others. */
export type ReturnKind =
  | 'hard'
  | 'soft'
  | 'policy'
  | 'mailbox_full'
  | 'block'
  | 'auto_reply'
  | 'delivered'
  | 'delayed'
  | 'complaint'
  | 'auth_failure'
  | 'reply'
  | 'unknown';

/** What became of a mail that one server reports about one recipient. */
export type DeliveryKind = Extract<
  ReturnKind,
  'hard' | 'soft' | 'policy' | 'mailbox_full' | 'block' | 'delivered' | 'delayed'
>;

export interface ReportedRecipient {
  /** As we had written it when the report says so (Original-Recipient), else where it ended; '' when redacted. */
  readonly address: string;
  readonly kind: ReturnKind;
  /** Enhanced status code (RFC 3463): `5.1.1`. */
  readonly status?: string | undefined;
  /** RFC 3464, 2.3.3: failed, delayed, delivered, relayed, expanded. */
  readonly action?: string | undefined;
  /** What the other server said, one line, at most 500 characters. */
  readonly diagnostic?: string | undefined;
  /** A stable word: `mailbox_unknown`, `mailbox_full`, … (reason.list.ts). */
  readonly reason: string;
}

export interface ReturnedMail {
  readonly kind: ReturnKind;
  readonly recipients: readonly ReportedRecipient[];
  /** Why it is what it is when no recipient says it: `vacation`, `challenge`, `receipt`, `abuse`, `dmarc_report`. */
  readonly reason?: string | undefined;
  /** Of the mail that came back, without angle brackets, from its returned headers. */
  readonly originalMessageId?: string | undefined;
  /** Whom the mail that came back was addressed to, from its returned headers; '' when they did not come along. */
  readonly originalTo: string;
  /** Of this mail itself, without angle brackets; '' without one. */
  readonly ownMessageId: string;
  /** Message-IDs that this mail answers (In-Reply-To, References), without angle brackets. */
  readonly answers: readonly string[];
  /** Where this mail was addressed to, and what it names as its envelope sender: our VERP address may be among them. */
  readonly returnPaths: readonly string[];
  readonly from: string;
  readonly subject: string;
}
