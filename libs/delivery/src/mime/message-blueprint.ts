import type { BodyText } from './body-text.js';

/** A mailbox. The name is plain Unicode text; the address is `local@domain`, its domain Unicode or A-labels. */
export interface MailAddress {
  readonly name?: string | undefined;
  readonly address: string;
}

/** The list that a mail belongs to (RFC 2919): `id` is a stable dotted name such as `newsletter.example.com`. */
export interface MailList {
  readonly id: string;
  readonly name?: string | undefined;
}

/** Google's Feedback-ID, `campaign:customer:type:SenderId`; senderId has 5 to 15 characters and never changes. */
export interface FeedbackId {
  readonly campaign: string;
  readonly customer: string;
  readonly type: string;
  readonly senderId: string;
}

/** What all mails of one (template version, sender, topic) have in common. */
export interface MessageBlueprint {
  readonly from: MailAddress;
  readonly replyTo?: MailAddress | undefined;
  readonly list?: MailList | undefined;
  readonly feedbackId?: FeedbackId | undefined;
  /** Set on mail that no person asked for, such as alerts (RFC 3834). */
  readonly autoSubmitted?: 'auto-generated' | undefined;
  /** Further headers, the same for every recipient: name → Unicode text. Names of headers that Tidings owns are refused. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** What differs from recipient to recipient. */
export interface RecipientParts {
  readonly to: MailAddress;
  readonly subject: string;
  readonly date: Date;
  /** `unique@our-domain`, without angle brackets. */
  readonly messageId: string;
  readonly text: BodyText;
  /** Without it the mail is plain text. */
  readonly html?: BodyText | undefined;
  /** Makes List-Unsubscribe and List-Unsubscribe-Post (RFC 8058); `mailto` is a bare address. */
  readonly unsubscribe?: { readonly url: string; readonly mailto?: string | undefined } | undefined;
  /** Further headers of this mail alone. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** A whole mail: CRLF lines of at most 76 characters in the body. */
export interface FilledMail {
  readonly raw: Buffer;
  /** ASCII, and no line begins with a dot: false only when an address needs SMTPUTF8. */
  readonly isPlain: boolean;
}

/** A message that is composed but for its recipient. */
export interface CompiledMessage {
  /**
   * The buffer is the caller's to keep, or to give back with `releaseMail`. Throws `mail.address_invalid` for an address that cannot stand in a header.
   */
  fill(parts: RecipientParts): FilledMail;
}
