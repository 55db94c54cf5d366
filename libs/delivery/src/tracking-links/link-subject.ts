/** What every link of a mail says about it. All three are ids; 0 stands for "none". */
export interface LinkSubject {
  readonly messageId: number;
  readonly contactId: number;
  readonly topicId: number;
}

/** A test mail's links name nobody, and so can't do anything to anybody, whoever follows them. */
export function isOfTestMail({ contactId }: LinkSubject): boolean {
  return contactId === 0;
}

/** What a clicked link means: an entry of the version's link table, or the target itself for a link with merge fields. */
export type ClickLink = { readonly subject: LinkSubject; readonly index: number; readonly target?: string | undefined };

/** The links of one mail. `click` and `clickTo` may be called as often as the mail has links: they cost no MAC. */
export interface MessageLinks {
  readonly openUrl: string;
  readonly unsubscribeUrl: string;
  readonly preferencesUrl: string;
  readonly viewUrl: string;
  /** What every `clickUrl` begins with; the index in base 36 follows. */
  readonly clickStem: string;
  /** A link of the version's link table, by its index there (0 and up). */
  clickUrl(index: number): string;
  /** A link whose target was rendered for this mail; it is carried inside the signed token (one MAC each). */
  dynamicClickUrl(index: number, target: string): string;
  /** Envelope sender (VERP) at the given return-path domain. */
  returnPath(domain: string): string;
}

export type LinkPurpose = 'open' | 'unsubscribe' | 'preferences' | 'view';
