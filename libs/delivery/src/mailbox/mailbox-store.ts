/** A mail as the built-in mailbox took it. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: Buffer;
}

/** Where the built-in mailbox puts mail. Resolves when the mail is on disk: only then the sender hears 250. */
export interface MailboxStore {
  add(mail: ReceivedMail): Promise<void>;
}
